import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { loadSettings } from '../../../src/config/loader.js';
import type { Settings } from '../../../src/config/options.js';
import { InterruptedError } from '../../../src/model/errors.js';
import type { WatcherHandlers } from '../../../src/read/tail/watcher.js';
import type { TailNotice } from '../../../src/ship/tail/notices.js';
import { tail } from '../../../src/ship/tail/tail.js';
import type { ManualClock } from '../manual-clock.js';
import type { Peer } from './network.js';

/** Settings that do not depend on the machine: all from the start, the state in the folder. */
export async function settingsIn(folder: string): Promise<Settings> {
  const { settings } = await loadSettings({ env: {}, cwd: folder, home: folder, systemFolder: folder });
  return { ...settings, stateDir: join(folder, 'state'), tailFrom: 'start', lane: 'reference' };
}

export interface LifeOptions {
  readonly path: string;
  readonly peer: Peer;
  readonly settings: Settings;
  readonly clock: ManualClock;
  /** Called when it knows which file the name stands for, and before it has looked at anything else. */
  readonly onLooked?: () => void;
}

/** One life of `logship tail`, in this process and in virtual time. */
export class Life {
  readonly notices: TailNotice[] = [];
  readonly #end = new AbortController();
  readonly #over: Promise<unknown>;
  readonly #peer: Peer;
  readonly #stateDir: string;
  /** Whether it knows which file the name stands for. */
  looked = false;
  #handlers: WatcherHandlers | undefined;

  constructor({ path, peer, settings, clock, onLooked }: LifeOptions) {
    this.#peer = peer;
    this.#stateDir = settings.stateDir;
    this.#over = tail(
      { names: [path], settings, once: false, restart: false, stateless: false },
      {
        clock,
        stdin: new PassThrough(),
        notices: (notice) => this.notices.push(notice),
        onStarted: () => {},
        createSinks: async () => [peer],
        createWatcher: async (handlers) => {
          this.#handlers = handlers;
          return {
            watch: () => {
              if (!this.looked) onLooked?.();
              this.looked = true;
            },
            close: async () => {},
          };
        },
        signal: this.#end.signal,
      },
    );
  }

  hint(path: string, written = true): void {
    this.#handlers?.onHint(path, written);
  }

  /** The system does not let it watch any more. */
  failToWatch(error: Error): void {
    this.#handlers?.onFailure(error);
  }

  /** Ends it. What is not acknowledged within its timeout stays pending. */
  async end(pump: () => Promise<void>): Promise<void> {
    this.#end.abort(new InterruptedError('SIGTERM'));
    let over = false;
    const done = this.#over.finally(() => (over = true));
    while (!over) await pump();
    await done;
  }

  /**
   * Its process is gone, from one moment to the next: the state is in `stateDir` as it was then, and nothing that is
   * still done here is seen by anybody. It has to be ended all the same.
   */
  crash(stateDir: string): void {
    this.#peer.die();
    for (;;) {
      try {
        cpSync(this.#stateDir, stateDir, { recursive: true });
        break;
      } catch {
        // Something was renamed meanwhile, by a thread.
        rmSync(stateDir, { recursive: true, force: true });
      }
    }
    // Who looks at a lock of a process that is gone takes it away.
    const locks = join(stateDir, 'locks');
    rmSync(locks, { recursive: true, force: true });
    mkdirSync(locks, { recursive: true });
  }
}
