import { access, constants } from 'node:fs/promises';
import { LineFiles, makeFolder } from '../../kit/line-files.js';
import type { Encoding } from '../../model/batch.js';
import { SinkError } from '../../model/errors.js';
import type { Acknowledgement, Parcel, ProbeStep, Receipt, Sink, Window, WindowLimits } from '../../model/sink.js';

export interface FileSinkOptions {
  /** Absolute. */
  readonly folder: string;
  /** The name of the file that an event belongs to, by its line. */
  readonly fileOf: (line: string) => string;
}

const LIMITS: WindowLimits = { bytes: 8 * 1024 * 1024, events: Infinity, idle: 200, age: 1000, inFlight: 1 };
const DELIVERED: Receipt = { exceptions: [] };

/** What a person has to mend; anything else may pass (a full disk, a quota, a disk that fails). */
const LASTING = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENAMETOOLONG']);

/** A folder of NDJSON files. What is acknowledged is on disk: each window ends with an fsync. */
export class FileSink implements Sink {
  readonly product = 'Folder';
  readonly acknowledgement: Acknowledgement = 'stored';
  readonly encoding: Encoding = 'json-lines';
  readonly limits = LIMITS;
  readonly target: string;
  readonly #options: FileSinkOptions;
  readonly #files: LineFiles;

  constructor(options: FileSinkOptions) {
    this.#options = options;
    this.#files = new LineFiles(options.folder);
    this.target = `file:${options.folder}`;
  }

  async begin(): Promise<Window> {
    await this.#orFault(() => makeFolder(this.#options.folder));
    const touched = new Set<string>();
    return {
      write: (parcel) => this.#orFault(() => this.#write(parcel, touched)),
      commit: async () => {
        await this.#orFault(() => this.#files.settle(touched));
        return DELIVERED;
      },
      // What was written stays, and is written again under the same ids.
      abandon: () => {},
    };
  }

  async probe(onStep: (step: ProbeStep) => void = () => {}): Promise<void> {
    const started = performance.now();
    const { folder } = this.#options;
    await this.#orFault(async () => {
      await makeFolder(folder);
      await access(folder, constants.W_OK | constants.X_OK);
    });
    onStep({ name: 'connect', detail: folder, milliseconds: performance.now() - started });
  }

  async close(): Promise<void> {
    await this.#orFault(() => this.#files.close());
  }

  /** Neighbours that belong to one file are one write. */
  #write({ batch, from, to }: Parcel, touched: Set<string>): void {
    let file: string | undefined;
    let start = from === 0 ? 0 : batch.endOf(from - 1);
    let end = start;
    const keep = () => {
      if (file === undefined || end === start) return;
      touched.add(file);
      this.#files.keep(file, batch.bytes.subarray(start, end));
      start = end;
    };
    for (let event = from; event < to; event++) {
      const next = batch.endOf(event);
      const { buffer, byteOffset } = batch.bytes;
      const name = this.#options.fileOf(Buffer.from(buffer, byteOffset + end, next - end).toString());
      if (name !== file) keep();
      file = name;
      end = next;
    }
    keep();
  }

  async #orFault(work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      throw this.#faultOf(cause as NodeJS.ErrnoException);
    }
  }

  #faultOf(cause: NodeJS.ErrnoException): SinkError {
    const { folder } = this.#options;
    if (cause.code !== undefined && LASTING.has(cause.code)) {
      return new SinkError('refusing', this.target, `${folder}: events can't be written there (${cause.code})`, {
        cause,
        next: ['Name a folder that you may write to: --to file:<folder>'],
      });
    }
    return new SinkError(
      'busy',
      this.target,
      `${folder}: events could not be written (${cause.code ?? cause.message})`,
      {
        cause,
        next: ['Is the disk full? What was not written stays pending: run the same command again.'],
      },
    );
  }
}
