import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { grouped, tableAsMarkdown, tableAsText } from '../bench/table.mjs';

const PAGE = fileURLToPath(new URL('../../docs/delivery.md', import.meta.url));
const BEGIN = '<!-- npm run faults -- --write: begin -->';
const END = '<!-- npm run faults -- --write: end -->';

const HEAD = ['road', 'fault', 'why, where something is lost', 'sent', 'arrived', 'lost', 'twice', 'twice by id'];
const WORDS = 3;

/** @param {import('./run.mjs').Row} row */
function cellsOf({ road, fault, counts, why }) {
  if (!counts) return [road, fault, why, '—', '—', '—', '—', '—'];
  const { sent, arrived, before, after } = counts;
  return [road, fault, why, ...[sent, arrived, sent - arrived, before, after].map(grouped)];
}

/** @param {readonly import('./run.mjs').Row[]} rows */
export function rowsAsText(rows) {
  return tableAsText({ head: HEAD, rows: rows.map(cellsOf), names: WORDS });
}

/**
 * Puts the table between its two marks in docs/delivery.md.
 * @param {{ machine: string, versions: readonly string[], rows: readonly import('./run.mjs').Row[], hang: number }} found
 */
export function writeTable({ machine, versions, rows }) {
  const page = fs.readFileSync(PAGE, 'utf8');
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error(`${PAGE} has no place for the table: ${BEGIN} … ${END}`);
  const table = tableAsMarkdown({ head: HEAD, rows: rows.map(cellsOf), names: WORDS });
  const text = `${BEGIN}\n\n> ${machine}\n>\n> Peers: ${versions.join('; ')}.\n\n${table}\n\n`;
  fs.writeFileSync(PAGE, page.slice(0, begin) + text + page.slice(end));
}
