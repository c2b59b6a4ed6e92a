/**
 * What a benchmark found in one run: a table to show, and the numbers behind it to judge by. Plain data, for JSON.
 * @typedef {object} Section
 * @property {string} title
 * @property {string} intro
 * @property {import('./table.mjs').Table} table
 * @property {string[]} remarks on rows with †, and on what could not be measured
 * @property {readonly import('./contest.mjs').Row[]} [rows]
 * @property {readonly Start[]} [starts]
 * @property {readonly Size[]} [sizes]
 * @property {Following} [tail]
 * @property {Readonly<Record<string, number>>} [rates] lines/s by road, without those that had a fault
 *
 * @typedef {object} Following
 * @property {{ p50: number, p99: number, most: number }} latency ms
 * @property {{ cpu: number, rss: number }} idle percent of a core, bytes
 * @property {number} share rate of a backlog against that of an upload
 * @property {string | undefined} [fault]
 *
 * @typedef {object} Start
 * @property {string} name
 * @property {import('./statistics.mjs').Spread} cpu ms
 *
 * @typedef {object} Size
 * @property {number} bytes of the file
 * @property {number} seconds
 * @property {number} rss bytes
 * @property {string | undefined} [fault]
 */

/**
 * A remark on what makes numbers not count.
 * @param {string} who
 * @param {string} fault
 */
export const faultRemark = (who, fault) => `† ${who}: ${fault}`;
