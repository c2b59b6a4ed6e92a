import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { withFolder } from '../temporary.mjs';
import { Follower } from './follower.mjs';
import { Receiver } from './receiver.mjs';

/**
 * Who can follow files.
 * @typedef {Pick<import('../contestants.mjs').Contestant, 'name' | 'settings' | 'command'>} Tailer
 *
 * Milliseconds from the call that writes a line until the receiver has it.
 * @typedef {{ p50: number, p99: number, most: number }} Latency
 *
 * What files cost that nothing happens to: percent of a core, bytes.
 * @typedef {{ cpu: number, rss: number }} Idle
 */

export const APPENDED = 1000;
/** Milliseconds from one line to the next. */
export const APART = 20;
export const IDLE_FILES = 1000;
/** Seconds for which idle files are watched. */
export const IDLE = 60;
/** Milliseconds until a thousand checkpoints are on disk. */
const SETTLED = 20_000;

/**
 * How soon an appended line arrives.
 * @param {Tailer} tailer
 * @returns {Promise<Latency>}
 */
export function watchLatency(tailer) {
  return following(tailer, 'app.log', { 'app.log': '{"seq":-1}\n' }, async ({ receiver, logs }) => {
    await receiver.until(() => receiver.arrivals.has(-1));
    const file = fs.openSync(path.join(logs, 'app.log'), 'a');
    const written = [];
    for (let seq = 0; seq < APPENDED; seq++) {
      written.push(performance.now());
      fs.writeSync(file, `{"seq":${seq},"message":"a line of a log"}\n`);
      await pause(APART);
    }
    fs.closeSync(file);
    await receiver.until(() => receiver.arrivals.size > APPENDED);
    const times = written.map((at, seq) => (receiver.arrivals.get(seq) ?? Infinity) - at).toSorted((a, b) => a - b);
    const at = (/** @type {number} */ share) => times[Math.floor((times.length - 1) * share)] ?? 0;
    return { p50: at(0.5), p99: at(0.99), most: at(1) };
  });
}

/**
 * What many files cost that nothing happens to.
 * @param {Tailer} tailer
 * @returns {Promise<Idle>}
 */
export function watchIdle(tailer) {
  const names = Array.from({ length: IDLE_FILES }, (_, seq) => [`${seq}.log`, `{"seq":${seq}}\n`]);
  return following(tailer, '*.log', Object.fromEntries(names), async ({ receiver, follower }) => {
    await receiver.until(() => receiver.arrivals.size === IDLE_FILES);
    await pause(SETTLED);
    const before = follower.cpu;
    await pause(IDLE * 1000);
    return { cpu: ((follower.cpu - before) / IDLE) * 100, rss: follower.rss };
  });
}

/**
 * Lets somebody follow files while something is done. Throws where what should arrive does not.
 * @template T
 * @param {Tailer} tailer
 * @param {string} pattern of what is to be followed
 * @param {Readonly<Record<string, string>>} texts of the files that are there before, by name
 * @param {(world: { receiver: Receiver, follower: Follower, logs: string }) => Promise<T>} use
 * @returns {Promise<T>}
 */
function following(tailer, pattern, texts, use) {
  return withFolder(async (folder) => {
    const logs = path.join(folder, 'logs');
    fs.mkdirSync(logs);
    for (const [name, text] of Object.entries(texts)) fs.writeFileSync(path.join(logs, name), text);
    const receiver = await Receiver.start();
    const data = { path: path.join(logs, pattern), format: /** @type {const} */ ('ndjson'), lines: 0, bytes: 0 };
    const follower = await Follower.start(tailer.command({ data, transport: 'tcp', port: receiver.port, folder }));
    try {
      return await use({ receiver, follower, logs });
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : String(error)}. ${follower.errors}`.trim(), {
        cause: error,
      });
    } finally {
      await follower.stop();
      await receiver.stop();
    }
  });
}
