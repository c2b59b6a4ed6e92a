/**
 * The middle of several measurements, with the least and the most.
 * @typedef {{ median: number, least: number, most: number }} Spread
 */

/**
 * Says what the numbers of a table are.
 * @param {number} runs
 */
export function mediansOf(runs) {
  return runs === 1 ? 'One run each.' : `Medians of ${runs} runs, turn by turn.`;
}

/**
 * @param {readonly number[]} values
 * @returns {Spread}
 */
export function spreadOf(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
  return { median, least: sorted[0] ?? 0, most: sorted.at(-1) ?? 0 };
}
