/**
 * What logship promises of its speed, held against what was measured. What a claim compares is from one section, since
 * that is what was measured together.
 * @typedef {{ claim: string, numbers: string, met: boolean | undefined }} Judged `met` is undefined where it was not measured
 * @typedef {Judged & { section: string }} Verdict `section` is the name of the benchmark
 *
 * @typedef {Readonly<Record<string, import('./section.mjs').Section | undefined>>} Sections
 */

const MOST_MEMORY = 120e6;

/**
 * @param {Sections} sections by the name of the benchmark
 * @returns {Verdict[]}
 */
export function judge({ upload, text, start, memory, tail, roads, outage }) {
  /** @type {(section: string, judged: readonly Judged[]) => Verdict[]} */
  const from = (section, judged) => judged.map((verdict) => ({ ...verdict, section }));
  return [
    ...from('upload', judgeUpload(upload?.rows)),
    ...from('memory', judgeMemory(memory?.sizes)),
    ...from('roads', judgeRoads(roads?.rates)),
    ...from('text', [judgeText(text?.rows)]),
    ...from('start', [judgeVersion(start?.starts)]),
    ...from('tail', judgeTail(tail?.tail)),
    ...from('outage', [judgeOutage(outage?.outage)]),
  ];
}

/**
 * @param {readonly import('./contest.mjs').Row[]} [rows]
 * @returns {Judged[]}
 */
function judgeUpload(rows = []) {
  const valid = rows.filter((row) => row.fault === undefined);
  const own = valid.find((row) => row.kind === 'logship');
  const loop = valid.find((row) => row.kind === 'loop');
  const copy = valid.find((row) => row.kind === 'copy');
  const peers = valid.filter((row) => row.kind === 'peer');
  const fastest = peers.toSorted((a, b) => a.seconds.median - b.seconds.median)[0];
  const frugal = peers.toSorted((a, b) => a.cpu.median - b.cpu.median)[0];
  return [
    ratio('at least 10 × the lines/s of the Node loop', loop, own, 'seconds', (times) => times >= 10),
    ratio('at least 8 × the lines/s of the fastest peer', fastest, own, 'seconds', (times) => times >= 8),
    ratio('at most 1/12 of the CPU a line of the most frugal peer', frugal, own, 'cpu', (times) => times >= 12),
    ratio('at most 4 × the time of a copy of the output', own, copy, 'seconds', (times) => times <= 4),
  ];
}

/**
 * @param {string} claim
 * @param {import('./contest.mjs').Row | undefined} above
 * @param {import('./contest.mjs').Row | undefined} below
 * @param {'seconds' | 'cpu'} what
 * @param {(times: number) => boolean} holds
 * @returns {Judged}
 */
function ratio(claim, above, below, what, holds) {
  if (!above || !below) return unmeasured(claim);
  const times = above[what].median / below[what].median;
  const unit = what === 'cpu' ? 'CPU-s' : 's';
  const side = (/** @type {import('./contest.mjs').Row} */ row) =>
    `${row.name}${row.kind === 'peer' ? ` (${row.settings})` : ''} ${row[what].median.toFixed(2)} ${unit}`;
  return { claim, numbers: `${side(above)} / ${side(below)} = ${times.toFixed(2)}`, met: holds(times) };
}

/**
 * @param {string} claim
 * @param {number | undefined} value
 * @param {number | undefined} against
 * @param {number} least
 * @returns {Judged}
 */
function compare(claim, value, against, least) {
  if (value === undefined || against === undefined) return unmeasured(claim);
  const share = value / against;
  return { claim, numbers: `${Math.round(share * 100)} %`, met: share >= least };
}

/**
 * @param {Readonly<Record<string, number>>} [rates]
 * @returns {Judged[]}
 */
function judgeRoads(rates = {}) {
  const { tcp, elasticsearch, beats } = rates;
  return [
    compare('Elasticsearch bodies: at least 60 % of the lines/s of TCP', elasticsearch, tcp, 0.6),
    compare('Beats: at least 60 % of the lines/s of TCP', beats, tcp, 0.6),
  ];
}

/**
 * @param {readonly import('./contest.mjs').Row[]} [rows]
 * @returns {Judged}
 */
function judgeText(rows = []) {
  const volumeOf = (/** @type {import('./contest.mjs').Row['kind']} */ wanted) => {
    const row = rows.find(({ kind, fault }) => kind === wanted && fault === undefined);
    return row && row.bytes / row.seconds.median;
  };
  return compare('plain text: at least 70 % of the MB/s of NDJSON', volumeOf('logship'), volumeOf('beside'), 0.7);
}

/**
 * @param {readonly import('./section.mjs').Size[]} [sizes]
 * @returns {Judged[]}
 */
function judgeMemory(sizes = []) {
  const [, middle, largest] = sizes;
  const linear = 'time linear with size: a byte of the largest file costs the same as one of the next within a fifth';
  const flat = 'memory flat, and under 120 MB at every size';
  if (!middle || !largest) return [linear, flat].map(unmeasured);
  const sound = sizes.every((size) => size.fault === undefined);
  const perByte = largest.seconds / largest.bytes / (middle.seconds / middle.bytes);
  const growth = largest.rss / middle.rss;
  const peaks = sizes.map((size) => (size.rss / 1e6).toFixed(0)).join(', ');
  const most = Math.max(...sizes.map((size) => size.rss));
  return [
    { claim: linear, numbers: `× ${perByte.toFixed(2)}`, met: sound && perByte <= 1.2 },
    { claim: flat, numbers: `${peaks} MB`, met: sound && most < MOST_MEMORY && growth <= 1.1 },
  ];
}

/**
 * @param {readonly import('./section.mjs').Start[]} [starts]
 * @returns {Judged}
 */
function judgeVersion(starts = []) {
  const claim = '`logship --version` within 25 ms of CPU of `node -e 0`';
  const node = starts.find((start) => start.name === 'node -e 0');
  const version = starts.find((start) => start.name === 'logship --version');
  if (!node || !version) return unmeasured(claim);
  const more = version.cpu.median - node.cpu.median;
  return { claim, numbers: `${more.toFixed(0)} ms more`, met: more <= 25 };
}

/**
 * @param {import('./section.mjs').Following} [tail]
 * @returns {Judged[]}
 */
function judgeTail({ latency, idle, share } = {}) {
  const soon = 'append → arrival: p50 at most 1 ms, p99 at most 5 ms';
  const little = '1,000 idle files: at most 0.5 % of a core, 90 MB';
  return [
    latency
      ? { claim: soon, numbers: `${latency.p50.toFixed(2)}, ${latency.p99.toFixed(2)} ms`, met: isSoon(latency) }
      : unmeasured(soon),
    idle
      ? { claim: little, numbers: `${idle.cpu.toFixed(2)} %, ${(idle.rss / 1e6).toFixed(0)} MB`, met: isLittle(idle) }
      : unmeasured(little),
    compare('a backlog within 15 % of `upload`', share, share && 1, 0.85),
  ];
}

/**
 * @param {import('./section.mjs').Outage} [outage]
 * @returns {Judged}
 */
function judgeOutage(outage) {
  const claim = 'both targets away: memory flat within 10 %, and at most 120 MB';
  if (!outage) return unmeasured(claim);
  const { start, end, peak, fault } = outage;
  const numbers = `${[start, end].map((bytes) => (bytes / 1e6).toFixed(0)).join(' → ')}, peak ${(peak / 1e6).toFixed(0)} MB`;
  return { claim, numbers, met: fault === undefined && end <= start * 1.1 && peak <= MOST_MEMORY };
}

/** @param {import('./following/watch.mjs').Latency} latency */
const isSoon = ({ p50, p99 }) => p50 <= 1 && p99 <= 5;

/** @param {import('./following/watch.mjs').Idle} idle */
const isLittle = ({ cpu, rss }) => cpu <= 0.5 && rss <= 90e6;

/**
 * @param {string} claim
 * @returns {Judged}
 */
const unmeasured = (claim) => ({ claim, numbers: '', met: undefined });
