import { randomInt } from 'node:crypto';
import { ConfigError } from '../../model/errors.js';
import type { Road } from '../listen.js';
import { FAULT_ROADS, type FaultRule, parseFault } from './rule.js';

/** What is to go wrong in a session. */
export interface WantedFaults {
  readonly rules: readonly FaultRule[];
  readonly seed: number;
}

/**
 * Reads what `--fail` asks for. Throws `ConfigError`, also where nothing that is listened on could go wrong in such a
 * way.
 * @param seed what `--fail-seed` says; any, where it says nothing.
 */
export function readFaults(texts: readonly string[], seed: number | undefined, roads: readonly Road[]): WantedFaults {
  const rules = texts.map(parseFault);
  for (const { kind } of rules) {
    const able: readonly Road[] = FAULT_ROADS[kind];
    if (able.some((road) => roads.includes(road))) continue;
    const flags = able.map((road) => `--${road}`).join(', ');
    throw new ConfigError(`--fail ${kind} has nothing to work on`, { next: [`Listen with one of: ${flags}`] });
  }
  const twice = rules.find(({ kind }, index) => rules.findIndex((rule) => rule.kind === kind) < index);
  if (twice)
    throw new ConfigError(`--fail ${twice.kind} is given twice`, { next: ['Give each kind once, with its rate.'] });
  return { rules, seed: seed ?? randomInt(2 ** 31) };
}
