import { contest, remarksOn } from '../contest.mjs';
import { logship, peersFor, tail } from '../contestants.mjs';
import { makeData } from '../data.mjs';
import { APART, APPENDED, IDLE, IDLE_FILES, watchIdle, watchLatency } from '../following/watch.mjs';
import { faultRemark } from '../section.mjs';
import { mediansOf } from '../statistics.mjs';
import { grouped, megabytes } from '../table.mjs';

/**
 * How somebody follows. What could not be measured is undefined.
 * @typedef {object} Followed
 * @property {import('../following/watch.mjs').Latency | undefined} latency
 * @property {import('../following/watch.mjs').Idle | undefined} idle
 * @property {string[]} faults why something could not be measured
 *
 * @typedef {import('../contestants.mjs').Contestant} Contestant
 */

/**
 * Following: how soon a line arrives, what idle files cost, and how fast a backlog goes.
 * @param {import('../options.mjs').Options} options
 * @returns {Promise<import('../section.mjs').Section>}
 */
export async function runTail({ program, lines, runs, peers, missing, say }) {
  const upload = logship(program);
  const own = { following: tail(program, ['--from', 'start']), once: tail(program, ['--once']) };
  const others = oneOfEach(peersFor(peers, 'ndjson', 'tcp'));

  const data = await makeData('ndjson', lines);
  const entries = [upload, own.once, ...others].map((contestant) => ({ contestant, data, transport: TCP }));
  // The backlog of a daemon is what `upload` measures, too: here it takes one turn.
  const [uploaded, ...backlogs] = await contest(
    entries.map((entry) => (entry.contestant.kind === 'peer' ? { ...entry, turns: 1 } : entry)),
    { runs, say },
  );

  const followers = [own.following, ...others];
  /** @type {Followed[]} */
  const followed = followers.map(() => ({ latency: undefined, idle: undefined, faults: [] }));
  for (const [index, follower] of followers.entries()) {
    await note(followed[index], follower, async (found) => {
      found.latency = await watchLatency(follower);
      say(`  ${follower.name}: append → arrival ${found.latency.p50.toFixed(2)} ms`);
    });
  }
  // All at once: idle as they are, they do not get in each other's way.
  const watched = followers.map((follower, index) =>
    note(followed[index], follower, async (found) => {
      found.idle = await watchIdle(follower);
      say(`  ${follower.name}: idle files ${found.idle.cpu.toFixed(2)} %`);
    }),
  );
  await Promise.all(watched);

  const rows = followers.map((follower, index) => cellsOf(follower, followed[index], backlogs[index]));
  const measured = [uploaded, ...backlogs].filter((row) => row !== undefined);
  return {
    title: 'Following',
    intro: `${grouped(APPENDED)} lines, one every ${APART} ms, from the call that writes a line to the receiver; ${grouped(IDLE_FILES)} files that nothing happens to, for ${IDLE} s; and a backlog of ${grouped(lines)} lines, by logship with \`tail --once\`, beside its own \`upload\`. Backlogs: ${mediansOf(runs)}`,
    table: { names: 2, head: HEAD, rows: [...rows, cellsOf(upload, undefined, uploaded)] },
    tail: { latency: followed[0]?.latency, idle: followed[0]?.idle, share: shareOf(uploaded, backlogs[0]) },
    remarks: [
      ...followed.flatMap(({ faults }) => faults),
      ...remarksOn(measured),
      ...missing.map((peer) => `Without ${peer}.`),
    ],
  };
}

const TCP = /** @type {const} */ ('tcp');

/**
 * A peer with several settings follows with the first of them.
 * @param {readonly Contestant[]} peers
 */
function oneOfEach(peers) {
  return peers.filter(({ name }, index) => peers.findIndex((peer) => peer.name === name) === index);
}

/**
 * Measures something of a follower. A peer may not be able to do it at all: that is noted.
 * @param {Followed | undefined} found
 * @param {Contestant} follower
 * @param {(found: Followed) => Promise<void>} measure
 */
async function note(found, follower, measure) {
  if (!found) return;
  try {
    await measure(found);
  } catch (error) {
    found.faults.push(faultRemark(follower.name, error instanceof Error ? error.message : String(error)));
  }
}

/**
 * The rate of a backlog against that of an upload, where neither had a fault.
 * @param {import('../contest.mjs').Row | undefined} upload
 * @param {import('../contest.mjs').Row | undefined} backlog
 */
function shareOf(upload, backlog) {
  const sound = upload && backlog && upload.fault === undefined && backlog.fault === undefined;
  return sound ? upload.seconds.median / backlog.seconds.median : undefined;
}

const HEAD = [
  'who',
  'settings',
  'arrival p50 ms',
  'p99 ms',
  'most ms',
  'idle: % of a core',
  'idle: RSS MB',
  'backlog: lines/s',
];

/**
 * @param {Contestant} contestant
 * @param {Followed | undefined} followed
 * @param {import('../contest.mjs').Row | undefined} backlog
 */
function cellsOf({ name, settings }, followed, backlog) {
  const { latency, idle } = followed ?? {};
  const faulty = backlog?.fault !== undefined || (followed?.faults ?? []).length > 0;
  return [
    faulty ? `${name} †` : name,
    settings,
    ...[latency?.p50, latency?.p99, latency?.most, idle?.cpu].map((value) => value?.toFixed(2) ?? '–'),
    idle ? megabytes(idle.rss) : '–',
    backlog ? grouped(backlog.lines / backlog.seconds.median) : '–',
  ];
}
