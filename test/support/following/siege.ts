import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Arrived, readArrived } from '../arrived.js';
import { Sandbox } from '../cli.js';
import { type Cutter, startCutter } from '../peers/cutter.js';
import { startWitness, type Witness } from '../peers/witness.js';

/** Looks at what has arrived before what has not is taken for lost. */
const PATIENCE = 120;
/** Milliseconds of a step. */
const STEP = 50;

/** Something that is done again and again. */
export interface Deed {
  /** Milliseconds from one to the next. */
  readonly every: number;
  readonly act: () => Promise<void> | void;
}

type Running = ReturnType<Sandbox['start']>;

/** `logship tail` in a process, a receiver in another, a way between them, and what is done to all three. */
export class Siege {
  /** How often each side was killed, and how many connections were cut. */
  readonly kills = { logship: 0, receiver: 0, cut: 0 };
  readonly #sandbox: Sandbox;
  readonly #witness: Witness;
  readonly #way: Cutter;
  readonly #received: string;
  #args: readonly string[] = [];
  #running: Running | undefined;
  /** What each life of logship knew to be lost: the last one stands at the end. */
  readonly #lost: number[] = [];

  static async begin(): Promise<Siege> {
    const sandbox = await Sandbox.create();
    const received = join(sandbox.root, 'witness');
    const witness = await startWitness(received);
    return new Siege(sandbox, witness, await startCutter(witness.port), received);
  }

  private constructor(sandbox: Sandbox, witness: Witness, way: Cutter, received: string) {
    this.#sandbox = sandbox;
    this.#witness = witness;
    this.#way = way;
    this.#received = received;
  }

  /** Where logs may be written. */
  get folder(): string {
    return this.#sandbox.cwd;
  }

  /** Bytes that logship has told to be lost, of all its lives. */
  get lostBytes(): number {
    return this.#lost.reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Starts `logship tail` with these arguments; again after each kill. */
  async follow(args: readonly string[]): Promise<void> {
    const to = ['--host', '127.0.0.1', '--port', String(this.#way.port), '--retry-delay', '0.05', '--json'];
    this.#args = ['tail', ...args, ...to];
    const running = this.#start();
    // What is rotated before following has begun is nobody's concern.
    await once(running.stdout, 'data');
  }

  /** Does each deed again and again for so many seconds. */
  async hold(seconds: number, deeds: readonly Deed[]): Promise<void> {
    const start = performance.now();
    const next = deeds.map(({ every }) => every);
    for (let passed = 0; passed < seconds * 1000; passed = performance.now() - start) {
      for (const [index, { every, act }] of deeds.entries()) {
        if (passed < next[index]!) continue;
        next[index] = passed + every;
        await act();
      }
      await pause(STEP);
    }
  }

  /** Where the receiver writes down what it reads. */
  get received(): string {
    return this.#received;
  }

  async killLogship(): Promise<void> {
    const running = this.#running;
    running?.kill('SIGKILL');
    await running;
    void this.#start();
    this.kills.logship++;
  }

  /** Ends logship in order, and starts it again. */
  async restartLogship(): Promise<void> {
    this.#running?.kill('SIGTERM');
    await this.#running;
    void this.#start();
  }

  /** @param milliseconds for which nobody is there */
  async killReceiver(milliseconds = 0): Promise<void> {
    await this.#witness.kill();
    await pause(milliseconds);
    await this.#witness.restart();
    this.kills.receiver++;
  }

  /** The receiver does nothing for so many milliseconds. */
  async stall(milliseconds: number): Promise<void> {
    process.kill(this.#witness.pid, 'SIGSTOP');
    await pause(milliseconds);
    process.kill(this.#witness.pid, 'SIGCONT');
  }

  cut(): void {
    this.kills.cut += this.#way.cut();
  }

  /** Waits until what is missing may be missing, or nothing more comes; then ends logship in order. */
  async settle(expected: number, mayMiss: (lost: readonly number[]) => boolean): Promise<Arrived> {
    const look = () => readArrived(this.#received, { expected });
    let arrived = await look();
    let settled = 0;
    // What may be missing may still come: two looks that see the same say that it does not.
    for (let turn = 0; turn < PATIENCE && settled < 3; turn++) {
      await pause(500);
      const before = arrived.lost.length;
      arrived = await look();
      settled = mayMiss(arrived.lost) && arrived.lost.length === before ? settled + 1 : 0;
    }
    this.#running?.kill('SIGTERM');
    const ended = await this.#running;
    if (ended?.exitCode !== 143) throw new Error(`logship ended with ${ended?.exitCode}: ${ended?.stderr}`);
    return look();
  }

  async end(): Promise<void> {
    this.#running?.kill('SIGKILL');
    await this.#running;
    await this.#way.close();
    await this.#witness.stop();
    await this.#sandbox.remove();
  }

  #start(): Running {
    const life = this.#lost.push(0) - 1;
    const running = this.#sandbox.start(this.#args);
    running.stdout.on('data', (chunk: Buffer) => {
      const told = /"lost_bytes":(\d+)/.exec(chunk.toString())?.[1];
      if (told !== undefined) this.#lost[life] = Number(told);
    });
    this.#running = running;
    return running;
  }
}
