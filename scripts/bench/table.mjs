/**
 * A table to print: the first `names` columns hold words, the others numbers.
 * @typedef {{ head: string[], rows: string[][], names: number }} Table
 */

/**
 * For a terminal: columns side by side, numbers to the right.
 * @param {Table} table
 */
export function tableAsText({ head, rows, names }) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (/** @type {string[]} */ row) =>
    row
      .map((cell, column) => (column < names ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [head, ...rows].map(line).join('\n');
}

/**
 * For Markdown.
 * @param {Table} table
 */
export function tableAsMarkdown({ head, rows, names }) {
  const line = (/** @type {string[]} */ row) => `| ${row.join(' | ')} |`;
  const rule = head.map((_, column) => (column < names ? '---' : '---:'));
  return [head, rule, ...rows].map(line).join('\n');
}

/** @param {number} value */
export function grouped(value) {
  return Math.round(value).toLocaleString('en-US');
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return grouped(bytes / 1e6);
}
