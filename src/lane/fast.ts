import { loadChecksum } from '../event/id.js';
import { framerOf } from '../frame/framer-of.js';
import type { Batch, Encoding } from '../model/batch.js';
import type { Encoded, Lane, Slab, Work } from '../model/lane.js';
import { BatchBuilder } from './batch-builder.js';
import { KernelDriver } from './kernel-driver.js';
import { kernelFollows } from './kernel-keys.js';
import { planMemory } from './kernel-memory.js';
import { loadKernel } from './kernel-module.js';
import { recordEncoder } from './records.js';
import { createReferenceLane, type LaneOptions, SLAB_BYTES } from './reference.js';
import { SlabPool } from './slab-pool.js';
import { SlotOutput } from './slot-output.js';
import { SlotPool } from './slot-pool.js';
import { encodeStretch } from './stretch.js';

/** A larger batch would be longer than what a slab becomes. */
const MOST_BATCH_BYTES = 1024 * 1024;
const LEAST_SLABS = 2;

/**
 * Loads the lane that is fast: a kernel in WebAssembly reads records where they were read to, and writes events
 * where sockets write them from. It takes the records that it is sure about; each of the others goes through the
 * reference lane's encoder, in its turn. Needs SIMD.
 */
export async function createFastLane(options: LaneOptions): Promise<Lane> {
  const { format, rules, memory, onWait } = options;
  const set = new Map(rules.set);
  const reference = await createReferenceLane(options);
  if (!kernelFollows(format, rules, set)) return reference;

  const batchBytes = Math.min(options.batchBytes, MOST_BATCH_BYTES);
  const count = Math.max(Math.floor(memory / SLAB_BYTES), LEAST_SLABS);
  const plan = planMemory(rules, SLAB_BYTES, count, batchBytes);
  const loaded = await loadKernel(plan.bytes);
  const { memory: bytes, free } = loaded;
  const driver = new KernelDriver(loaded, plan, options, set);
  const slabs = new SlabPool(SLAB_BYTES, memory, onWait, (index) => {
    const start = free + plan.slabs[index]!;
    return bytes.subarray(start, start + SLAB_BYTES);
  });
  const slots = new SlotPool(
    plan.slots.map((start) => free + start),
    onWait,
  );
  const framer = framerOf(format, options);
  const encode = recordEncoder(format, rules, await loadChecksum());

  return {
    encoding: options.encoding,
    lease: (atLeast: number): Promise<Slab> => slabs.lease(atLeast),
    room: () => slots.room(),
    encode(work: Work): Encoded {
      const inMemory = work.slab.bytes.buffer === bytes.buffer;
      const slot = inMemory ? slots.take() : undefined;
      // A long record in a slab of its own, or an output that nobody waited for.
      if (slot === undefined) return reference.encode(work);
      const output = new SlotOutput(bytes, slot, plan.slot, batchBytes, () => slots.giveBack(slot));
      if (!driver.begin(work, output)) {
        slots.giveBack(slot);
        return reference.encode(work);
      }
      const builder = new BatchBuilder(work, options.encoding, encode, output, driver.advance);
      const encoded = encodeStretch(work, framer, builder, batchBytes, (cursor) => {
        const { last, stop } = driver.run(cursor, output);
        if (last) builder.passed(cursor.at, last);
        return stop;
      });
      if (!encoded.batch) slots.giveBack(slot);
      return encoded;
    },
    reencode: (batch: Batch, from: number, to: number, encoding: Encoding): Batch[] =>
      reference.reencode(batch, from, to, encoding),
  };
}
