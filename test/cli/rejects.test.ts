import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { uploadWorld } from './upload-world.js';

const LINES = ['{"seq":0}', 'not JSON', '{"seq":1,"tenant_id":"Acme"}', '{"seq":2,"tenant_id":"Acme"}', ''].join('\n');

/** A sandbox in which three records of a file were rejected, for two reasons. */
async function rejectedWorld() {
  const world = await uploadWorld();
  const path = await world.write('app.ndjson', LINES);
  const { exitCode } = await world.upload(['app.ndjson', '--format', 'ndjson']);
  expect(exitCode).toBe(3);
  return { path, rejects: (...args: string[]) => world.sandbox.run(['rejects', ...args]), ...world };
}

describe('logship rejects', () => {
  it('lists by reason and file, the most frequent first', async () => {
    const { path, rejects } = await rejectedWorld();
    const { exitCode, stdout, stderr } = await rejects();
    const [head, first, second, ...more] = stdout.split('\n');
    expect(exitCode).toBe(0);
    expect(head).toMatch(/^records {2}tries {2}first +last +first at +reason$/);
    expect(first).toMatch(/^ +2 +0(?: {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d){2} {2}/);
    expect(first).toContain(`${path}:3:`);
    expect(first).toContain('tenant_id "Acme" has capital letters');
    expect(second).toContain(`${path}:2:`);
    expect(second).toContain('malformed JSON');
    expect(more).toEqual(['']);
    expect(stderr).toMatch(
      /^logship: 3 rejected records; times are UTC; the folder of rejects holds [\d.]+ K?B of the 1\.0 GB that they may\n$/,
    );
  });

  it('gives one JSON object with --json', async () => {
    const { path, rejects } = await rejectedWorld();
    const { stdout } = await rejects('--json');
    const { total, groups } = JSON.parse(stdout) as { total: number; groups: Record<string, unknown>[] };
    expect(total).toBe(3);
    expect(groups).toHaveLength(2);
    expect(groups[0]).toMatchObject({ path, count: 2, line: 3 });
    expect(Date.parse(String(groups[0]!['first']))).toBeLessThanOrEqual(Date.parse(String(groups[0]!['last'])));
  });

  it.each([
    ['file', /^file +records +tries +first +last +reason$/, /app\.ndjson +2 +0 .*tenant_id/],
    ['hour', /^hour +records +tries +first at +reason$/, /^\d{4}-\d\d-\d\d \d\d:00 +2 +0 .*tenant_id/],
    ['day', /^day +records +tries +first at +reason$/, /^\d{4}-\d\d-\d\d +2 +0 .*tenant_id/],
  ])('counts by %s', async (by, heading, line) => {
    const { rejects } = await rejectedWorld();
    const { exitCode, stdout } = await rejects('--by', by);
    const [head, first, second, ...more] = stdout.split('\n');
    expect(exitCode).toBe(0);
    expect(head).toMatch(heading);
    expect(first).toMatch(line);
    expect(second).toMatch(/ +1 +0 .*malformed JSON/);
    expect(more).toEqual(['']);
  });

  it('says how much of its room the folder of rejects has taken', async () => {
    const { rejects, sandbox } = await rejectedWorld();
    const { bytes, limit } = JSON.parse((await rejects('--json')).stdout) as { bytes: number; limit: number };
    const [name] = await readdir(join(sandbox.state, 'rejects'));
    expect(bytes).toBe((await stat(join(sandbox.state, 'rejects', name!))).size);
    expect(limit).toBe(2 ** 30);
  });

  it('picks by reason, whatever the case of its letters', async () => {
    const { rejects } = await rejectedWorld();
    const { stdout } = await rejects('--reason', 'TENANT_ID', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ total: 2, groups: [{ count: 2 }] });
  });

  it('picks by time', async () => {
    const { rejects } = await rejectedWorld();
    const all = JSON.parse((await rejects('--since', '2h', '--json')).stdout) as { total: number };
    const none = JSON.parse((await rejects('--since', '0', '--json')).stdout) as { total: number };
    expect([all.total, none.total]).toEqual([3, 0]);
  });

  it('gives the records back as they stood in the file', async () => {
    const { rejects } = await rejectedWorld();
    const { stdout, stderr } = await rejects('--originals');
    expect(stdout).toBe('not JSON\n{"seq":1,"tenant_id":"Acme"}\n{"seq":2,"tenant_id":"Acme"}\n');
    expect(stderr).toBe('');
  });

  it('gives a record that is too long back as one line', async () => {
    const { write, upload, sandbox } = await uploadWorld();
    const line = `{"message":"${'x'.repeat(300_000)}"}`;
    await write('long.ndjson', `${line}\n`);
    expect((await upload(['long.ndjson'], { env: { LOGSHIP_MAX_LINE_BYTES: '100KB' } })).exitCode).toBe(3);
    expect((await sandbox.run(['rejects', '--originals'])).stdout).toBe(`${line}\n`);
    expect(JSON.parse((await sandbox.run(['rejects', '--json'])).stdout)).toMatchObject({ total: 1 });
  });

  it('reads the files that are named alone', async () => {
    const { rejects, upload, write, result } = await rejectedWorld();
    await write('other.ndjson', 'bad\n');
    await upload(['other.ndjson', '--format', 'ndjson']);
    const { json } = await result(['other.ndjson', '--format', 'ndjson', '--restart']);
    expect(JSON.parse((await rejects(json.rejectsFile!, '--json')).stdout)).toMatchObject({ total: 1 });
  });

  it('says that there are none', async () => {
    const { sandbox } = await uploadWorld();
    expect(await sandbox.run(['rejects'])).toEqual({
      exitCode: 0,
      signal: undefined,
      stdout: '',
      stderr: 'logship: no rejected records\n',
    });
  });

  it('says that none of them is meant', async () => {
    const { rejects } = await rejectedWorld();
    const { stderr } = await rejects('--reason', 'another one');
    expect(stderr).toBe('logship: no rejected records that --since and --reason pick\n');
  });

  it('says which file is not there', async () => {
    const { sandbox } = await uploadWorld();
    const { exitCode, stderr } = await sandbox.run(['rejects', 'nothere.ndjson']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^logship: can't read .*nothere\.ndjson: it is not there\n {2}Check the path\./);
  });

  it('refuses what is no duration', async () => {
    const { sandbox } = await uploadWorld();
    const { exitCode, stderr } = await sandbox.run(['rejects', '--since', 'yesterday']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--since "yesterday" is no duration');
  });
});
