import { contest, remarksOn } from '../contest.mjs';
import { copy, logship, loop, peersFor } from '../contestants.mjs';
import { makeData } from '../data.mjs';
import { outputOf } from '../output.mjs';
import { mediansOf } from '../statistics.mjs';
import { grouped, megabytes } from '../table.mjs';
import { withFolder } from '../temporary.mjs';

/**
 * A benchmark that brings a file to a sink.
 * @typedef {object} FileBenchmark
 * @property {import('../data.mjs').DataFormat} format
 * @property {import('../sink.mjs').Transport} transport
 * @property {number} share how many lines for each line of `--lines`, so that the files are about as large as each other
 * @property {string} title
 * @property {boolean} [beside] with logship's NDJSON to TCP beside it, to be compared with
 */

/** @type {Readonly<Record<string, FileBenchmark>>} */
export const fileBenchmarks = {
  upload: { format: 'ndjson', transport: 'tcp', share: 1, title: 'NDJSON to TCP' },
  text: { format: 'text', transport: 'tcp', share: 2.5, title: 'Plain text to TCP', beside: true },
  array: { format: 'array', transport: 'tcp', share: 1, title: 'One JSON array to TCP' },
  elasticsearch: { format: 'ndjson', transport: 'http', share: 1, title: 'NDJSON to Elasticsearch bulk' },
};

/**
 * @param {string} name of `fileBenchmarks`
 * @param {import('../options.mjs').Options} options
 * @returns {Promise<import('../section.mjs').Section>}
 */
export async function runFiles(name, options) {
  const { format, transport, share, title, beside } = fileBenchmarks[name] ?? raise(name);
  const own = logship(options.program);
  const data = await makeData(format, Math.round(options.lines * share));
  const ndjson = beside ? [{ contestant: besides(own), data: await makeData('ndjson', options.lines), transport }] : [];
  const rows = await withFolder(async (folder) => {
    const { key, file } = await outputOf(options.program, data, transport, folder);
    const others = [loop(key), await copy(file, transport), ...peersFor(options.peers, format, transport)];
    const [first, ...rest] = [own, ...others].map((contestant) => ({ contestant, data, transport }));
    return contest(first ? [first, ...ndjson, ...rest] : [], options);
  });
  const bytes = Math.round(data.bytes / data.lines);
  const sink = transport === 'tcp' ? 'a TCP sink that confirms' : 'an HTTP sink that answers _bulk';
  return {
    title,
    intro: `${grouped(data.lines)} lines of ${bytes} bytes (${megabytes(data.bytes)} MB), to ${sink} and only counts. ${mediansOf(options.runs)}`,
    table: { head: HEAD, rows: rows.map(cellsOf), names: 2 },
    rows,
    remarks: [...remarksOn(rows), ...differenceIn(rows), ...options.missing.map((peer) => `Without ${peer}.`)],
  };
}

/**
 * logship as it brings NDJSON, in turns with the others.
 * @param {import('../contestants.mjs').Contestant} own
 * @returns {import('../contestants.mjs').Contestant}
 */
function besides(own) {
  return { ...own, settings: 'the NDJSON of `upload`, to compare with', kind: 'beside' };
}

/**
 * logship, the loop and the copy must bring as many bytes as each other.
 * @param {readonly import('../contest.mjs').Row[]} rows
 */
function differenceIn(rows) {
  const alike = rows.filter(({ kind }) => kind === 'logship' || kind === 'loop' || kind === 'copy');
  const sizes = alike.map(({ name, arrivedBytes }) => `${name} ${arrivedBytes}`);
  const same = new Set(alike.map(({ arrivedBytes }) => arrivedBytes)).size === 1;
  return same ? [] : [`† Not the same bytes: ${sizes.join(', ')}.`];
}

const HEAD = ['who', 'settings', 'lines/s', 'min–max', 'MB/s', 'CPU-s/M lines', 'peak RSS MB', 'sink busy'];

/** @param {import('../contest.mjs').Row} row */
function cellsOf({ name, settings, lines, bytes, seconds, cpu, rss, sinkLoad, fault }) {
  return [
    fault === undefined ? name : `${name} †`,
    settings,
    grouped(lines / seconds.median),
    `${grouped(lines / seconds.most)}–${grouped(lines / seconds.least)}`,
    (bytes / 1e6 / seconds.median).toFixed(1),
    ((cpu.median / lines) * 1e6).toFixed(2),
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
