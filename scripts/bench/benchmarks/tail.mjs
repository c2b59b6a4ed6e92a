import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { contest } from '../contest.mjs';
import { logship, logshipCommand } from '../contestants.mjs';
import { makeData } from '../data.mjs';
import { Follower, Receiver } from '../following.mjs';
import { faultRemark } from '../section.mjs';
import { megabytes } from '../table.mjs';
import { withFolder } from '../temporary.mjs';

const APPENDED = 1000;
/** Milliseconds from one line to the next. */
const APART = 20;
const IDLE_FILES = 1000;
/** Seconds for which idle files are watched. */
const IDLE = 60;
/** Milliseconds until a thousand checkpoints are on disk. */
const SETTLED = 20_000;

/**
 * Following: how soon a line arrives, what idle files cost, and how fast a backlog goes.
 * @param {import('../options.mjs').Options} options
 * @returns {Promise<import('../section.mjs').Section>}
 */
export async function runTail({ program, lines, runs, say }) {
  const latency = await withFolder((folder) => measureLatency(program, folder));
  say(`  ${APPENDED} lines appended`);
  const idle = await withFolder((folder) => measureIdle(program, folder));
  say(`  ${IDLE_FILES} idle files`);
  const data = await makeData('ndjson', lines);
  const upload = logship(program);
  const both = [upload, { ...upload, name: 'tail', command }];
  const entries = both.map((contestant) => ({ contestant, data, transport: /** @type {const} */ ('tcp') }));
  const [whole, backlog] = await contest(entries, { runs, say });
  const share = whole && backlog ? whole.seconds.median / backlog.seconds.median : 0;

  /** @param {import('../contestants.mjs').Job} job */
  function command(job) {
    const own = logshipCommand(program, job);
    const args = own.args.filter((arg) => arg !== '--max-size' && arg !== '0' && arg !== '--json');
    return { ...own, args: args.map((arg) => (arg === 'upload' ? 'tail' : arg)).concat('--once', '--quiet') };
  }

  const fault = whole?.fault ?? backlog?.fault;
  return {
    title: 'Following',
    intro: `One line every ${APART} ms, from the call that writes it to the receiver; ${IDLE_FILES} files that nothing happens to, for ${IDLE} s; and the file of the upload by \`tail --once\`.`,
    table: {
      names: 1,
      head: ['', 'measured'],
      rows: [
        ['append → arrival, p50 ms', latency.p50.toFixed(2)],
        ['append → arrival, p99 ms', latency.p99.toFixed(2)],
        ['append → arrival, most ms', latency.most.toFixed(2)],
        [`CPU of ${IDLE_FILES} idle files, % of a core`, idle.cpu.toFixed(2)],
        [`RSS with ${IDLE_FILES} idle files, MB`, megabytes(idle.rss)],
        ['backlog: rate against upload, %', (share * 100).toFixed(0)],
      ],
    },
    tail: { latency, idle, share, fault },
    remarks: fault === undefined ? [] : [faultRemark('backlog', fault)],
  };
}

/**
 * @param {string} program
 * @param {string} folder
 */
async function measureLatency(program, folder) {
  const receiver = await Receiver.start();
  const log = path.join(folder, 'app.log');
  fs.writeFileSync(log, '{"seq":-1}\n');
  const follower = await Follower.start(program, [log, '--from', 'start'], receiver, folder);
  await receiver.until(() => receiver.arrivals.has(-1));
  const file = fs.openSync(log, 'a');
  const written = [];
  for (let seq = 0; seq < APPENDED; seq++) {
    written.push(performance.now());
    fs.writeSync(file, `{"seq":${seq},"message":"a line of a log"}\n`);
    await pause(APART);
  }
  fs.closeSync(file);
  await receiver.until(() => receiver.arrivals.size > APPENDED);
  await follower.stop();
  await receiver.stop();
  const times = written.map((at, seq) => (receiver.arrivals.get(seq) ?? Infinity) - at).toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) => times[Math.floor((times.length - 1) * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99), most: at(1) };
}

/**
 * @param {string} program
 * @param {string} folder
 */
async function measureIdle(program, folder) {
  const receiver = await Receiver.start();
  for (let file = 0; file < IDLE_FILES; file++) {
    fs.writeFileSync(path.join(folder, `${file}.log`), `{"seq":${file}}\n`);
  }
  const follower = await Follower.start(program, [`${folder}/*.log`, '--from', 'start'], receiver, folder);
  await receiver.until(() => receiver.arrivals.size === IDLE_FILES);
  await pause(SETTLED);
  const before = follower.cpu;
  await pause(IDLE * 1000);
  const cpu = ((follower.cpu - before) / IDLE) * 100;
  const { rss } = follower;
  await follower.stop();
  await receiver.stop();
  return { cpu, rss };
}
