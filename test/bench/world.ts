import type { Row } from '../../scripts/bench/contest.mjs';
import type { Kept } from '../../scripts/bench/records.mjs';

const run = { date: '2026-03-14', machine: 'here', busy: 0, logship: 'logship' };

/** A section on record that found nothing, but for what is given. */
export function section(given: Partial<Kept>): Kept {
  return { title: 'title', intro: 'intro', table: { head: ['who'], rows: [], names: 1 }, remarks: [], run, ...given };
}

/** A row of three turns that took a second each, but for what is given. */
export function row({ seconds = 1, ...given }: Partial<Omit<Row, 'seconds'>> & { seconds?: number }): Row {
  const spread = (value: number) => ({ median: value, least: value, most: value });
  const whole = { name: 'who', settings: 'how', kind: 'peer', lines: 10, bytes: 1000, turns: 3 } as const;
  const used = { seconds: spread(seconds), cpu: spread(seconds), rss: spread(1), sinkLoad: 0, arrivedBytes: 1000 };
  return { ...whole, ...used, ...given };
}
