import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judge } from '../../scripts/bench/claims.mjs';
import { readRecords, writeRecord } from '../../scripts/bench/records.mjs';
import { pageOf } from '../../scripts/bench/report.mjs';
import { tempFolder } from '../support/temp-folder.js';
import { row, section } from './world.js';

describe('the records of what was measured', () => {
  it('replace the section that was run again, and no other', async () => {
    const folder = await tempFolder();
    writeRecord('upload', section({ intro: 'first' }), folder);
    writeRecord('text', section({ intro: 'kept' }), folder);
    writeRecord('upload', section({ intro: 'second' }), folder);
    expect(Object.values(readRecords(folder)).map(({ intro }) => intro)).toEqual(['second', 'kept']);
  });

  it('are in the order of the page, whatever was run first, with no half-written file beside them', async () => {
    const folder = await tempFolder();
    for (const name of ['tail', 'roads', 'upload']) writeRecord(name, section({}), folder);
    expect(Object.keys(readRecords(folder))).toEqual(['upload', 'roads', 'tail']);
    expect(readdirSync(folder).toSorted()).toEqual(['roads.json', 'tail.json', 'upload.json']);
  });

  it('come back as they were, faults included', async () => {
    const folder = await tempFolder();
    const whole = section({ rows: [row({ fault: '9 of 10 lines arrived' })], remarks: ['† rsyslog: 9 of 10'] });
    writeRecord('upload', whole, folder);
    expect(readRecords(folder)).toEqual({ upload: whole });
  });
});

describe('the page of what was measured', () => {
  it('says of each section when, where and of what it is, and what is to be remarked', () => {
    const run = { date: '2026-03-14', machine: 'a machine', busy: 7, logship: 'logship 1.2.3 at abc' };
    const page = pageOf({ upload: section({ title: 'NDJSON', run, remarks: ['† A fault.'] }) }, [], 'the notes');
    expect(page).toContain('## NDJSON\n\n> 2026-03-14; a machine; logship 1.2.3 at abc; 7 % busy before\n');
    expect(page).toContain('\n\n† A fault.\n\nthe notes\n');
  });

  it('judges what is on record, and says of the rest that it was not measured', () => {
    const records = { roads: section({ title: 'Road by road', rates: { tcp: 100, beats: 70 } }) };
    const page = pageOf(records, judge(records), '');
    expect(page).toContain('| Beats: at least 60 % of the lines/s of TCP | 70 % | Road by road | met |');
    expect(page).toContain('| at least 10 × the lines/s of the Node loop |  |  | not measured |');
  });
});
