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
 * @property {Outage} [outage]
 * @property {Readonly<Record<string, number>>} [rates] lines/s by road, without those that had a fault
 *
 * How logship follows. What could not be measured is undefined.
 * @typedef {object} Following
 * @property {import('./following/watch.mjs').Latency | undefined} [latency]
 * @property {import('./following/watch.mjs').Idle | undefined} [idle]
 * @property {number | undefined} [share] rate of a backlog against that of an upload
 *
 * What it took to hold a backlog while its targets were away.
 * @typedef {object} Outage
 * @property {number} bytes of the backlog
 * @property {number} seconds
 * @property {number} start bytes of memory
 * @property {number} end bytes of memory
 * @property {number} peak bytes of memory, what came after included
 * @property {number} cpu percent of a core
 * @property {string | undefined} [fault] what did not come once it was over
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
