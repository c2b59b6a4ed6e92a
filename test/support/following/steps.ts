import fc from 'fast-check';

/** One thing that happens to a followed log, or to those between it and where its lines go. */
export type Step =
  | { readonly kind: 'write'; readonly lines: number; readonly hinted: boolean }
  | { readonly kind: 'pass'; readonly times: number }
  /** What happens to the log. `begin` writes half a line. */
  | { readonly kind: 'begin' | Turnover }
  /** Ends logship in order, and starts it again. */
  | { readonly kind: 'restart' }
  /** Ends one side, or the way between them, at once. The receiver has the first `kept` events of a window. */
  | { readonly kind: 'crash' | 'crashReceiver' | 'cut'; readonly kept: number }
  | { readonly kind: 'away' | 'back' }
  /** From now on each touch of the disk, and each answer of the receiver, takes so many milliseconds. */
  | { readonly kind: 'slow'; readonly disk: number; readonly receiver: number };

/** What becomes of a log file. */
export type Turnover = (typeof TURNOVERS)[number];

export const TURNOVERS = [
  'rename',
  'copyTruncate',
  'copyTruncateInPlace',
  'replace',
  'gzip',
  'truncate',
  'remove',
] as const;

const write = fc.record({
  kind: fc.constant('write' as const),
  lines: fc.integer({ min: 1, max: 20 }),
  hinted: fc.boolean(),
});
const pass = fc.record({ kind: fc.constant('pass' as const), times: fc.integer({ min: 1, max: 30 }) });
const turnover = fc.record({ kind: fc.constantFrom('begin' as const, ...TURNOVERS) });
const restart = fc.record({ kind: fc.constantFrom('restart' as const, 'away' as const, 'back' as const) });
const end = fc.record({
  kind: fc.constantFrom('crash' as const, 'crashReceiver' as const, 'cut' as const),
  kept: fc.integer({ min: 0, max: 8 }),
});
const slow = fc.record({
  kind: fc.constant('slow' as const),
  disk: fc.constantFrom(0, 0, 5, 200),
  receiver: fc.constantFrom(0, 0, 100, 3000),
});

/** Any of them; those that make others interesting more often. */
export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: write },
    { weight: 6, arbitrary: pass },
    { weight: 5, arbitrary: turnover },
    { weight: 2, arbitrary: restart },
    { weight: 3, arbitrary: end },
    { weight: 1, arbitrary: slow },
  ),
  { maxLength: 25 },
);
