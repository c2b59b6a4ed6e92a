import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReplayResult } from '../../src/ship/replay/result.js';
import type { RejectRow } from '../../src/state/reject-row.js';
import type { RunOptions } from '../support/cli.js';
import { type UploadWorld, uploadWorld } from './upload-world.js';

const LINES = ['{"seq":0}', 'not JSON', '{"seq":1,"tenant_id":"other"}', '{"seq":2,"tenant_id":"other"}', ''].join(
  '\n',
);

/** A sandbox in which three records of a file were rejected: one is malformed, two are of another tenant. */
async function rejectedWorld() {
  const world = await uploadWorld();
  const path = await world.write('app.ndjson', LINES);
  const run = await world.result(['app.ndjson', '--format', 'ndjson', '--pin-tenant']);
  expect(run).toMatchObject({ exitCode: 3, json: { delivered: 1, rejected: 3 } });
  return { ...world, path, rejectsFile: run.json.rejectsFile!, ...replaying(world) };
}

function replaying({ sandbox, to }: UploadWorld) {
  return {
    replay: (args: readonly string[] = [], options?: RunOptions) => sandbox.run(['replay', ...args, ...to], options),
    async replayed(args: readonly string[] = [], options?: RunOptions) {
      const run = await sandbox.run(['replay', '--json', ...args, ...to], options);
      return { ...run, json: JSON.parse(run.stdout) as ReplayResult };
    },
  };
}

async function rowsOf(path: string): Promise<RejectRow[]> {
  const text = await readFile(path, 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RejectRow);
}

const idOf = (event: Record<string, unknown>) => (event['@metadata'] as { _id: string })._id;

describe('logship replay', () => {
  it('sends again what was rejected: what is delivered leaves the file, what is rejected again stays', async () => {
    const { replayed, rejectsFile, peer, path } = await rejectedWorld();
    const { exitCode, json, stderr } = await replayed();
    expect(exitCode).toBe(3);
    expect(json).toMatchObject({ read: 3, delivered: 2, duplicates: 0, rejected: 1, pending: 0, left: 0 });
    expect(json.files).toMatchObject([{ path: rejectsFile, read: 3, delivered: 2, rejected: 1 }]);
    expect(stderr).toContain(`${path}:2:2: rejected: malformed JSON`);
    expect(peer.events.map(({ seq, tenant_id }) => [seq, tenant_id])).toEqual([
      [0, 'default'],
      [1, 'other'],
      [2, 'other'],
    ]);
    expect(await rowsOf(rejectsFile)).toMatchObject([{ line: 2, text: 'not JSON', tries: 1, path }]);
  });

  it('keeps the ids, the sources and the times that the records had', async () => {
    const { replayed, upload, write, peer, path } = await rejectedWorld();
    await replayed(['--ecs-meta']);
    const again = peer.events.slice(1);
    // The same file, shipped without what they were rejected for.
    await write('app.ndjson', LINES);
    await upload(['app.ndjson', '--format', 'ndjson', '--restart']);
    const whole = peer.events.slice(3).filter(({ seq }) => seq !== 0);
    expect(again.map(idOf)).toEqual(whole.map(idOf));
    expect(again.map(({ source }) => source)).toEqual([path, path]);
    expect(again[0]).toMatchObject({ log: { file: { path }, offset: LINES.indexOf('{"seq":1') } });
    expect(again[0]!['@timestamp']).toBe(peer.events[0]!['@timestamp']);
  });

  it('removes a file of which all was delivered, and has nothing to do the next time', async () => {
    const { replay, sandbox } = await rejectedWorld();
    const first = await replay(['--format', 'text', '--reason', 'malformed json']);
    expect(first).toMatchObject({ exitCode: 0, stderr: '' });
    expect(first.stdout).toContain('1 of 1 rejected record delivered to tcp://127.0.0.1:');
    expect(first.stdout).toContain('2 left alone, as --since and --reason say');
    expect(await replay()).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await readdir(join(sandbox.state, 'rejects'))).toEqual([]);
    expect(await replay()).toMatchObject({ exitCode: 0, stdout: 'no rejected records to send\n' });
  });

  it('counts the tries, and leaves alone what is not meant', async () => {
    const { replayed, rejectsFile, peer, sandbox } = await rejectedWorld();
    for (const tries of [1, 2]) {
      const { json } = await replayed(['--reason', 'MALFORMED']);
      expect(json).toMatchObject({ read: 1, rejected: 1, left: 2 });
      expect((await rowsOf(rejectsFile)).map((row) => row.tries)).toEqual([tries, undefined, undefined]);
    }
    expect((await replayed(['--since', '0'])).json).toMatchObject({ read: 0, left: 3 });
    expect(peer.events).toHaveLength(1);
    const { stdout } = await sandbox.run(['rejects', '--json', '--reason', 'malformed']);
    expect(JSON.parse(stdout)).toMatchObject({ groups: [{ tries: 2 }] });
  });

  it('shows the events with --dry-run, and changes nothing', async () => {
    const { replay, rejectsFile, peer } = await rejectedWorld();
    const before = await readFile(rejectsFile, 'utf8');
    const { exitCode, stdout, stderr } = await replay(['--dry-run']);
    expect(exitCode).toBe(3);
    expect(stderr).toContain(':2:2: rejected: malformed JSON');
    const shown = stdout.trimEnd().split('\n');
    expect(await readFile(rejectsFile, 'utf8')).toBe(before);
    await replay();
    expect(peer.lines.slice(1)).toEqual(shown);
  });

  it('keeps everything where the target stays away, exit code 1', async () => {
    const { rejectsFile, sandbox } = await rejectedWorld();
    const before = await readFile(rejectsFile, 'utf8');
    const away = ['--host', '127.0.0.1', '--port', '1', '--max-retries', '0', '--json'];
    const { exitCode, stdout, stderr } = await sandbox.run(['replay', ...away, '--reason', 'tenant_id']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ read: 2, delivered: 0, pending: 2 });
    expect(stderr).toContain('refused');
    expect(await readFile(rejectsFile, 'utf8')).toBe(before);
    expect(await readdir(join(sandbox.state, 'rejects'))).toHaveLength(1);
  });

  it('puts the pieces of a record together that was too long, where the limit now allows it', async () => {
    const world = await uploadWorld();
    const { replayed } = replaying(world);
    const records = ['x', 'y'].map((letter, seq) => `{"seq":${seq},"message":"${letter.repeat(300_000)}"}`);
    const path = await world.write('long.ndjson', `  ${records[0]} \r\n${records[1]}\n`);
    const small = { env: { LOGSHIP_MAX_LINE_BYTES: '100KB' } };
    expect(await world.result(['long.ndjson'], small)).toMatchObject({ exitCode: 3, json: { rejected: 2 } });
    const rejected = await replayed([], small);
    expect(rejected).toMatchObject({ exitCode: 3, json: { read: 2, delivered: 0, rejected: 2 } });
    expect(rejected.stderr).toContain(`${path}:1:1: rejected: the record is longer than 102400 bytes`);
    expect(await replayed()).toMatchObject({ exitCode: 0, json: { read: 2, delivered: 2 } });

    await world.upload(['long.ndjson', '--restart']);
    const ids = world.peer.events.map(idOf);
    expect(ids).toHaveLength(4);
    expect(ids.slice(0, 2)).toEqual(ids.slice(2));
  });

  it('sends what a text could not be, byte for byte', async () => {
    const world = await uploadWorld();
    const { replayed } = replaying(world);
    await world.write('app.log', `${'a'.repeat(2000)}\r\n  indented \r\n`);
    const run = await world.result(['app.log', '--format', 'text'], { env: { LOGSHIP_MAX_LINE_BYTES: '1KB' } });
    expect(run.json).toMatchObject({ delivered: 1, rejected: 1 });
    expect((await replayed()).json).toMatchObject({ delivered: 1 });
    expect(world.peer.events.map(({ message }) => message)).toEqual(['  indented ', 'a'.repeat(2000)]);
  });

  it('goes on with what a replay left behind that was killed', async () => {
    const { replayed, rejectsFile, sandbox } = await rejectedWorld();
    const taken = `${rejectsFile}.replay`;
    await writeFile(taken, await readFile(rejectsFile));
    await writeFile(`${taken}.123.abc.tmp`, 'half');
    await rm(rejectsFile);
    expect(JSON.parse((await sandbox.run(['rejects', '--json'])).stdout)).toMatchObject({ total: 3 });
    expect((await replayed()).json).toMatchObject({ read: 3, delivered: 2, rejected: 1 });
    expect(await readdir(join(sandbox.state, 'rejects'))).toEqual([rejectsFile.split('/').at(-1)]);
  });

  it('reads the files that are named alone', async () => {
    const { replayed, rejectsFile, write, result } = await rejectedWorld();
    await write('more.ndjson', '{"seq":3,"tenant_id":"other"}\n');
    const { json } = await result(['more.ndjson', '--pin-tenant']);
    const named = await replayed([json.rejectsFile!]);
    expect(named).toMatchObject({ exitCode: 0, json: { read: 1, files: [{ path: json.rejectsFile }] } });
    expect(await rowsOf(rejectsFile)).toHaveLength(3);
    const missing = await replayed([json.rejectsFile!]);
    expect(missing).toMatchObject({ exitCode: 1, json: { read: 0 } });
    expect(missing.stderr).toContain(`can't read ${json.rejectsFile}: it is not there\n  Check the path.`);
  });

  it('leaves a line that is no reject where it is, and says so', async () => {
    const { replayed, rejectsFile } = await rejectedWorld();
    const lines = (await readFile(rejectsFile, 'utf8')).split('\n');
    await writeFile(rejectsFile, [lines[0], 'broken', ...lines.slice(1)].join('\n'));
    const { exitCode, json, stderr } = await replayed();
    expect(exitCode).toBe(1);
    expect(json).toMatchObject({ read: 3, delivered: 2, rejected: 1 });
    expect(stderr).toContain(`${rejectsFile}: line 2 is no rejected record`);
    expect((await readFile(rejectsFile, 'utf8')).split('\n').slice(1)).toEqual(['broken', '']);
  });

  it('shows a table on a terminal', async () => {
    const { replay } = await rejectedWorld();
    const { stdout } = await replay([], { tty: true, env: { NO_COLOR: '1' } });
    expect(stdout).toContain('│ rejects ');
    expect(stdout).toContain('2 of 3 rejected records delivered');
    expect(stdout).toContain('1 rejected again, and kept');
  });

  it('counts in the statistics', async () => {
    const { replay, sandbox } = await rejectedWorld();
    await replay();
    const { stdout } = await sandbox.run(['stats', '--json', '--host', '127.0.0.1', '--port', '1']);
    expect(stdout).toContain('"total_sent":3');
  });
});
