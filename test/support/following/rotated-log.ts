import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { configureLogrotate, type Logrotate } from '../../servers/logrotate.js';

const WRITER = fileURLToPath(new URL('../processes/write-log.mjs', import.meta.url));

/** Rotated files that are kept. */
const KEPT = 40;

/**
 * How logrotate turns a log over. With `copytruncate` the program writes on to the same file: at its end, as most do,
 * or at its own place, which leaves a hole in front.
 */
export type RotationMode = 'create' | 'copytruncate' | 'copytruncate, place kept';

interface RotatedLogOptions {
  readonly folder: string;
  readonly mode: RotationMode;
  /** Lines a second. */
  readonly rate: number;
  readonly logrotate: Logrotate;
}

/** A log that a process writes, and that logrotate turns over. Lines are events with their number in `seq`. */
export class RotatedLog {
  readonly path: string;
  rotations = 0;
  readonly #options: RotatedLogOptions;
  readonly #writer: ChildProcess;
  readonly #configuration: string;
  readonly #output: AsyncIterator<string>;
  /** Lines that stood in a file that outlived the rotation: logship could read these whenever it came. */
  readonly #kept = new Set<number>();

  static async start(options: RotatedLogOptions): Promise<RotatedLog> {
    const { folder, mode, rate } = options;
    const path = join(folder, 'app.log');
    const place = mode === 'copytruncate, place kept' ? ['keep-place'] : [];
    // It ends with its standard input, so that it never outlives a test run that was killed.
    const args = [WRITER, path, String(rate), ...place];
    const writer = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const output = createInterface({ input: writer.stdout })[Symbol.asyncIterator]();
    await output.next();
    const configuration = join(folder, '..', 'logrotate.conf');
    const way =
      mode === 'create' ? ['create', 'postrotate', `  kill -HUP ${writer.pid}`, 'endscript'] : ['copytruncate'];
    await configureLogrotate(configuration, path, [`rotate ${KEPT}`, 'missingok', ...way]);
    return new RotatedLog(options, path, writer, output, configuration);
  }

  private constructor(
    options: RotatedLogOptions,
    path: string,
    writer: ChildProcess,
    output: AsyncIterator<string>,
    configuration: string,
  ) {
    this.#options = options;
    this.path = path;
    this.#writer = writer;
    this.#output = output;
    this.#configuration = configuration;
  }

  async rotate(): Promise<void> {
    await this.#options.logrotate.rotate(this.#configuration);
    this.rotations++;
    if (this.#options.mode !== 'create') await this.#note(`${this.path}.1`);
  }

  /** Ends the program. @returns how many lines it has written. */
  async stop(): Promise<number> {
    this.#writer.stdin?.end();
    const { value } = await this.#output.next();
    if (this.#options.mode !== 'create') await this.#note(this.path);
    return (JSON.parse(String(value)) as { written: number }).written;
  }

  /** The lines that a truncation has taken before anybody copied them. */
  destroyed(written: number): ReadonlySet<number> {
    const destroyed = new Set<number>();
    if (this.#options.mode === 'create') return destroyed;
    for (let seq = 0; seq < written; seq++) if (!this.#kept.has(seq)) destroyed.add(seq);
    return destroyed;
  }

  async kill(): Promise<void> {
    if (this.#writer.exitCode !== null || this.#writer.signalCode !== null) return;
    const exited = once(this.#writer, 'exit');
    this.#writer.kill('SIGKILL');
    await exited;
  }

  async #note(path: string): Promise<void> {
    if (!existsSync(path)) return;
    let rest = '';
    for await (const chunk of createReadStream(path, { encoding: 'latin1', highWaterMark: 1024 * 1024 })) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const seq = /\{"seq":(\d+)\}$/.exec(line)?.[1];
        if (seq !== undefined) this.#kept.add(Number(seq));
      }
    }
  }
}
