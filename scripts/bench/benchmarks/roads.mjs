import { register } from 'node:module';
import path from 'node:path';
import { logshipCommand } from '../contestants.mjs';
import { makeData } from '../data.mjs';
import { Measured } from '../measure.mjs';
import { faultRemark } from '../section.mjs';
import { Sink } from '../sink.mjs';
import { mediansOf, spreadOf } from '../statistics.mjs';
import { grouped, megabytes } from '../table.mjs';
import { withFolder } from '../temporary.mjs';

/**
 * Where a road leads: settings for logship, and what is there once a run is over, where that can be told.
 * @typedef {object} End
 * @property {Record<string, string>} settings
 * @property {() => Promise<number | undefined>} arrived lines; undefined: the peer's acknowledgement is what is known
 * @property {() => Promise<unknown>} close
 *
 * @typedef {object} Road
 * @property {string} name
 * @property {string} peer
 * @property {boolean} [lossy] nobody promises that everything arrives
 * @property {(name: string) => Promise<End | { missing: string }>} start
 *
 * What became of a road.
 * @typedef {object} Trips
 * @property {Road} road
 * @property {import('../measure.mjs').Usage[]} usages
 * @property {(number | undefined)[]} arrived
 * @property {string} [missing] what there would have to be on this machine
 */

/** @type {readonly Road[]} */
const roads = [
  { name: 'tcp', peer: 'a sink that counts', start: () => sinkEnd('tcp') },
  { name: 'beats', peer: 'a sink that counts', start: () => sinkEnd('beats') },
  {
    name: 'beats, to go-lumber',
    peer: "Elastic's go-lumber",
    start: () => lumberjackEnd({ LOGSTASH_COMPRESSION: '0' }),
  },
  { name: 'beats, zlib', peer: "Elastic's go-lumber", start: () => lumberjackEnd({ LOGSTASH_COMPRESSION: '3' }) },
  { name: 'udp', peer: 'a receiver in Node', lossy: true, start: udpEnd },
  { name: 'elasticsearch', peer: 'a sink that counts', start: () => sinkEnd('http') },
  { name: 'kafka', peer: 'Apache Kafka 4.3', start: kafkaEnd },
];

/**
 * The same data by every road. A real Elasticsearch has a benchmark of its own.
 * @param {import('../options.mjs').Options} options
 * @returns {Promise<import('../section.mjs').Section>}
 */
export async function runRoads({ program, lines, runs, say }) {
  register('../typescript-hooks.mjs', import.meta.url);
  const data = await makeData('ndjson', lines);
  /** @type {Trips[]} */
  const all = roads.map((road) => ({ road, usages: [], arrived: [] }));
  for (let run = 1; run <= runs; run++) {
    for (const trips of all.filter(({ missing }) => missing === undefined)) {
      await takeRoad(trips, program, data, `bench-${run}`);
      say(`  ${run}/${runs} ${trips.road.name}: ${trips.missing ?? `${trips.usages.at(-1)?.seconds.toFixed(2)} s`}`);
    }
  }
  const taken = all.filter(({ usages }) => usages.length > 0);
  const sound = taken.filter((trips) => faultOf(trips, data) === undefined);
  return {
    title: 'Road by road',
    intro: `${grouped(data.lines)} lines, the same for every road, each peer in a process of its own on the same machine. By UDP what counts is what was sent: nobody acknowledges it. ${mediansOf(runs)}`,
    table: { head: HEAD, rows: taken.map((trips) => rowOf(trips, data)), names: 2 },
    rates: Object.fromEntries(sound.map(({ road, usages }) => [road.name, data.lines / medianOf(usages, 'seconds')])),
    remarks: all.flatMap((trips) => remarksOn(trips, data)),
  };
}

/**
 * One run by one road.
 * @param {Trips} trips
 * @param {string} program
 * @param {import('../data.mjs').Data} data
 * @param {string} name of this run
 */
async function takeRoad(trips, program, data, name) {
  const end = await trips.road.start(name);
  if ('missing' in end) {
    trips.missing = end.missing;
    return;
  }
  try {
    trips.usages.push(await ship(program, data, end.settings));
    trips.arrived.push(await end.arrived());
  } finally {
    await end.close();
  }
}

/**
 * @param {Trips} trips
 * @param {import('../data.mjs').Data} data
 */
function faultOf({ road, arrived }, { lines }) {
  const wrong = road.lossy ? undefined : arrived.find((count) => count !== undefined && count !== lines);
  return wrong === undefined ? undefined : `${wrong} of ${lines} lines arrived`;
}

/**
 * @param {Trips} trips
 * @param {import('../data.mjs').Data} data
 */
function remarksOn(trips, data) {
  const { road, missing } = trips;
  const fault = faultOf(trips, data);
  return [
    ...(missing === undefined ? [] : [`Without ${road.name}: ${missing}`]),
    ...(fault === undefined ? [] : [faultRemark(road.name, fault)]),
  ];
}

const HEAD = ['road', 'peer', 'lines/s', 'min–max', 'CPU-s/M lines', 'peak RSS MB', 'arrived'];

/**
 * One run. Throws where logship does not end well.
 * @param {string} program
 * @param {import('../data.mjs').Data} data
 * @param {Record<string, string>} settings
 */
function ship(program, data, settings) {
  return withFolder(async (folder) => {
    const whole = logshipCommand(program, { data, transport: 'tcp', port: 0, folder });
    const args = whole.args.filter((arg, index, all) => !TO.has(arg) && !TO.has(all[index - 1] ?? ''));
    const env = { ...settings, LOGSHIP_STATE_DIR: path.join(folder, 'state') };
    const running = new Measured({ ...whole, args, env });
    const usage = await running.ended;
    if (usage.exitCode !== 0) throw new Error(`logship ended with ${usage.exitCode}: ${running.errors}`);
    return usage;
  });
}

/** The flags that lead somewhere: each road has its own settings. */
const TO = new Set(['--host', '--port']);

/**
 * @param {Trips} trips
 * @param {import('../data.mjs').Data} data
 */
function rowOf(trips, data) {
  const { road, usages, arrived } = trips;
  const { least, median, most } = spreadOf(usages.map((usage) => usage.seconds));
  const last = arrived.at(-1);
  return [
    faultOf(trips, data) === undefined ? road.name : `${road.name} †`,
    road.peer,
    grouped(data.lines / median),
    `${grouped(data.lines / most)}–${grouped(data.lines / least)}`,
    ((medianOf(usages, 'cpu') / data.lines) * 1e6).toFixed(2),
    megabytes(medianOf(usages, 'rss')),
    last === undefined ? 'all, acknowledged' : grouped(last),
  ];
}

/**
 * @param {readonly import('../measure.mjs').Usage[]} usages
 * @param {'seconds' | 'cpu' | 'rss'} what
 */
function medianOf(usages, what) {
  return spreadOf(usages.map((usage) => usage[what])).median;
}

/**
 * @param {number} port
 * @param {Record<string, string>} [more]
 */
const logstashAt = (port, more) => ({ LOGSTASH_HOST: '127.0.0.1', LOGSTASH_PORT: String(port), ...more });

/**
 * @param {import('../sink.mjs').Transport} transport
 * @returns {Promise<End>}
 */
async function sinkEnd(transport) {
  const sink = await Sink.start(transport, Number.MAX_SAFE_INTEGER);
  const url = `http://127.0.0.1:${sink.port}`;
  const settings = {
    tcp: logstashAt(sink.port),
    beats: logstashAt(sink.port, { LOGSTASH_PROTOCOL: 'beats' }),
    http: { USE_LOGSTASH: 'false', ELASTICSEARCH_URL: url },
  };
  return { settings: settings[transport], arrived: async () => (await sink.stop()).lines, close: async () => {} };
}

/**
 * @param {Record<string, string>} more
 * @returns {Promise<End | { missing: string }>}
 */
async function lumberjackEnd(more) {
  const { requireGo } = await import('../../../test/servers/go.js');
  const { startLumberjack } = await import('../../../test/servers/lumberjack.js');
  const needed = requireGo();
  if ('missing' in needed) return needed;
  const server = await startLumberjack(needed.found, ['-out', '/dev/null']);
  const settings = logstashAt(server.port, { LOGSTASH_PROTOCOL: 'beats', LOGSTASH_BATCH_SIZE: '2000', ...more });
  return { settings, arrived: async () => undefined, close: () => server.stop() };
}

/** @returns {Promise<End>} */
async function udpEnd() {
  const fs = await import('node:fs/promises');
  const os = await import('node:os');
  const { startWitness } = await import('../../../test/support/peers/witness.js');
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'logship-bench-'));
  const witness = await startWitness(folder, 'udp');
  return {
    settings: logstashAt(witness.port, { LOGSTASH_PROTOCOL: 'udp' }),
    async arrived() {
      const files = await fs.readdir(folder);
      const texts = await Promise.all(files.map((file) => fs.readFile(path.join(folder, file))));
      return texts.reduce((lines, bytes) => lines + bytes.filter((byte) => byte === 10).length, 0);
    },
    async close() {
      await witness.stop();
      await fs.rm(folder, { recursive: true });
    },
  };
}

/**
 * @param {string} topic
 * @returns {Promise<End | { missing: string }>}
 */
async function kafkaEnd(topic) {
  const { requireKafka, startKafka } = await import('../../../test/servers/kafka.js');
  const { requireAuthority } = await import('../../../test/support/authority.js');
  const [java, signing] = [requireKafka(), requireAuthority()];
  if ('missing' in java) return java;
  if ('missing' in signing) return signing;
  const authority = await signing.found();
  const node = await startKafka({ java: java.found, certificate: await authority.issue() });
  await node.createTopic(topic, 3);
  return {
    settings: { KAFKA_BROKERS: node.plain, KAFKA_TOPIC: topic },
    arrived: async () => undefined,
    async close() {
      await node.stop();
      await authority.remove();
    },
  };
}
