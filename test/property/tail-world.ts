import { appendFileSync, copyFileSync, existsSync, renameSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { join } from 'node:path';
import { loadSettings } from '../../src/config/loader.js';
import type { Settings } from '../../src/config/options.js';
import { InterruptedError, SinkError } from '../../src/model/errors.js';
import type { Parcel, Sink, Window } from '../../src/model/sink.js';
import type { WatcherHandlers } from '../../src/read/tail/watcher.js';
import { tail } from '../../src/ship/tail/tail.js';
import type { ManualClock } from '../support/manual-clock.js';

/** Where everything goes: who wrote what, and what of it came, with its ids. */
export class Received {
  readonly order: number[] = [];
  readonly ids = new Map<number, Set<string>>();

  take({ batch, from, to }: Parcel): void {
    for (let event = from; event < to; event++) {
      const start = event === 0 ? 0 : batch.endOf(event - 1);
      const text = Buffer.from(batch.bytes.subarray(start, batch.endOf(event))).toString();
      const { seq, '@metadata': metadata } = JSON.parse(text) as { seq: number; '@metadata': { _id: string } };
      const known = this.ids.get(seq);
      if (!known) this.order.push(seq);
      this.ids.set(seq, (known ?? new Set()).add(metadata._id));
    }
  }
}

/** A peer that takes what is written at the commit, or is away. */
export class Peer implements Sink {
  readonly product = 'Fake';
  readonly acknowledgement = 'read';
  readonly target = 'fake://peer';
  readonly encoding = 'json-lines';
  readonly limits = { bytes: 4096, events: 8, idle: 1000, age: 5000, inFlight: 2 };
  away = false;
  readonly #received: Received;

  constructor(received: Received) {
    this.#received = received;
  }

  async begin(): Promise<Window> {
    this.#check('refused');
    return {
      // Taken at once, and in doubt until the commit: as with a peer that is killed in between.
      write: async (parcel) => {
        this.#check('broken');
        this.#received.take(parcel);
      },
      commit: async () => {
        this.#check('broken');
        return { exceptions: [] };
      },
      abandon: () => {},
    };
  }

  async probe(): Promise<void> {
    this.#check('refused');
  }

  async close(): Promise<void> {}

  #check(fault: 'refused' | 'broken'): void {
    if (this.away) throw new SinkError(fault, this.target, fault);
  }
}

/** A followed log, and what is done to it. */
export class Log {
  readonly path: string;
  /** Every line that was finished, by its number. */
  readonly written: number[] = [];
  /** Lines of files that lost their name, or their content, before anything of them was read: they may go unseen. */
  readonly unseen = new Set<number>();
  readonly #received: Received;
  /** The first line of each file so far. */
  readonly #firsts = [0];
  readonly #deletes: boolean;
  #next = 0;
  #begun = false;
  #rotations = 0;

  /** @param deletes the oldest is deleted once there are twelve. */
  constructor(folder: string, received: Received, deletes: boolean) {
    this.#received = received;
    this.#deletes = deletes;
    this.path = join(folder, 'app.log');
    writeFileSync(this.path, '');
  }

  write(lines: number): void {
    for (let line = 0; line < lines; line++) {
      appendFileSync(this.path, this.#begun ? '}\n' : `{"seq":${this.#next}}\n`);
      this.#begun = false;
      this.written.push(this.#next++);
    }
  }

  begin(): void {
    if (this.#begun) return;
    appendFileSync(this.path, `{"seq":${this.#next}`);
    this.#begun = true;
  }

  rename(): void {
    this.#shift();
    renameSync(this.path, `${this.path}.1`);
    this.#finish(`${this.path}.1`);
    this.#firsts.push(this.#next);
    writeFileSync(this.path, '');
  }

  copyTruncate(): void {
    this.#finish(this.path);
    this.#shift();
    copyFileSync(this.path, `${this.path}.1`);
    truncateSync(this.path);
    this.#forget(this.#firsts.at(-1) ?? 0, this.#next);
    this.#firsts.push(this.#next);
  }

  /** Who follows is ended: what it has not begun with, and has another name now, the next one can't know. */
  orphan(): void {
    for (const [index, first] of this.#firsts.slice(0, -1).entries()) this.#forget(first, this.#firsts[index + 1]!);
  }

  #forget(from: number, to: number): void {
    const lines = this.written.filter((seq) => seq >= from && seq < to);
    if (!lines.some((seq) => this.#received.ids.has(seq))) for (const seq of lines) this.unseen.add(seq);
  }

  replace(): void {
    this.#finish(this.path);
    this.#shift();
    renameSync(this.path, `${this.path}.1`);
    this.#firsts.push(this.#next);
    writeFileSync(`${this.path}.new`, `{"seq":${this.#next}}\n`);
    this.written.push(this.#next++);
    renameSync(`${this.path}.new`, this.path);
  }

  /** A program finishes its line before, or just after, its file is rotated. */
  #finish(path: string): void {
    if (!this.#begun) return;
    appendFileSync(path, '}\n');
    this.#begun = false;
    this.written.push(this.#next++);
  }

  #shift(): void {
    for (let number = this.#rotations++; number > 0; number--) {
      if (existsSync(`${this.path}.${number}`)) renameSync(`${this.path}.${number}`, `${this.path}.${number + 1}`);
    }
    const last = `${this.path}.12`;
    if (this.#deletes && existsSync(last)) unlinkSync(last);
  }
}

export async function settingsIn(folder: string): Promise<Settings> {
  const { settings } = await loadSettings({ env: {}, cwd: folder, home: folder, systemFolder: folder });
  return { ...settings, stateDir: join(folder, 'state'), tailFrom: 'start', lane: 'reference' };
}

/** One life of `logship tail`. */
export class Life {
  readonly #end = new AbortController();
  readonly #over: Promise<unknown>;
  /** Whether it knows which file the name stands for. */
  looked = false;
  #hint: WatcherHandlers['onHint'] = () => {};

  constructor(log: Log, peer: Peer, settings: Settings, clock: ManualClock) {
    this.#over = tail(
      { names: [log.path], settings, once: false, restart: false, stateless: false },
      {
        clock,
        stdin: new PassThrough(),
        notices: () => {},
        onStarted: () => {},
        createSinks: async () => [peer],
        createWatcher: async ({ onHint }) => {
          this.#hint = onHint;
          return { watch: () => void (this.looked = true), close: async () => {} };
        },
        signal: this.#end.signal,
      },
    );
  }

  hint(path: string): void {
    this.#hint(path);
  }

  /** Ends it. What is not acknowledged within its timeout stays pending. */
  async end(pump: () => Promise<void>): Promise<void> {
    this.#end.abort(new InterruptedError('SIGTERM'));
    let over = false;
    const done = this.#over.finally(() => (over = true));
    while (!over) await pump();
    await done;
  }
}
