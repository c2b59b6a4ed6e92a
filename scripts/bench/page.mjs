import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { judge } from './claims.mjs';
import { readRecords } from './records.mjs';
import { pageOf } from './report.mjs';

const NOTES = fileURLToPath(new URL('notes.md', import.meta.url));

/** docs/performance.md as the records make it: content by path, nothing where there is no record yet. */
export function performancePage() {
  const records = readRecords();
  if (Object.keys(records).length === 0) return {};
  return { 'docs/performance.md': pageOf(records, judge(records), fs.readFileSync(NOTES, 'utf8')) };
}
