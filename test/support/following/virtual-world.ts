import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Settings } from '../../../src/config/options.js';
import { ManualClock } from '../manual-clock.js';
import { memoryFolder } from '../memory-folder.js';
import { FollowedLog } from './followed-log.js';
import { Life, settingsIn } from './life.js';
import { Network } from './network.js';
import { slowDisk } from './slow-disk.js';
import { type Step, steps } from './steps.js';

/** Virtual milliseconds of one turn. */
const TURN = 40;
/** Virtual milliseconds, and real ones, after which what has not come is taken for lost: the files are real. */
const LOST = { virtual: 600_000, real: 10_000 };

/** Real milliseconds after which a run is taken to hang. A turn takes next to none: one that waits for a thread has many. */
const HANGS = 30_000;

/** What arrived in the end. All are numbers of lines. */
export interface Seen {
  /** In the order in which they were first sent. */
  readonly order: readonly number[];
  /** All that must arrive, in the order in which they were written. */
  readonly expected: readonly number[];
  readonly missing: readonly number[];
  /** Those that arrived under several ids. */
  readonly strayed: readonly number[];
}

let loaded: Promise<Settings> | undefined;

/** Read once, and not from a disk that may be slow. */
function commonSettings(): Promise<Settings> {
  return (loaded ??= settingsIn(memoryFolder));
}

/** Milliseconds after which no further run is begun. */
const PATIENCE = 60_000;

/** How a log is followed. The first run finds it empty: wherever it begins, all that is written from then on is to come. */
interface Way {
  /** A file is given back to the system as soon as nothing is written to it. */
  readonly closing: boolean;
  readonly from: Settings['tailFrom'];
}

/** A log that is followed, and all that is between it and a receiver, in virtual time. */
class VirtualWorld {
  readonly #clock = new ManualClock();
  readonly #network = new Network(this.#clock);
  readonly #folder = mkdtempSync(join(memoryFolder, 'logship-tail-'));
  readonly #log: FollowedLog;
  readonly #way: Way;
  /** Lives that have crashed, and go on where nobody sees it. */
  readonly #gone: Promise<void>[] = [];
  #life: Life | undefined;
  #lives = 0;

  constructor(way: Way) {
    this.#way = way;
    const { closing, from } = way;
    const options = {
      arrivals: this.#network,
      kept: closing ? Infinity : 12,
      heldOpen: !closing,
      fromEnd: from === 'end',
    };
    this.#log = new FollowedLog(this.#folder, options);
    Object.assign(slowDisk, { clock: this.#clock, delay: 0 });
  }

  async start(): Promise<void> {
    const { closing, from } = this.#way;
    const settings = { ...(await commonSettings()), stateDir: this.#stateDir, tailFrom: from };
    const own = closing ? { ...settings, tailMaxOpen: 0 } : settings;
    const peer = this.#network.peer();
    const life = new Life({ path: this.#log.path, peer, settings: own, clock: this.#clock });
    this.#life = life;
    while (!life.looked) await this.#pump();
  }

  async take(step: Step): Promise<void> {
    const log = this.#log;
    switch (step.kind) {
      case 'write':
        log.write(step.lines);
        if (step.hinted) this.#life!.hint(log.path);
        break;
      case 'pass':
        for (let turn = 0; turn < step.times; turn++) await this.#pump();
        break;
      case 'restart':
        await this.#life!.end(this.#pump);
        log.orphan();
        await this.start();
        break;
      case 'crash':
        this.#network.cut(step.kept);
        this.#lives++;
        this.#life!.crash(this.#stateDir);
        this.#gone.push(this.#life!.end(this.#pump));
        log.orphan();
        await this.start();
        break;
      case 'crashReceiver':
      case 'cut':
        this.#network.cut(step.kept);
        break;
      case 'away':
      case 'back':
        this.#network.away = step.kind === 'away';
        break;
      case 'slow':
        slowDisk.delay = step.disk;
        this.#network.delay = step.receiver;
        break;
      default:
        log[step.kind]();
    }
  }

  /** Waits until all has arrived that must. @returns what arrived. */
  async judge(): Promise<Seen> {
    const network = this.#network;
    Object.assign(network, { away: false, delay: 0 });
    slowDisk.delay = 0;
    const { expected, unseen } = this.#log;
    const isThere = () => expected.every((seq) => network.has(seq));
    const [virtual, real] = [this.#clock.monotonic() + LOST.virtual, performance.now() + LOST.real];
    while (!isThere() && (this.#clock.monotonic() < virtual || performance.now() < real)) await this.#pump();
    await this.#life!.end(this.#pump);
    const strayed = [...network.ids].filter(([, ids]) => ids.size > 1).map(([seq]) => seq);
    const order = network.order.filter((seq) => !unseen.has(seq));
    return { order, expected, missing: expected.filter((seq) => !network.has(seq)), strayed };
  }

  async end(): Promise<void> {
    slowDisk.delay = 0;
    await Promise.allSettled([this.#life?.end(this.#pump), ...this.#gone]);
    rmSync(this.#folder, { recursive: true });
  }

  get #stateDir(): string {
    return join(this.#folder, `state-${this.#lives}`);
  }

  readonly #end = performance.now() + HANGS;
  readonly #pump = async (): Promise<void> => {
    if (performance.now() > this.#end) throw new Error('it does not come to an end');
    await new Promise((resolve) => setImmediate(resolve));
    this.#clock.advance(TURN);
  };
}

/**
 * Holds `logship tail` to the model, in so many random runs, or fewer where the machine is slow. What has failed is made
 * smaller for a while, and told with its seed.
 * @param closing as `Way` has it
 * @param check throws where it is not as it must be
 */
export async function holdToModel(closing: boolean, runs: number, check: (seen: Seen) => void): Promise<void> {
  const limits = { interruptAfterTimeLimit: PATIENCE };
  await fc.assert(
    fc.asyncProperty(steps, fc.constantFrom('start', 'end'), (taken, from) => follow(taken, { closing, from }, check)),
    { numRuns: runs, ...limits },
  );
}

async function follow(taken: readonly Step[], way: Way, check: (seen: Seen) => void): Promise<void> {
  const world = new VirtualWorld(way);
  try {
    await world.start();
    for (const step of taken) await world.take(step);
    check(await world.judge());
  } finally {
    await world.end();
  }
}
