/** Memory is taken in steps of this size, so that windows of about the same size can share it. */
const STEP = 256 * 1024;
/** Pieces that are kept for later. */
const KEPT = 4;

/** Memory for frames, used again and again: to have fresh pages for each window costs more than to fill them. */
export class FrameMemory {
  readonly #free: Buffer[] = [];

  /** At least so many bytes, with anything in them. */
  take(bytes: number): Buffer {
    const fitting = this.#free.findIndex((memory) => memory.length >= bytes);
    if (fitting >= 0) return this.#free.splice(fitting, 1)[0]!;
    return Buffer.allocUnsafeSlow(Math.ceil(bytes / STEP) * STEP);
  }

  /** To be called when nobody reads what it holds any more. The smallest go first where there are many. */
  give(memory: Buffer): void {
    this.#free.push(memory);
    if (this.#free.length <= KEPT) return;
    this.#free.sort((a, b) => b.length - a.length).pop();
  }
}
