import { describe, expect, it } from 'vitest';
import type { UploadResult } from '../../src/ship/upload-result.js';
import { uploadSummary } from '../../src/ui/upload-summary.js';

const none = { read: 0, delivered: 0, duplicates: 0, rejected: 0, pending: 0, skipped: 0 };
const good = { ...none, read: 2, delivered: 2 };

function result(changes: Partial<UploadResult> = {}): UploadResult {
  return {
    ...good,
    files: [{ path: 'app.json', ...good }],
    bytes: 2048,
    seconds: 0.5,
    target: 'tcp://logstash:5000',
    acknowledgement: 'read',
    fellBack: false,
    rejectsFile: null,
    ...changes,
  };
}

const lines = async (of: UploadResult) =>
  (await uploadSummary(of, { tty: false, paint: (_, text) => text })).trimEnd().split('\n');

describe('the summary of an upload', () => {
  it('has a line a file in a pipe, and says what "delivered" means', async () => {
    expect(await lines(result())).toEqual([
      'app.json: 2 read, 2 delivered, 0 duplicates, 0 rejected, 0 pending, 0 skipped',
      '2 of 2 records delivered to tcp://logstash:5000 (read by the TCP peer) in 0.5s: 2.0 KB, 4.0 KB/s',
    ]);
  });

  it.each([
    ['indexed', 'indexed by Elasticsearch'],
    ['accepted', 'accepted by the peer'],
    ['read', 'read by the TCP peer'],
    ['none', 'sent, not acknowledged'],
  ] as const)('says of %s: %s', async (acknowledgement, meaning) => {
    expect(await lines(result({ acknowledgement }))).toContainEqual(expect.stringContaining(`(${meaning})`));
  });

  it('names the file of the rejects, and how to go on with what is pending', async () => {
    const counts = { ...none, read: 5, delivered: 1, duplicates: 1, rejected: 1, pending: 2 };
    const files = [{ path: 'app.json', ...counts }];
    expect(await lines(result({ ...counts, files, rejectsFile: '/state/rejects/1.ndjson' }))).toEqual([
      'app.json: 5 read, 1 delivered, 1 duplicates, 1 rejected, 2 pending, 0 skipped',
      expect.stringContaining('1 of 5 records delivered'),
      '1 duplicate: the target had them already',
      '1 rejected: kept, with the reason of each, in /state/rejects/1.ndjson',
      '2 pending: the same command again goes on there',
    ]);
  });

  it('says where it went on, and where nothing was new', async () => {
    const files = [
      { path: 'a.log', ...good, skipped: 1200 },
      { path: 'b.log', ...none, skipped: 1 },
    ];
    expect((await lines(result({ files, skipped: 1201 }))).slice(2, 4)).toEqual([
      'a.log: went on after 1,200 records of an earlier run',
      'b.log: nothing new after 1 record of an earlier run',
    ]);
  });

  it('of a run that found nothing new says no more than that', async () => {
    const files = [{ path: 'b.log', ...none, skipped: 2 }];
    expect((await lines(result({ ...none, files, skipped: 2 }))).slice(1)).toEqual([
      'b.log: nothing new after 2 records of an earlier run',
    ]);
  });

  it('says that the fallback took over', async () => {
    const target = 'https://es:9200';
    const said = await lines(result({ target, acknowledgement: 'indexed', fellBack: true }));
    expect(said).toContain('Logstash stayed away: https://es:9200 is the fallback');
  });

  it('is a table on a terminal, with a sum where there are several files', async () => {
    const files = [
      { path: 'a.log', ...good },
      { path: 'b\u001B[2J.log', ...good },
    ];
    const counts = { ...none, read: 4, delivered: 4 };
    const drawn = await uploadSummary(result({ files, ...counts }), { tty: true, paint: (_, text) => text });
    expect(drawn).toMatch(/│ a\.log +│ +2 │ +2 │ +0 │ +0 │ +0 │ +0 │/);
    expect(drawn).toMatch(/│ all +│ +4 │ +4 │/);
    expect(drawn).not.toContain('\u001B');
  });

  it.each([
    [good, 'green'],
    [{ ...none, read: 2, delivered: 1, rejected: 1 }, 'yellow'],
    [{ ...none, read: 2, delivered: 1, pending: 1 }, 'red'],
  ])('of %j is %s', async (counts, style) => {
    const drawn = await uploadSummary(result(counts), { tty: true, paint: (as, text) => `<${as}>${text}` });
    expect(drawn).toContain(`<${style}>${counts.delivered} of 2 records`);
  });
});
