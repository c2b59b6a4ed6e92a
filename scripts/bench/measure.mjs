import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import process from 'node:process';
import { createInterface } from 'node:readline';

/**
 * What a whole process used, its start and end included.
 * @typedef {{ seconds: number, cpu: number, rss: number, exitCode: number | null }} Usage
 *   seconds of time, CPU-seconds (user and system, children that it waited for included), bytes of memory at its peak
 * @typedef {{ file: string, args: string[], cwd: string, env?: Record<string, string>, stdout?: string }} Command
 *   stdout: a file to write standard output to
 */

/** bash measures by the kernel's account (wait4), to the millisecond; descriptor 3 says the process id, then the times. */
const SCRIPT = `
  TIMEFORMAT='TIMES %R %U %S'
  run() { (echo "PID $BASHPID" >&3; exec "$@" 2>&4 3>&- 4>&-) }
  exec 4>&2 2>&3
  time run "$@"
  exit $?`;

/** Milliseconds between two looks at the peak of memory: it only grows, so that the last look is near the truth. */
const LOOK = 20;

/**
 * A clean environment: nothing of this machine's settings makes a difference.
 * @param {string} home
 */
export function environment(home) {
  return { PATH: process.env['PATH'] ?? '', HOME: home, LANG: 'C.UTF-8', TMPDIR: os.tmpdir() };
}

/** A process under measurement. */
export class Measured {
  /** @type {Promise<Usage>} */
  ended;
  #pid = 0;
  #rss = 0;
  #times = [0, 0, 0];
  #errors = '';

  /** @param {Command} command */
  constructor(command) {
    const output = command.stdout === undefined ? 'ignore' : fs.openSync(command.stdout, 'w');
    const child = spawn('bash', ['-c', SCRIPT, 'measured', command.file, ...command.args], {
      cwd: command.cwd,
      env: { ...environment(command.cwd), ...command.env },
      stdio: ['ignore', output, 'pipe', 'pipe'],
    });
    if (typeof output === 'number') fs.closeSync(output);
    const leave = () => this.stop('SIGKILL');
    process.once('exit', leave);
    const control = /** @type {import('node:stream').Readable} */ (child.stdio[3]);
    createInterface({ input: control }).on('line', (line) => this.#note(line));
    child.stderr?.on('data', (/** @type {Buffer} */ text) => (this.#errors = (this.#errors + text).slice(-2000)));
    const looking = setInterval(() => this.#look(), LOOK);
    this.ended = new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exitCode) => {
        clearInterval(looking);
        process.off('exit', leave);
        const [seconds = 0, user = 0, system = 0] = this.#times;
        resolve({ seconds, cpu: user + system, rss: this.#rss, exitCode });
      });
    });
  }

  /** The last line that it wrote to standard error. */
  get errors() {
    return this.#errors.trim().split('\n').at(-1) ?? '';
  }

  /** @param {'SIGTERM' | 'SIGKILL'} signal */
  stop(signal) {
    if (this.#pid === 0) return;
    this.#look();
    try {
      process.kill(this.#pid, signal);
    } catch {
      // It ended meanwhile.
    }
  }

  /** @param {string} line */
  #note(line) {
    const pid = /^PID (\d+)$/.exec(line)?.[1];
    if (pid !== undefined) this.#pid = Number(pid);
    const times = /^TIMES ([\d.]+) ([\d.]+) ([\d.]+)$/.exec(line);
    if (times) this.#times = times.slice(1).map(Number);
  }

  #look() {
    if (this.#pid === 0) return;
    try {
      const peak = /^VmHWM:\s+(\d+) kB$/m.exec(fs.readFileSync(`/proc/${this.#pid}/status`, 'latin1'))?.[1];
      if (peak !== undefined) this.#rss = Math.max(this.#rss, Number(peak) * 1024);
    } catch {
      // It ended meanwhile.
    }
  }
}
