import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import process from 'node:process';
import { environment } from '../measure.mjs';

/** Milliseconds that a follower gets to end by itself. */
const GRACE = 5000;

/** A shipper that follows files, and is looked at while it does. */
export class Follower {
  /** @readonly */
  #child;
  #errors = '';

  /** @param {import('../measure.mjs').Command} command */
  static async start(command) {
    const child = spawn(command.file, command.args, {
      cwd: command.cwd,
      env: { ...environment(command.cwd), ...command.env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await once(child, 'spawn');
    return new Follower(child);
  }

  /** @param {import('node:child_process').ChildProcessByStdio<null, null, import('node:stream').Readable>} child */
  constructor(child) {
    this.#child = child;
    const leave = () => child.kill('SIGKILL');
    process.once('exit', leave);
    child.once('exit', () => process.off('exit', leave));
    child.stderr.on('data', (/** @type {Buffer} */ text) => (this.#errors = (this.#errors + text).slice(-2000)));
  }

  /** The last line that it wrote to standard error. */
  get errors() {
    return this.#errors.trim().split('\n').at(-1) ?? '';
  }

  /** CPU-seconds so far, of all its threads. The kernel counts hundredths. */
  get cpu() {
    const fields = this.#read('stat').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  /** Bytes of memory. */
  get rss() {
    return this.#memory('VmRSS');
  }

  /** Bytes of memory at its peak. */
  get peak() {
    return this.#memory('VmHWM');
  }

  async stop() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const hard = setTimeout(() => this.#child.kill('SIGKILL'), GRACE);
    await ended;
    clearTimeout(hard);
  }

  /** @param {'VmRSS' | 'VmHWM'} what */
  #memory(what) {
    const line = this.#read('status')
      .split('\n')
      .find((text) => text.startsWith(`${what}:`));
    return Number(line?.match(/\d+/)?.[0]) * 1024;
  }

  /** @param {string} name */
  #read(name) {
    return fs.readFileSync(`/proc/${this.#child.pid}/${name}`, 'utf8');
  }
}
