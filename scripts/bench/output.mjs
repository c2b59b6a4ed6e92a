import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { logshipCommand, loopCommand } from './contestants.mjs';
import { Measured } from './measure.mjs';

/**
 * What logship makes of some data: taken from its wire once, so that it can be compared and copied.
 * @typedef {{ key: string, file: string }} Output
 *   the source key in its ids, and a file with the bytes: JSON lines for tcp, bulk bodies for http
 */

/**
 * Lets logship ship the data into a file, and the Node loop do the same. Throws where their bytes differ.
 * @param {string} program
 * @param {import('./data.mjs').Data} data
 * @param {import('./sink.mjs').Transport} transport
 * @param {string} folder
 * @returns {Promise<Output>}
 */
export async function outputOf(program, data, transport, folder) {
  const shipped = await capture(program, data, folder);
  const head = Buffer.alloc(1 << 16);
  const length = fs.readSync(fs.openSync(shipped, 'r'), head);
  const key = /"_id":"([^"-]+)-/.exec(head.toString('utf8', 0, length))?.[1];
  if (key === undefined) throw new Error('logship sent no ids');

  const looped = path.join(folder, 'loop.ndjson');
  await run(loopCommand(key, { data, transport: 'tcp', port: 0, folder }, ['--out', looped]));
  if ((await hashOf(looped)) !== (await hashOf(shipped))) {
    throw new Error(`logship and the Node loop make different bytes of ${data.path}`);
  }
  fs.rmSync(looped);
  if (transport === 'tcp') return { key, file: shipped };
  fs.rmSync(shipped);
  const file = path.join(folder, 'bulk.ndjson');
  await run(loopCommand(key, { data, transport, port: 0, folder }, ['--out', file]));
  return { key, file };
}

/**
 * A window is a connection, and windows overlap: each is kept apart, then all are joined in the order of their start.
 * @param {string} program
 * @param {import('./data.mjs').Data} data
 * @param {string} folder
 */
async function capture(program, data, folder) {
  /** @type {string[]} */
  const parts = [];
  /** @type {Promise<void>[]} */
  const written = [];
  const server = net.createServer((socket) => {
    const part = path.join(folder, `window-${parts.length}`);
    parts.push(part);
    written.push(pipeline(socket, fs.createWriteStream(part)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await run(logshipCommand(program, { data, transport: 'tcp', port, folder }));
  await Promise.all(written);
  server.close();

  const whole = path.join(folder, 'logship.ndjson');
  for (const part of parts) {
    await pipeline(fs.createReadStream(part), fs.createWriteStream(whole, { flags: 'a' }));
    fs.rmSync(part);
  }
  return whole;
}

/** @param {import('./measure.mjs').Command} command */
async function run(command) {
  const running = new Measured(command);
  const { exitCode } = await running.ended;
  if (exitCode !== 0) throw new Error(`${command.args.join(' ')} ended with ${exitCode}: ${running.errors}`);
}

/** @param {string} file */
async function hashOf(file) {
  const hash = createHash('sha256');
  for await (const chunk of fs.createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest('hex');
}
