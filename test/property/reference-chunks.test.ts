import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { Lane } from '../../src/model/lane.js';
import { createReferenceLane } from '../../src/lane/reference.js';
import { fileArbitrary, mutated } from '../support/corpus.js';
import { encodeAll, type EncodedSource, type EncodeOptions } from '../support/encode.js';
import { FORMATS, laneOptions } from '../support/lanes.js';
import { expectSame } from '../support/same.js';

/** What must not depend on how a source was read. Batches may: they end where a read ends. */
async function outcome(lane: Lane, bytes: Uint8Array, options: EncodeOptions): Promise<Partial<EncodedSource>> {
  const { stretches: _, ...same } = await encodeAll(lane, bytes, options);
  return same;
}

describe.each(FORMATS)('the reference lane reads %s', (format) => {
  const file = fc.oneof(fileArbitrary(format), mutated(fileArbitrary(format)));

  // At a limit of 60 bytes, many records are too long and are given up in the middle.
  describe.each([60, 1_000_000])('with lines of at most %i bytes', async (maxLineBytes) => {
    const lane = await createReferenceLane(laneOptions(format, { maxLineBytes, batchBytes: 2000 }));

    test('the same, wherever the only border between two reads lies', async () => {
      await fc.assert(
        fc.asyncProperty(
          file.filter(({ length }) => length < 400),
          async (bytes) => {
            const whole = await outcome(lane, bytes, {});
            for (let border = 1; border < bytes.length; border++) {
              expectSame(await outcome(lane, bytes, { chunks: [border, bytes.length] }), whole);
            }
          },
        ),
        { numRuns: 40 },
      );
    });

    test('the same in reads of any size, down to single bytes', async () => {
      const chunks = fc.oneof(
        fc.constant([1]),
        fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 4 }),
      );
      await fc.assert(
        fc.asyncProperty(file, chunks, fc.boolean(), async (bytes, sizes, lateEnd) => {
          const whole = await outcome(lane, bytes, {});
          expectSame(await outcome(lane, bytes, { chunks: sizes, lateEnd }), whole);
        }),
        { numRuns: 250 },
      );
    });
  });
});
