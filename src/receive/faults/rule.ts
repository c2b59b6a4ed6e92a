import { formatDuration, parseDuration } from '../../config/values/durations.js';
import { editDistance, nearestName } from '../../config/nearest-name.js';
import { ConfigError } from '../../model/errors.js';
import type { Road } from '../listen.js';

/** What can be made to go wrong, and on which roads. */
export const FAULT_ROADS = {
  /** A connection, a window or a request is broken off in the middle. */
  reset: ['tcp', 'beats', 'http'],
  /** Reading, acks and answers come late. */
  slow: ['tcp', 'beats', 'http'],
  /** A connection is broken off at once, or nobody listens; a datagram is dropped. */
  refuse: ['tcp', 'udp', 'beats', 'http'],
  /** A request, or some of its documents, are asked to come again. */
  '429': ['http'],
  /** A request of more than one document is too large. */
  '413': ['http'],
} as const satisfies Readonly<Record<string, readonly Road[]>>;

export type FaultKind = keyof typeof FAULT_ROADS;

/** A fault that is wanted. */
export interface FaultRule {
  readonly kind: FaultKind;
  /** How many of the connections, windows or requests it strikes: over 0, at most 1. */
  readonly rate: number;
  /** Milliseconds that `slow` takes, and that a 429 asks to wait. */
  readonly delay: number;
}

/** Letters that may be wrong in a name for it to be a slip of the fingers. */
const MISTYPED = 2;
const DELAY_MS = 3000;
const HOW = 'Write --fail KIND, KIND:RATE or KIND:RATE:DELAY, as in --fail reset:0.1 --fail slow:0.05:10s';

/** Reads `reset`, `reset:0.1`, `slow:0.1:5s`. Throws `ConfigError`. */
export function parseFault(text: string): FaultRule {
  const [name = '', rate = '1', delay, ...more] = text.split(':');
  const kinds = Object.keys(FAULT_ROADS);
  const kind = kinds.find((known): known is FaultKind => known === name);
  const wrong = (what: string, ...next: string[]) =>
    new ConfigError(`--fail ${text}: ${what}`, { next: [...next, HOW] });
  if (!kind) {
    const near = nearestName(name, kinds);
    throw wrong(
      `${JSON.stringify(name)} is no fault`,
      near && editDistance(name, near) <= MISTYPED ? `Did you mean ${near}?` : `There are ${kinds.join(', ')}.`,
    );
  }
  if (!/^(\d+(\.\d*)?|\.\d+)$/.test(rate) || Number(rate) <= 0 || Number(rate) > 1) {
    throw wrong(`${JSON.stringify(rate)} is no rate: it is a number over 0 and at most 1`);
  }
  const milliseconds = delay === undefined ? DELAY_MS : parseDuration(delay);
  if (milliseconds === undefined || more.length > 0) throw wrong(`${JSON.stringify(delay)} is no duration`);
  if (delay !== undefined && kind !== 'slow' && kind !== '429') throw wrong(`${kind} takes no duration`);
  return { kind, rate: Number(rate), delay: milliseconds };
}

/** A rule in words: `slow 5 % by 10s`. */
export function describeRule({ kind, rate, delay }: FaultRule): string {
  const percent = `${Number((rate * 100).toPrecision(3))} %`;
  return kind === 'slow' ? `${kind} ${percent} by ${formatDuration(delay)}` : `${kind} ${percent}`;
}
