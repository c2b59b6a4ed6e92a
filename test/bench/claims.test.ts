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

describe('what is remarked on rows', () => {
  it('names faults, and who took one turn where others took more', () => {
    const rows = [row({ turns: 3 }), row({ turns: 3, fault: 'lost' }), row({ turns: 1, seconds: 45 })];
    expect(remarksOn(rows)).toEqual(['† who (how): lost', 'who (how): one run, since it took 45 s.']);
  });
});
