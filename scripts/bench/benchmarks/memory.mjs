import { bring } from '../contest.mjs';
import { logship } from '../contestants.mjs';
import { makeLarge } from '../data.mjs';
import { grouped, megabytes } from '../table.mjs';
import { withFolder } from '../temporary.mjs';

/** Bytes, for a million `--lines`; smaller runs are smaller in proportion. */
const SIZES = [10e6, 1e9, 5e9];

/**
 * Memory and time against the size of the file.
 * @param {import('../options.mjs').Options} options
 * @returns {Promise<import('../report.mjs').Section>}
 */
export async function runMemory({ program, lines, say }) {
  const sizes = [];
  for (const size of SIZES) {
    const result = await withFolder(async (folder) => {
      const data = await makeLarge(folder, (size * lines) / 1e6);
      return { data, ...(await bring(logship(program), data, 'tcp')) };
    });
    say(`  ${megabytes(result.data.bytes)} MB: ${result.fault ?? `${result.seconds.toFixed(2)} s`}`);
    sizes.push(result);
  }
  return {
    title: 'Memory',
    intro: 'One NDJSON file to the TCP sink, one run each.',
    table: {
      names: 0,
      head: ['file MB', 'lines', 'seconds', 'MB/s', 'CPU-s', 'peak RSS MB'],
      rows: sizes.map(({ data, seconds, cpu, rss }) => [
        megabytes(data.bytes),
        grouped(data.lines),
        seconds.toFixed(2),
        (data.bytes / 1e6 / seconds).toFixed(0),
        cpu.toFixed(2),
        megabytes(rss),
      ]),
    },
    sizes,
    remarks: sizes.flatMap(({ data, fault }) => (fault ? [`${megabytes(data.bytes)} MB: ${fault}`] : [])),
  };
}
