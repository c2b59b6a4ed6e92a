import { editDistance } from './nearest-name.js';
import { findSetting, options, settingKeys } from './options.js';

const OURS = /^(LOGSTASH|LOGSHIP)_(.+)$/;

const known = settingKeys.flatMap((key) => {
  const match = OURS.exec(options[key].env ?? '');
  return match ? [{ name: match[0], rest: match[2]! }] : [];
});

/**
 * Warns of variables that look like a misspelled setting: the part behind `LOGSTASH_` or `LOGSHIP_` is that of a
 * setting but for one letter in four. Other software has variables with these names too (`LOGSTASH_HOME`), so
 * a stranger is no error.
 */
export function warnOfNearMisses(names: Iterable<string>, where: string): string[] {
  const warnings: string[] = [];
  for (const name of names) {
    const rest = OURS.exec(name)?.[2];
    if (rest === undefined || findSetting(name) !== undefined) continue;
    const allowed = Math.max(1, Math.floor(rest.length / 4));
    const near = known.find((candidate) => editDistance(rest, candidate.rest) <= allowed);
    if (near) warnings.push(`${name} (${where}) is not a setting and is ignored; did you mean ${near.name}?`);
  }
  return warnings;
}
