// What one writes in half an hour: read lines, parse, set fields, stringify, send. It makes the same bytes as logship.
//
//   loop.mjs FILE --format ndjson|array|text --key SOURCE_KEY [--bulk] (--port PORT | --out FILE)

import fs from 'node:fs';
import { parseArgs } from 'node:util';
import loadXxhash from 'xxhash-wasm';
import { eventOf } from './loop-event.mjs';
import { BulkTarget, FileTarget, TcpTarget } from './loop-target.mjs';

/** Characters that are written at once. */
const TCP_WRITE = 64 * 1024;
const BULK_BODY = 8 << 20;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    format: { type: 'string', default: 'ndjson' },
    key: { type: 'string', default: '' },
    bulk: { type: 'boolean', default: false },
    port: { type: 'string' },
    out: { type: 'string' },
  },
});
const { format, key, bulk } = values;

function openTarget() {
  if (values.out !== undefined) return new FileTarget(values.out);
  return bulk ? new BulkTarget(Number(values.port)) : new TcpTarget(Number(values.port));
}

/**
 * @param {string} line
 * @param {string} id
 */
function encode(line, id) {
  const event = eventOf(line, bulk ? '' : id, format === 'text' ? 'text' : 'json');
  if (!bulk) return `${JSON.stringify(event)}\n`;
  const month = event['@timestamp'].slice(0, 7).replace('-', '.');
  const action = { create: { _index: `logs-${event.tenant_id}-${month}`, _id: id } };
  return `${JSON.stringify(action)}\n${JSON.stringify(event)}\n`;
}

const hash = await loadXxhash();
const target = openTarget();
const limit = bulk ? BULK_BODY : TCP_WRITE;
let offset = 0;
let pending = '';
let rest = '';

/** @param {string} whole a line */
function add(whole) {
  const bytes = Buffer.from(whole);
  const start = offset;
  offset += bytes.length + 1;
  // The array has an element a line, and its brackets stand alone.
  if (format === 'array' && bytes.length === 1) return;
  const comma = format === 'array' && whole.endsWith(',');
  const line = comma ? whole.slice(0, -1) : whole;
  const checksum = hash.h64Raw(comma ? bytes.subarray(0, -1) : bytes);
  pending += encode(line, `${key}-${start.toString(36)}-${checksum.toString(36)}`);
}

for await (const chunk of fs.createReadStream(positionals[0] ?? '', { encoding: 'utf8', highWaterMark: 1 << 20 })) {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop() ?? '';
  for (const line of lines) {
    add(line);
    if (pending.length < limit) continue;
    await target.write(pending);
    pending = '';
  }
}
if (pending !== '') await target.write(pending);
await target.end();
