import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { helper } from './native.mjs';

/**
 * What arrived: lines (documents over HTTP), bytes (of bodies over HTTP), the sink's own CPU-seconds, and its first event.
 * @typedef {{ lines: number, bytes: number, cpu: number, first: string }} Arrived
 * @typedef {'tcp' | 'http' | 'beats'} Transport
 */

/** Seconds without one more line after which nothing more is expected, where nothing else is said. */
const PATIENCE = 20;

/** A sink in a process of its own. It ends with its standard input, and so with this process, however that ends. */
export class Sink {
  port = 0;
  /**
   * Resolves once all the lines are there, or none came for a while.
   * @type {Promise<void>}
   */
  full;
  /** @readonly */
  #child;
  /** @readonly */
  #lines;
  /**
   * @readonly
   * @type {string[]}
   */
  #result = [];
  /** @readonly */
  #transport;
  /** @readonly */
  #closed;
  /** @type {() => void} */
  #onFull = () => {};
  /** Milliseconds. @readonly */
  #patience;
  /** @type {NodeJS.Timeout | undefined} */
  #waiting;

  /**
   * @param {Transport} transport
   * @param {number} lines that are expected
   * @param {{ port?: number, patience?: number }} [options] 0, the default, is any free port; seconds
   */
  static async start(transport, lines, { port = 0, patience = PATIENCE } = {}) {
    const { file, args } = await helper('sink');
    const sink = new Sink(transport, file, [...args, transport, String(lines), String(port)], patience);
    const ended = once(sink.#child, 'exit').then(() => ['']);
    const [ready] = await Promise.race([once(sink.#lines, 'line'), ended]);
    if (!String(ready).startsWith('READY ')) throw new Error('the sink did not start');
    sink.port = Number(String(ready).replace('READY ', ''));
    sink.#lines.on('line', (line) => sink.#note(line));
    return sink;
  }

  /**
   * @param {Transport} transport
   * @param {string} file
   * @param {string[]} args
   * @param {number} patience seconds
   */
  constructor(transport, file, args, patience) {
    this.#patience = patience * 1000;
    this.#transport = transport;
    this.#child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout });
    this.#closed = once(this.#lines, 'close');
    this.full = new Promise((resolve) => {
      this.#onFull = resolve;
    });
    this.#wait();
  }

  /** Ends it. @returns {Promise<Arrived>} */
  async stop() {
    clearTimeout(this.#waiting);
    this.#child.stdin.end();
    await this.#closed;
    const [totals = '', ...events] = this.#result;
    const [lines = 0, bytes = 0, cpu = 0] = totals.split(' ').map(Number);
    return { lines, bytes, cpu, first: (this.#transport === 'http' ? events[1] : events[0]) ?? '' };
  }

  #wait() {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.#onFull(), this.#patience);
  }

  /** @param {string} line */
  #note(line) {
    if (line === 'FULL') this.#onFull();
    else if (line.startsWith('AT ')) this.#wait();
    else this.#result.push(line);
  }
}
