import { Measured } from './measure.mjs';
import { ADDED } from './programs/loop-event.mjs';
import { faultRemark } from './section.mjs';
import { Sink } from './sink.mjs';
import { spreadOf } from './statistics.mjs';
import { withFolder } from './temporary.mjs';

/**
 * How one contestant did.
 * @typedef {object} Row
 * @property {string} name
 * @property {string} settings
 * @property {import('./contestants.mjs').Contestant['kind']} kind
 * @property {number} lines of the data
 * @property {number} bytes of the data
 * @property {number} turns that it took
 * @property {import('./statistics.mjs').Spread} seconds
 * @property {import('./statistics.mjs').Spread} cpu CPU-seconds of the whole run
 * @property {import('./statistics.mjs').Spread} rss bytes
 * @property {number} sinkLoad how busy the sink was at most: CPU-seconds a second
 * @property {number} arrivedBytes of one run
 * @property {string | undefined} [fault] why its numbers don't count
 *
 * @typedef {object} Run
 * @property {number} seconds
 * @property {number} cpu
 * @property {number} rss
 * @property {import('./sink.mjs').Arrived} arrived
 * @property {string | undefined} [fault]
 */

/**
 * Who brings what, and to what.
 * @typedef {object} Entry
 * @property {import('./contestants.mjs').Contestant} contestant
 * @property {import('./data.mjs').Data} data
 * @property {import('./sink.mjs').Transport} transport
 * @property {number} [turns] fewer than others take
 */

/** Milliseconds that a daemon gets to end by itself. */
const GRACE = 5000;

/** Seconds of a first turn after which a peer gets no more of them: what is that slow decides no claim. */
const SLOW = 30;

/**
 * Lets every contestant bring its data to a sink, turn by turn, so that a busy moment of the machine hits them alike.
 * @param {readonly Entry[]} entries
 * @param {{ runs: number, say: (text: string) => void }} options
 * @returns {Promise<Row[]>}
 */
export async function contest(entries, { runs, say }) {
  /** @type {Map<Entry, Run[]>} */
  const done = new Map(entries.map((entry) => [entry, []]));
  for (let turn = 1; turn <= runs; turn++) {
    for (const [{ contestant, data, transport, turns = runs }, results] of done) {
      const [first] = results;
      if (turn > turns || (contestant.kind === 'peer' && first && first.seconds > SLOW)) continue;
      const run = await bring(contestant, data, transport);
      results.push(run);
      const { name, settings } = contestant;
      say(`  ${turn}/${runs} ${name} (${settings}): ${run.fault ?? `${run.seconds.toFixed(2)} s`}`);
    }
  }
  return [...done].map(([entry, results]) => rowOf(entry, results));
}

/**
 * What is to be said of some rows: what makes their numbers not count, and who took fewer turns than others.
 * @param {readonly Row[]} rows
 */
export function remarksOn(rows) {
  const most = Math.max(...rows.map(({ turns }) => turns));
  return rows.flatMap(({ name, settings, turns, seconds, fault }) => [
    ...(fault === undefined ? [] : [faultRemark(`${name} (${settings})`, fault)]),
    ...(turns < most ? [`${name} (${settings}): one run, of ${seconds.median.toFixed(0)} s.`] : []),
  ]);
}

/**
 * One run of one contestant, with a sink and a folder of its own.
 * @param {import('./contestants.mjs').Contestant} contestant
 * @param {import('./data.mjs').Data} data
 * @param {import('./sink.mjs').Transport} transport
 * @returns {Promise<Run>}
 */
export function bring(contestant, data, transport) {
  return withFolder(async (folder) => {
    const sink = await Sink.start(transport, data.lines);
    const start = performance.now();
    const running = new Measured(contestant.command({ data, transport, port: sink.port, folder }));
    // A daemon is done when its last line has arrived, others when they end: that includes their confirmation.
    await Promise.race([running.ended, ...(contestant.daemon ? [sink.full] : [])]);
    const untilFull = (performance.now() - start) / 1000;
    if (contestant.daemon) await end(running);
    const usage = await running.ended;
    const arrived = await sink.stop();
    const seconds = contestant.daemon ? untilFull : usage.seconds;
    const failed = !contestant.daemon && usage.exitCode !== 0;
    const fault = failed ? `ended with ${usage.exitCode}: ${running.errors}` : faultOf(arrived, data, contestant);
    return { seconds, cpu: usage.cpu, rss: usage.rss, arrived, fault };
  });
}

/** @param {Measured} running */
async function end(running) {
  running.stop('SIGTERM');
  const hard = setTimeout(() => running.stop('SIGKILL'), GRACE);
  await running.ended;
  clearTimeout(hard);
}

/**
 * Every line must have arrived, as an event with the fields that all add.
 * @param {import('./sink.mjs').Arrived} arrived
 * @param {import('./data.mjs').Data} data
 * @param {import('./contestants.mjs').Contestant} contestant
 */
function faultOf({ lines, first }, data, { name }) {
  if (lines !== data.lines) return `${lines} of ${data.lines} lines arrived`;
  let event;
  try {
    event = JSON.parse(first);
  } catch {
    return `what ${name} sent is no JSON`;
  }
  const { tenant, source, environment, service } = ADDED;
  const wanted = { tenant_id: tenant, source, environment, tags: [`service:${service}`, `env:${environment}`] };
  const missing = Object.entries(wanted).filter(([key, value]) => String(event[key]) !== String(value));
  return missing.length > 0 ? `without ${missing.map(([key]) => key).join(', ')}` : undefined;
}

/**
 * @param {Entry} entry
 * @param {readonly Run[]} runs
 * @returns {Row}
 */
function rowOf({ contestant: { name, settings, kind }, data: { lines, bytes } }, runs) {
  return {
    name,
    settings,
    kind,
    lines,
    bytes,
    turns: runs.length,
    seconds: spreadOf(runs.map((run) => run.seconds)),
    cpu: spreadOf(runs.map((run) => run.cpu)),
    rss: spreadOf(runs.map((run) => run.rss)),
    sinkLoad: Math.max(...runs.map((run) => run.arrived.cpu / run.seconds)),
    arrivedBytes: runs[0]?.arrived.bytes ?? 0,
    fault: runs.find((run) => run.fault !== undefined)?.fault,
  };
}
