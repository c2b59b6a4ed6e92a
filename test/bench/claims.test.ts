import { describe, expect, it } from 'vitest';
import { judge } from '../../scripts/bench/claims.mjs';
import { remarksOn } from '../../scripts/bench/contest.mjs';
import type { Section } from '../../scripts/bench/section.mjs';
import { row, section } from './world.js';

const LOOP = 'at least 10 × the lines/s of the Node loop';
const PEER = 'at least 8 × the lines/s of the fastest peer';
const TEXT = 'plain text: at least 70 % of the MB/s of NDJSON';
const BULK = 'Elasticsearch bodies: at least 60 % of the lines/s of TCP';

function verdictOn(claim: string, sections: Record<string, Section>) {
  return judge(sections).find((verdict) => verdict.claim === claim);
}

describe('a claim', () => {
  it('is judged by rows of one contest', () => {
    const rows = [row({ kind: 'logship', seconds: 1 }), row({ kind: 'loop', seconds: 9 })];
    expect(verdictOn(LOOP, { upload: section({ rows }) })).toMatchObject({ section: 'upload', met: false });
    const slower = [row({ kind: 'logship', seconds: 1 }), row({ kind: 'loop', seconds: 11 })];
    expect(verdictOn(LOOP, { upload: section({ rows: slower }) })).toMatchObject({ met: true });
  });

  it('is held against the fastest peer, and not against one that lost lines', () => {
    const own = row({ kind: 'logship', seconds: 1 });
    const peers = [row({ kind: 'peer', seconds: 20 }), row({ kind: 'peer', seconds: 9 })];
    expect(verdictOn(PEER, { upload: section({ rows: [own, ...peers] }) })?.numbers).toMatch(/= 9\.00$/);
    const lossy = row({ kind: 'peer', seconds: 2, fault: 'lost' });
    expect(verdictOn(PEER, { upload: section({ rows: [own, ...peers, lossy] }) })?.numbers).toMatch(/= 9\.00$/);
  });

  it('compares nothing across sections: each was measured at another time', () => {
    const rows = [row({ kind: 'logship', seconds: 1 })];
    const apart = { upload: section({ rows }), text: section({ rows }), elasticsearch: section({ rows }) };
    expect(verdictOn(TEXT, apart)?.met).toBeUndefined();
    expect(verdictOn(BULK, apart)?.met).toBeUndefined();
    const beside = [...rows, row({ kind: 'beside', seconds: 0.6 })];
    expect(verdictOn(TEXT, { text: section({ rows: beside }) })).toMatchObject({ numbers: '60 %', met: false });
    expect(verdictOn(BULK, { roads: section({ rates: { tcp: 10, elasticsearch: 7 } }) })).toMatchObject({ met: true });
  });

  it('is not met by numbers of a run that had a fault', () => {
    const rows = [row({ kind: 'logship', seconds: 1, fault: 'lost' }), row({ kind: 'loop', seconds: 99 })];
    expect(verdictOn(LOOP, { upload: section({ rows }) })?.met).toBeUndefined();
  });
});

describe('the claims on following', () => {
  const SOON = 'append → arrival: p50 at most 1 ms, p99 at most 5 ms';
  const LITTLE = '1,000 idle files: at most 0.5 % of a core, 90 MB';
  const BACKLOG = 'a backlog within 15 % of `upload`';
  const met = (claim: string, tail: Section['tail'] & object) => verdictOn(claim, { tail: section({ tail }) })?.met;

  it('hold both numbers of each against their bounds', () => {
    expect(met(SOON, { latency: { p50: 1, p99: 5, most: 90 } })).toBe(true);
    expect(met(SOON, { latency: { p50: 1.01, p99: 2, most: 2 } })).toBe(false);
    expect(met(SOON, { latency: { p50: 1, p99: 5.01, most: 6 } })).toBe(false);
    expect(met(LITTLE, { idle: { cpu: 0.5, rss: 90e6 } })).toBe(true);
    expect(met(LITTLE, { idle: { cpu: 0.51, rss: 1e6 } })).toBe(false);
    expect(met(LITTLE, { idle: { cpu: 0.1, rss: 91e6 } })).toBe(false);
    expect(met(BACKLOG, { share: 0.85 })).toBe(true);
    expect(met(BACKLOG, { share: 0.84 })).toBe(false);
  });

  it('are not judged where something could not be measured', () => {
    expect([SOON, LITTLE, BACKLOG].map((claim) => met(claim, {}))).toEqual([undefined, undefined, undefined]);
  });
});

describe('what is remarked on rows', () => {
  it('names faults, and who took one turn where others took more', () => {
    const rows = [row({ turns: 3 }), row({ turns: 3, fault: 'lost' }), row({ turns: 1, seconds: 45 })];
    expect(remarksOn(rows)).toEqual(['† who (how): lost', 'who (how): one run, of 45 s.']);
  });
});
