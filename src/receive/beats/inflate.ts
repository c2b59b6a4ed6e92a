import { once } from 'node:events';
import { createInflate, type Inflate } from 'node:zlib';
import { FrameError, type FrameLimits, type Frame, FrameReader } from './frame-reader.js';

/** Far above any window, and far below what a few kilobytes can be made to say. */
const MAX_INFLATED_BYTES = 512 * 1024 * 1024;

/** Unpacks one compressed frame, piece by piece: what it holds is never in memory as a whole. */
export class Inflation {
  readonly #inflate: Inflate = createInflate();
  readonly #reader: FrameReader;
  readonly #done: Promise<void>;

  /** @param take gets the frames within, in order, some at a time. What it throws ends the unpacking. */
  constructor(limits: FrameLimits, take: (frames: Iterable<Frame>) => Promise<void>) {
    this.#reader = new FrameReader(limits, true);
    this.#done = this.#unpack(take);
    // It is awaited with the last piece, which may never come.
    this.#done.catch(() => undefined);
  }

  /** Takes the next piece. Resolves when there is room for more. Throws `FrameError`, or what `take` throws. */
  async push(bytes: Buffer): Promise<void> {
    if (this.#inflate.write(bytes)) return;
    await Promise.race([once(this.#inflate, 'drain'), this.#done]).catch(() => this.#done);
  }

  /** There are no more pieces. Resolves when all frames were handed out. Throws as `push` does. */
  async finish(): Promise<void> {
    this.#inflate.end();
    await this.#done;
  }

  destroy(): void {
    this.#inflate.destroy();
  }

  async #unpack(take: (frames: Iterable<Frame>) => Promise<void>): Promise<void> {
    let total = 0;
    try {
      for await (const chunk of this.#inflate) {
        total += (chunk as Buffer).length;
        if (total > MAX_INFLATED_BYTES) throw new FrameError(`a compressed frame of more than ${total} bytes`);
        await take(this.#reader.push(chunk as Buffer));
      }
    } catch (error) {
      throw isZlibError(error) ? new FrameError(`a compressed frame that is damaged (${error.message})`) : error;
    }
    if (!this.#reader.between) throw new FrameError('a compressed frame that ends in the middle of an event');
  }
}

function isZlibError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && (error as NodeJS.ErrnoException).code?.startsWith('Z_') === true;
}
