import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldStatistics, resetStatistics } from '../../src/state/statistics-fold.js';
import { StatisticsWriter } from '../../src/state/statistics-writer.js';
import { readStatistics } from '../../src/state/statistics.js';
import { testContext } from '../state/context.js';
import { dyingDisk } from '../state/statistics-world.js';

const WRITERS = 3;

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('count'), writer: fc.nat(WRITERS - 1), events: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('end'), writer: fc.nat(WRITERS - 1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fold'), dies: fc.nat(4), half: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reset') }) },
) as fc.Arbitrary<
  | { kind: 'count'; writer: number; events: number }
  | { kind: 'end'; writer: number }
  | { kind: 'fold'; dies: number; half: boolean }
  | { kind: 'reset' }
>;

test('whatever ends, dies or resets in between, the sum is what was written since the last reset', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const folder = await mkdtemp(join(tmpdir(), 'logship-test-'));
      try {
        const context = testContext();
        const start = (): StatisticsWriter => new StatisticsWriter(folder, context);
        const writers = Array.from({ length: WRITERS }, start);
        let sum = 0;
        for (const next of steps) {
          if (next.kind === 'count') {
            writers[next.writer]!.countSent(next.events);
            await writers[next.writer]!.flush();
            sum += next.events;
          } else if (next.kind === 'end') {
            await writers[next.writer]!.close();
            writers[next.writer] = start();
          } else if (next.kind === 'fold') {
            await foldStatistics(folder, context, dyingDisk(next.dies, next.half)).catch(() => {});
          } else {
            await resetStatistics(folder, context);
            sum = 0;
          }
          expect((await readStatistics(folder, context)).total_sent).toBe(sum);
        }
        expect(context.told).toEqual([]);
      } finally {
        await rm(folder, { recursive: true });
      }
    }),
    { numRuns: 60 },
  );
});
