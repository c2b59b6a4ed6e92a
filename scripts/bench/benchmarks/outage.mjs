import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { tail } from '../contestants.mjs';
import { makeLarge } from '../data.mjs';
import { Follower } from '../following/follower.mjs';
import { faultRemark } from '../section.mjs';
import { Sink } from '../sink.mjs';
import { spreadOf } from '../statistics.mjs';
import { grouped, megabytes } from '../table.mjs';
import { withFolder } from '../temporary.mjs';

/** Bytes of the backlog, for a million `--lines`. */
const BACKLOG = 5e9;
/** Lines whose arrival shows that all goes on. */
const FIRST = 100_000;
/** Seconds after which a target that is back is found for certain: the longest wait between two looks, and more. */
const FOUND = 90;
/** Milliseconds from one look at the memory to the next. */
const LOOK = 1000;
/** Milliseconds until a start is over. */
const STARTED = 5000;

/**
 * Memory through a long outage: a backlog is held while neither Logstash nor Elasticsearch is there.
 * @param {import('../options.mjs').Options} options
 * @returns {Promise<import('../section.mjs').Section>}
 */
export async function runOutage({ program, lines, outageSeconds, say }) {
  const outage = await withFolder(async (folder) => {
    const data = await makeLarge(folder, (BACKLOG * lines) / 1e6);
    say(`  ${megabytes(data.bytes)} MB, ${outageSeconds} s`);
    return holdOut(program, data, folder, outageSeconds);
  });
  const { bytes, fault } = outage;
  return {
    title: 'A long outage',
    intro: `\`tail\` of a backlog of ${megabytes(bytes)} MB while neither Logstash nor Elasticsearch, its fallback, can be reached, for ${grouped(outage.seconds)} s; then Logstash is back. At the start and at the end: the median of the first and of the last tenth of the outage, after a start of ${STARTED / 1000} s.`,
    table: {
      names: 0,
      head: ['RSS MB at the start', 'at the end', 'peak', 'CPU, % of a core', 'back: lines', 'after s'],
      rows: [
        [
          megabytes(outage.start),
          megabytes(outage.end),
          `${megabytes(outage.peak)}${fault === undefined ? '' : ' †'}`,
          outage.cpu.toFixed(2),
          grouped(outage.arrived),
          outage.after.toFixed(1),
        ],
      ],
    },
    outage,
    remarks: fault === undefined ? [] : [faultRemark('what came once it was over', fault)],
  };
}

/**
 * @param {string} program
 * @param {import('../data.mjs').Data} data
 * @param {string} folder
 * @param {number} seconds of the outage
 * @returns {Promise<import('../section.mjs').Outage & { arrived: number, after: number }>}
 */
async function holdOut(program, data, folder, seconds) {
  const [port = 0, elsewhere] = await freePorts(2);
  const { command } = tail(program, ['--from', 'start', '--elasticsearch', `http://127.0.0.1:${elsewhere}`]);
  const follower = await Follower.start(command({ data, transport: 'tcp', port, folder }));
  try {
    await pause(STARTED);
    const before = follower.cpu;
    const begun = performance.now();
    const looks = [];
    while (performance.now() - begun < seconds * 1000) {
      looks.push(follower.rss);
      await pause(LOOK);
    }
    const cpu = ((follower.cpu - before) / ((performance.now() - begun) / 1000)) * 100;
    const tenth = Math.ceil(looks.length / 10);
    const [start, end] = [looks.slice(0, tenth), looks.slice(-tenth)].map((part) => spreadOf(part).median);
    const { arrived, after } = await comeBack(port, Math.min(FIRST, data.lines));
    const few =
      arrived < Math.min(FIRST, data.lines) ? `${arrived} lines within ${FOUND} s. ${follower.errors}` : undefined;
    return {
      bytes: data.bytes,
      seconds,
      start: start ?? 0,
      end: end ?? 0,
      peak: follower.peak,
      cpu,
      arrived,
      after,
      fault: few,
    };
  } finally {
    await follower.stop();
  }
}

/**
 * Lets Logstash be there again, until the first lines have come.
 * @param {number} port
 * @param {number} lines
 */
async function comeBack(port, lines) {
  const sink = await Sink.start('tcp', lines, { port, patience: FOUND });
  const begun = performance.now();
  await sink.full;
  const after = (performance.now() - begun) / 1000;
  return { arrived: (await sink.stop()).lines, after };
}

/**
 * Ports at which nobody listens.
 * @param {number} count
 */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
