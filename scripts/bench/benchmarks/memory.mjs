import { bring } from '../contest.mjs';
import { logship } from '../contestants.mjs';
import { makeLarge } from '../data.mjs';
import { faultRemark } from '../section.mjs';
import { grouped, megabytes } from '../table.mjs';
import { withFolder } from '../temporary.mjs';

/** Bytes, for a million `--lines`; smaller runs are smaller in proportion. */
const SIZES = [10e6, 1e9, 5e9];

/**
 * Memory and time against the size of the file.
 * @param {import('../options.mjs').Options} options
 * @returns {Promise<import('../section.mjs').Section>}
 */
export async function runMemory({ program, lines, say }) {
  const sizes = [];
  for (const size of SIZES) {
    const result = await withFolder(async (folder) => {
      const data = await makeLarge(folder, (size * lines) / 1e6);
      const { seconds, cpu, rss, fault } = await bring(logship(program), data, 'tcp');
      return { bytes: data.bytes, lines: data.lines, seconds, cpu, rss, fault };
    });
    say(`  ${megabytes(result.bytes)} MB: ${result.fault ?? `${result.seconds.toFixed(2)} s`}`);
    sizes.push(result);
  }
  return {
    title: 'Memory',
    intro: 'One NDJSON file to the TCP sink, one run each.',
    table: {
      names: 0,
      head: ['file MB', 'lines', 'seconds', 'MB/s', 'CPU-s', 'peak RSS MB'],
      rows: sizes.map(({ bytes, lines, seconds, cpu, rss, fault }) => [
        `${megabytes(bytes)}${fault === undefined ? '' : ' †'}`,
        grouped(lines),
        seconds.toFixed(2),
        (bytes / 1e6 / seconds).toFixed(0),
        cpu.toFixed(2),
        megabytes(rss),
      ]),
    },
    sizes,
    remarks: sizes.flatMap(({ bytes, fault }) => (fault ? [faultRemark(`${megabytes(bytes)} MB`, fault)] : [])),
  };
}
