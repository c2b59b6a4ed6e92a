import type { Clock } from '../kit/clock.js';
import { onAbort } from '../kit/on-abort.js';
import type { Batch } from '../model/batch.js';
import type { Encoded, Lane, Slab } from '../model/lane.js';
import type { Position } from '../model/position.js';
import type { ByteSource, Source } from '../model/source.js';

/**
 * Bytes left free at the front of a slab, for the begun record that the slab before ends with: the next stretch
 * can be read while the last one is being encoded, before it is known how much of it is left over.
 */
const HEADROOM = 32 * 1024;
const LEAST_READ = 32 * 1024;

export interface ReadLoop {
  readonly source: Source;
  readonly bytes: ByteSource;
  /** Where to begin. It is moved along with the encoding, and stands behind what was encoded whatever ends the loop. */
  readonly at: Progress;
  readonly clock: Clock;
  /** The lane to encode with; asked for each stretch, since the road may change. */
  readonly lane: () => Promise<Lane>;
  /** Takes each batch over, in order. `final`: no bytes of the source follow what it was made from. */
  readonly onBatch: (batch: Batch, final: boolean) => Promise<void>;
  /** So many more bytes were read; 0 at the end. */
  readonly onRead: (bytes: number) => void;
  /**
   * Where the bytes end, the source may go on: a record that is not whole is left, and not made.
   * Otherwise the last one ends with the source.
   */
  readonly growing?: boolean;
  /** Stops reading, and does not wait for bytes that may never come; what was read before is encoded. */
  readonly signal: AbortSignal;
  /** Ends it at once, with its reason: memory that is waited for may never come back. */
  readonly failing?: AbortSignal;
}

/** Bytes that were read: `slab[from, to)`. Whoever has a stretch releases its slab. */
interface Stretch {
  readonly lane: Lane;
  readonly slab: Slab;
  readonly from: number;
  readonly to: number;
}

/** Where the encoding stands. */
export interface Progress {
  position: Position;
  framing: number;
}

/**
 * Reads a source to its end, one stretch ahead of the encoding, and hands its batches on. `loop.at` then is where to
 * go on: in front of a record that is not whole.
 */
export function readThrough(loop: ReadLoop): Promise<void> {
  return loop.failing ? unlessFailed(readAll(loop), loop.failing) : readAll(loop);
}

/** What a promise gives, or the reason of the signal where that comes first. */
function unlessFailed<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(signal.reason as Error);
    if (signal.aborted) fail();
    promise.then(resolve, reject).finally(onAbort(signal, fail));
  });
}

async function readAll(loop: ReadLoop): Promise<void> {
  let rest: Stretch | undefined;
  let ahead: Promise<Stretch> | undefined = readStretch(loop);
  try {
    while (ahead) {
      // What a source that grows has is there at once: only others may let one wait.
      const stretch: Stretch | undefined = await (loop.growing ? ahead : unlessAborted(ahead, loop.signal));
      if (!stretch) break;
      const final: boolean = stretch.from === stretch.to;
      ahead = undefined;
      if (final && loop.growing) {
        stretch.slab.release();
        break;
      }
      // What a source that grows gives in part is its end, most often: it is sent before another look at that.
      const atEnd: boolean = !final && loop.growing === true && stretch.to < stretch.slab.bytes.length;
      if (!final && !atEnd && !loop.signal.aborted) ahead = readStretch(loop);
      const joined: Stretch = await join(await loop.lane(), rest, stretch);
      rest = undefined;
      rest = await encodeAll(loop, joined, final);
      if (atEnd && !loop.signal.aborted) ahead = readStretch(loop);
    }
  } finally {
    rest?.slab.release();
    // It may end only when the source is closed.
    ahead?.then(({ slab }) => slab.release()).catch(() => {});
  }
}

/** What a promise gives, or undefined where the signal is aborted first. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return Promise.race([promise, Promise.resolve(undefined)]);
  // No race with one promise for all of them: each would leave a trace in it that lasts as long as the run.
  return new Promise((resolve, reject) => {
    promise.then(resolve, reject).finally(onAbort(signal, () => resolve(undefined)));
  });
}

async function readStretch(loop: ReadLoop): Promise<Stretch> {
  const lane = await loop.lane();
  const slab = await lane.lease(HEADROOM + LEAST_READ);
  try {
    const length = await loop.bytes.read(slab.bytes.subarray(HEADROOM));
    loop.onRead(length);
    return { lane, slab, from: HEADROOM, to: HEADROOM + length };
  } catch (error) {
    slab.release();
    throw error;
  }
}

/** Puts what is left of the stretch before in front of a stretch, in memory of the lane that is to encode it. */
async function join(lane: Lane, rest: Stretch | undefined, stretch: Stretch): Promise<Stretch> {
  const restLength = rest ? rest.to - rest.from : 0;
  const fits = stretch.lane === lane && restLength <= stretch.from;
  if (!rest && fits) return stretch;
  const length = stretch.to - stretch.from;
  const slab = fits ? stretch.slab : await lane.lease(restLength + length);
  const middle = fits ? stretch.from : restLength;
  if (rest) slab.bytes.set(rest.slab.bytes.subarray(rest.from, rest.to), middle - restLength);
  if (!fits) {
    slab.bytes.set(stretch.slab.bytes.subarray(stretch.from, stretch.to), middle);
    stretch.slab.release();
  }
  rest?.slab.release();
  return { lane, slab, from: middle - restLength, to: middle + length };
}

/** Encodes every whole record of a stretch. @returns what is left of it: the beginning of a record. */
async function encodeAll(loop: ReadLoop, stretch: Stretch, final: boolean): Promise<Stretch | undefined> {
  const { lane, slab, to } = stretch;
  const { at } = loop;
  const readAt = loop.clock.now();
  let { from } = stretch;
  try {
    for (let starved = false; !starved;) {
      await lane.room();
      const { position: start, framing } = at;
      const encoded: Encoded = lane.encode({ source: loop.source, slab, from, to, start, framing, final, readAt });
      from += encoded.consumed;
      at.position = encoded.position;
      at.framing = encoded.framing;
      starved = encoded.starved;
      if (encoded.batch) await loop.onBatch(encoded.batch, final && starved);
    }
  } catch (error) {
    slab.release();
    throw error;
  }
  if (from < to) return { lane, slab, from, to };
  slab.release();
  return undefined;
}
