import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import process from 'node:process';

/** Milliseconds to wait for what should come. */
const PATIENCE = 120_000;

/** A receiver in this process, whose clock is the writer's. It notes when each number first came. */
export class Receiver {
  /** By number: monotonic milliseconds. @type {Map<number, number>} */
  arrivals = new Map();
  port = 0;
  /** @readonly */
  #server;

  static async start() {
    const receiver = new Receiver();
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    const address = receiver.#server.address();
    receiver.port = typeof address === 'object' && address ? address.port : 0;
    return receiver;
  }

  constructor() {
    this.#server = createServer({ allowHalfOpen: true }, (socket) => {
      let rest = '';
      socket.on('data', (chunk) => {
        const now = performance.now();
        const lines = (rest + chunk.toString()).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) this.#note(Number(/"seq":(-?\d+)/.exec(line)?.[1]), now);
      });
      socket.on('end', () => socket.end());
      socket.on('error', () => {});
    });
  }

  /** @param {() => boolean} reached */
  async until(reached) {
    const end = performance.now() + PATIENCE;
    while (!reached()) {
      if (performance.now() > end) throw new Error(`only ${this.arrivals.size} lines arrived`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async stop() {
    this.#server.close();
    await once(this.#server, 'close');
  }

  /**
   * @param {number} seq
   * @param {number} now
   */
  #note(seq, now) {
    if (!this.arrivals.has(seq)) this.arrivals.set(seq, now);
  }
}

/** A `logship tail` that runs. */
export class Follower {
  /** @readonly */
  #child;

  /**
   * @param {string} program
   * @param {readonly string[]} args
   * @param {Receiver} receiver
   * @param {string} folder
   */
  static async start(program, args, { port }, folder) {
    const child = spawn(process.execPath, [program, 'tail', ...args, '--host', '127.0.0.1', '--port', String(port)], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder, LOGSHIP_STATE_DIR: path.join(folder, 'state') },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await once(child, 'spawn');
    return new Follower(child);
  }

  /** @param {import('node:child_process').ChildProcess} child */
  constructor(child) {
    this.#child = child;
  }

  /** CPU-seconds so far. The kernel counts hundredths. */
  get cpu() {
    const fields = this.#read('stat').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  /** Bytes of memory. */
  get rss() {
    return Number(/VmRSS:\s+(\d+) kB/.exec(this.#read('status'))?.[1]) * 1024;
  }

  async stop() {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }

  /** @param {string} name */
  #read(name) {
    return fs.readFileSync(`/proc/${this.#child.pid}/${name}`, 'utf8');
  }
}
