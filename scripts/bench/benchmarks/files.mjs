import { contest } from '../contest.mjs';
import { copy, logship, loop, peersFor } from '../contestants.mjs';
import { makeData } from '../data.mjs';
import { outputOf } from '../output.mjs';
import { grouped, megabytes } from '../table.mjs';
import { withFolder } from '../temporary.mjs';

/**
 * The benchmarks that bring a file to a sink. `share`: how many lines for each line of `--lines`, so that the files are
 * about as large as each other.
 * @type {Readonly<Record<string, { format: import('../data.mjs').DataFormat, transport: import('../sink.mjs').Transport,
 *   share: number, title: string }>>}
 */
export const fileBenchmarks = {
  upload: { format: 'ndjson', transport: 'tcp', share: 1, title: 'NDJSON to TCP' },
  text: { format: 'text', transport: 'tcp', share: 2.5, title: 'Plain text to TCP' },
  array: { format: 'array', transport: 'tcp', share: 1, title: 'One JSON array to TCP' },
  elasticsearch: { format: 'ndjson', transport: 'http', share: 1, title: 'NDJSON to Elasticsearch bulk' },
};

/**
 * @param {string} name of `fileBenchmarks`
 * @param {import('../options.mjs').Options} options
 * @returns {Promise<import('../report.mjs').Section>}
 */
export async function runFiles(name, options) {
  const { format, transport, share, title } = fileBenchmarks[name] ?? raise(name);
  const data = await makeData(format, Math.round(options.lines * share));
  const rows = await withFolder(async (folder) => {
    const { key, file } = await outputOf(options.program, data, transport, folder);
    const own = [logship(options.program), loop(key), await copy(file, transport)];
    return contest(data, transport, [...own, ...peersFor(options.peers, format, transport)], options);
  });
  const bytes = Math.round(data.bytes / data.lines);
  const sink = transport === 'tcp' ? 'a TCP sink that confirms' : 'an HTTP sink that answers _bulk';
  return {
    title,
    intro: `${grouped(data.lines)} lines of ${bytes} bytes (${megabytes(data.bytes)} MB), to ${sink} and only counts.`,
    table: { head: HEAD, rows: rows.map(cellsOf), names: 2 },
    rows,
    remarks: [...faultsOf(rows), ...differenceIn(rows)],
  };
}

/** @param {readonly import('../contest.mjs').Row[]} rows */
function faultsOf(rows) {
  return rows.flatMap(({ name, settings, fault }) => (fault === undefined ? [] : [`${name} (${settings}): ${fault}`]));
}

/**
 * logship, the loop and the copy must bring as many bytes as each other.
 * @param {readonly import('../contest.mjs').Row[]} rows
 */
function differenceIn(rows) {
  const sizes = rows.filter(({ kind }) => kind !== 'peer').map(({ name, arrivedBytes }) => `${name} ${arrivedBytes}`);
  const same = new Set(rows.filter(({ kind }) => kind !== 'peer').map(({ arrivedBytes }) => arrivedBytes)).size === 1;
  return same ? [] : [`not the same bytes: ${sizes.join(', ')}`];
}

const HEAD = ['who', 'settings', 'lines/s', 'min–max', 'MB/s', 'CPU-s/M lines', 'peak RSS MB', 'sink busy'];

/** @param {import('../contest.mjs').Row} row */
function cellsOf({ name, settings, data, seconds, cpu, rss, sinkLoad, fault }) {
  return [
    fault === undefined ? name : `${name} †`,
    settings,
    grouped(data.lines / seconds.median),
    `${grouped(data.lines / seconds.most)}–${grouped(data.lines / seconds.least)}`,
    (data.bytes / 1e6 / seconds.median).toFixed(1),
    ((cpu.median / data.lines) * 1e6).toFixed(2),
    megabytes(rss.median),
    `${Math.round(sinkLoad * 100)} %`,
  ];
}

/**
 * @param {string} name
 * @returns {never}
 */
function raise(name) {
  throw new Error(`no such benchmark: ${name}`);
}
