// Posts a file of bulk lines untouched, in bodies of 8 MiB, two under way at once: copy-bulk.mjs FILE PORT

import fs from 'node:fs';
import process from 'node:process';
import { BulkTarget } from './loop-target.mjs';

const BODY = 8 << 20;
const ACTION = '\n{"create":';

const [file = '', port] = process.argv.slice(2);
const target = new BulkTarget(Number(port));
const source = fs.openSync(file, 'r');
let at = 0;
for (;;) {
  const body = Buffer.allocUnsafe(BODY);
  const read = fs.readSync(source, body, 0, BODY, at);
  if (read === 0) break;
  // A body ends where the next action line begins.
  const end = read < BODY ? read : body.lastIndexOf(ACTION) + 1;
  at += end;
  await target.write(body.subarray(0, end));
}
await target.end();
