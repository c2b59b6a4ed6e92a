import { type Member, scanMembers } from '../kit/json/scan.js';
import { quote, unquote } from '../kit/json/text.js';
import type { Draft } from './draft.js';

/** Where a level is looked for when the event has no field `level`. */
const OTHER_NAMES = ['severity', 'lvl', 'log.level'];

/** The numbers of pino and bunyan. */
const NUMBERS: Readonly<Record<string, string>> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
};

/**
 * Gives the event a `level` in capital letters: from `level` itself, which is then replaced where it stands, or
 * from `severity`, `lvl`, `log.level`, `log: {level}`, which stay. A `level` that is no word stays as it is.
 */
export function applyLevel(draft: Draft): void {
  const own = draft.field('level');
  if (own) {
    const level = readLevel(own.value);
    if (level !== undefined) replaceLevel(draft, own.value, level);
    return;
  }
  for (const name of OTHER_NAMES) {
    const level = readLevel(draft.field(name)?.value);
    if (level !== undefined) return draft.set('level', quote(level));
  }
  const nested = readLevel(nestedLevel(draft.field('log')?.value));
  if (nested !== undefined) draft.set('level', quote(nested));
}

/** The level that a JSON value stands for; undefined where it is none. */
export function readLevel(value: Uint8Array | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value[0] !== 0x22) return NUMBERS[Buffer.from(value).toString('latin1')];
  const level = unquote(value).toUpperCase();
  return level === '' ? undefined : level;
}

function replaceLevel(draft: Draft, value: Uint8Array, level: string): void {
  // A word that is in capitals already keeps its bytes, escapes and all.
  if (value[0] === 0x22 && unquote(value) === level) return;
  draft.set('level', quote(level));
}

function nestedLevel(log: Uint8Array | undefined): Uint8Array | undefined {
  if (log?.[0] !== 0x7b) return undefined;
  const members: Member[] = [];
  scanMembers(log, 0, log.length, members);
  const member = members.findLast(({ start, keyEnd }) => unquote(log.subarray(start, keyEnd)) === 'level');
  return member && log.subarray(member.valueStart, member.valueEnd);
}
