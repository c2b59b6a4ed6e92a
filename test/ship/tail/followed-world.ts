import type { Settings } from '../../../src/config/options.js';
import { FollowedLog } from '../../support/following/followed-log.js';
import { Life, settingsIn } from '../../support/following/life.js';
import { Network } from '../../support/following/network.js';
import { ManualClock } from '../../support/manual-clock.js';
import { tempFolder } from '../../support/temp-folder.js';

/** Virtual milliseconds of a turn. */
const TURN = 10;

/** A log that is followed in this process, in virtual time. */
export class FollowedWorld {
  readonly clock = new ManualClock();
  readonly network = new Network(this.clock);
  readonly log: FollowedLog;
  life: Life;
  #settings: Settings;
  /** Lives that have crashed, and go on where nobody sees it. */
  readonly #gone: Promise<void>[] = [];

  /** Resolves when the log is followed. */
  static async create(own: Partial<Settings> = {}): Promise<FollowedWorld> {
    const folder = await tempFolder();
    const world = new FollowedWorld(folder, { ...(await settingsIn(folder)), ...own });
    await world.until(() => world.life.looked);
    return world;
  }

  private constructor(folder: string, settings: Settings) {
    const { clock, network } = this;
    this.log = new FollowedLog(folder, { arrivals: network, kept: 12, heldOpen: true });
    this.#settings = settings;
    this.life = new Life({ path: this.log.path, peer: network.peer(), settings, clock });
  }

  /** The numbers of all lines that were finished. */
  get all(): number[] {
    return Array.from({ length: this.log.lines }, (_, seq) => seq);
  }

  /** The lines that arrived under several ids, and these. */
  get strayed(): [number, Set<string>][] {
    return [...this.network.ids].filter(([, ids]) => ids.size > 1);
  }

  /** Begins another life. Resolves when the log is followed again: what was rotated meanwhile may not be shipped yet. */
  async follow(onLooked = () => {}): Promise<void> {
    const { clock, network, log } = this;
    this.life = new Life({ path: log.path, peer: network.peer(), settings: this.#settings, clock, onLooked });
    await this.until(() => this.life.looked);
  }

  /** Its process is gone, from one moment to the next. */
  crash(): void {
    const stateDir = `${this.#settings.stateDir}-`;
    this.life.crash(stateDir);
    this.#gone.push(this.life.end(() => this.#pump()));
    this.#settings = { ...this.#settings, stateDir };
  }

  async until(reached: () => boolean): Promise<void> {
    while (!reached()) await this.#pump();
  }

  /** As `until`, while time stands still. */
  async atOnce(reached: () => boolean): Promise<void> {
    while (!reached()) await new Promise((resolve) => setImmediate(resolve));
  }

  async pass(milliseconds: number): Promise<void> {
    const end = this.clock.monotonic() + milliseconds;
    await this.until(() => this.clock.monotonic() >= end);
  }

  async end(): Promise<void> {
    await this.life.end(() => this.#pump());
    await Promise.all(this.#gone);
  }

  async #pump(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.clock.advance(TURN);
  }
}
