import { startOf } from '../kit/leading-nuls.js';
import { isSample } from './checkpoint.js';
import { hashOf, SAMPLE_BYTES, sampleOf } from './fingerprint.js';
import type { Sample } from './fingerprint.js';
import type { FileView } from './file-view.js';
import type { Shape } from './versioned-file.js';

/** How a source is recognised, as it stands on disk. */
export interface SourceEntry {
  readonly version: 1;
  readonly key: string;
  readonly fingerprint: Sample;
  /** Where it was last seen. */
  readonly path: string;
  readonly dev: number;
  readonly ino: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

export const SOURCE_ENTRY: Shape<SourceEntry> = {
  version: 1,
  is: (value) =>
    ['key', 'path', 'createdAt'].every((name) => typeof value[name] === 'string') &&
    ['dev', 'ino'].every((name) => typeof value[name] === 'number') &&
    isSample(value['fingerprint']),
};

/** The start of a file, and the fingerprints that it has or had when it was shorter. */
export class Head {
  readonly #file: FileView;
  readonly #bytes: Uint8Array;

  private constructor(file: FileView, bytes: Uint8Array) {
    this.#file = file;
    this.#bytes = bytes;
  }

  static async read(file: FileView): Promise<Head> {
    const bytes = await file.readAt(0, SAMPLE_BYTES);
    // Holes are all the same: what tells files apart begins behind them.
    const isHole = bytes.length === SAMPLE_BYTES && bytes.every((byte) => byte === 0);
    return new Head(file, isHole ? (await startOf(file, SAMPLE_BYTES)).bytes : bytes);
  }

  /** The fingerprint of all that is there. */
  get fingerprint(): Sample {
    return this.#sample(this.#bytes);
  }

  /** The fingerprint that the file had at this length; undefined if it is shorter. */
  at(length: number): Sample | undefined {
    return length <= this.#bytes.length ? this.#sample(this.#bytes.subarray(0, length)) : undefined;
  }

  /** Whether the file begins as this fingerprint says. */
  has(fingerprint: Sample): boolean {
    return this.at(fingerprint.length)?.hash === fingerprint.hash;
  }

  #sample(bytes: Uint8Array): Sample {
    if (bytes.length > 0) return sampleOf(bytes);
    // Without content, only its place tells a file from others.
    const { dev, ino, path } = this.#file;
    return { length: 0, hash: hashOf(JSON.stringify([dev, ino, path])) };
  }
}
