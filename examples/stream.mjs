// Forwards events while they happen: everything that a program prints, a line an event.
//
//   node app.mjs | LOGSTASH_HOST=logstash node examples/stream.mjs
//
// A line that is a JSON object goes as it is; any other becomes the `message` of an event.

import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { ConnectionError, getLogstashForwarder } from 'logship';

const forwarder = getLogstashForwarder();
/** Events under way. Those of a moment travel together: a window serves many calls. */
const sending = new Set();
const MOST = 1000;

/** @param {string} line */
function eventOf(line) {
  try {
    const event = JSON.parse(line);
    if (typeof event === 'object' && event !== null && !Array.isArray(event)) return event;
  } catch {
    // A line of text.
  }
  return { level: 'info', message: line };
}

/** @param {Record<string, unknown>} event */
async function send(event) {
  for (;;) {
    try {
      if (!(await forwarder.sendLog(event))) process.stderr.write(`not taken: ${forwarder.getStatistics().last_error}\n`);
      return;
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      process.stderr.write(`${error.target} is away; trying again\n`);
      await pause(1000);
    }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const sent = send(eventOf(line)).finally(() => sending.delete(sent));
  sending.add(sent);
  if (sending.size >= MOST) await Promise.race(sending);
}
await Promise.all(sending);
await forwarder.close();
process.stdout.write(`${JSON.stringify(forwarder.getStatistics())}\n`);
