import fs from 'node:fs';
import path from 'node:path';
import { cached } from './cache.mjs';

/**
 * The data of the benchmark. The same on every machine: nothing is drawn but from a generator with a fixed seed.
 * @typedef {'ndjson' | 'array' | 'text'} DataFormat
 * @typedef {{ path: string, format: DataFormat, lines: number, bytes: number }} Data
 */

/** Raised when the lines change, so that no old file is taken for a new one. */
const VERSION = 1;
const START = Date.UTC(2026, 2, 14, 9, 26, 53, 589);
const TEXT_BYTES = 121;
const BLOCK = 1 << 20;

const LEVELS = ['info', 'info', 'info', 'info', 'debug', 'debug', 'warn', 'error'];
const PATHS = ['/api/v1/orders', '/api/v1/cart/items', '/checkout/payment', '/health', '/api/v1/users/me/addresses'];
const NAMES = ['Zoë Müller', 'Jane Doe', 'Łukasz Nowak', 'A. Turing', 'Grace Hopper', '山田太郎'];
const MESSAGES = [
  'request completed after one retry of the upstream',
  'payment authorised, waiting for the capture',
  'cache miss for "product-detail", read from the replica',
  'inventory service is away\n    at connect (net.ts:1187)\n    at retry (pool.ts:42)',
];

/** xorshift32: numbers that look drawn, and are the same each time. */
function generator() {
  let state = 0x2545f491;
  return (/** @type {number} */ below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/**
 * One event of a web shop, about 330 bytes, as a logger writes it.
 * @param {number} index
 * @param {(below: number) => number} draw
 */
function jsonLine(index, draw) {
  return JSON.stringify({
    '@timestamp': new Date(START + index * 7).toISOString(),
    level: LEVELS[draw(8)],
    service_name: 'checkout',
    message: MESSAGES[draw(4)],
    trace_id: (draw(2 ** 31) * 2 ** 20 + draw(2 ** 20)).toString(16).padStart(16, '0'),
    order_id: 1_000_000 + index,
    amount: draw(100_000) / 100,
    duration_ms: draw(5000),
    user: { id: draw(1_000_000), name: NAMES[draw(6)] },
    http: { method: draw(3) === 0 ? 'POST' : 'GET', path: PATHS[draw(5)], status: 200 },
  });
}

/**
 * A line of an application log without structure, with its line end exactly 121 bytes.
 * @param {number} index
 * @param {(below: number) => number} draw
 */
function textLine(index, draw) {
  const time = new Date(START + index * 7).toISOString();
  const level = LEVELS[draw(8)]?.toUpperCase();
  const start = `${time} ${level} [worker-${draw(8)}] order ${1_000_000 + index} of customer ${draw(1_000_000)}: `;
  const rest = `"GET ${PATHS[draw(5)]}" 200 in ${draw(5000)} ms `;
  return (start + rest).slice(0, TEXT_BYTES - 1).padEnd(TEXT_BYTES - 1, '.');
}

/**
 * @param {DataFormat} format
 * @param {number} lines
 * @returns {Promise<Data>}
 */
export async function makeData(format, lines) {
  const file = await cached(`data/${format}-${lines}-v${VERSION}`, (target) => write(target, format, lines));
  return { path: file, format, lines, bytes: fs.statSync(file).size };
}

/**
 * @param {string} target
 * @param {DataFormat} format
 * @param {number} lines
 */
function write(target, format, lines) {
  const draw = generator();
  const line = format === 'text' ? textLine : jsonLine;
  const [open, between, close] = format === 'array' ? ['[\n', ',\n', '\n]\n'] : ['', '\n', '\n'];
  const file = fs.openSync(target, 'w');
  let block = open;
  for (let index = 0; index < lines; index++) {
    block += line(index, draw) + (index === lines - 1 ? close : between);
    if (block.length < BLOCK) continue;
    fs.writeSync(file, block);
    block = '';
  }
  fs.writeSync(file, block);
  fs.closeSync(file);
}

/**
 * NDJSON of about so many bytes: the same lines over and over. For sizes that nobody wants to keep; not in the cache.
 * @param {string} folder
 * @param {number} bytes
 * @returns {Promise<Data>}
 */
export async function makeLarge(folder, bytes) {
  const block = fs.readFileSync((await makeData('ndjson', 10_000)).path);
  const times = Math.max(1, Math.round(bytes / block.length));
  const target = path.join(folder, `large-${bytes}.ndjson`);
  const file = fs.openSync(target, 'w');
  for (let time = 0; time < times; time++) fs.writeSync(file, block);
  // Gigabytes on their way to the disk would hold up whoever writes a checkpoint meanwhile.
  fs.fsyncSync(file);
  fs.closeSync(file);
  return { path: target, format: 'ndjson', lines: times * 10_000, bytes: times * block.length };
}
