import { appendFile, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import type { ReplayResult } from '../../../src/ship/replay/result.js';
import { readArrived } from '../../support/arrived.js';
import { Sandbox } from '../../support/cli.js';
import { startWitness } from '../../support/peers/witness.js';
import { dice } from '../upload/events.js';
import { bytesIn, untilBytes } from '../upload/received.js';

const LINES = 30_000;
const FILES = 3;
/** Bytes that all of them are, about: a life of a replay ends before it has sent so much, or behind it. */
const ALL = 7_000_000;
const LIVES = 4;

test('a replay that is killed again and again loses no reject, and gives up no id', async () => {
  const sandbox = await Sandbox.create();
  onTestFinished(() => sandbox.remove());
  const folder = join(sandbox.root, 'witness');
  const witness = await startWitness(folder);
  onTestFinished(() => witness.stop());
  const to = ['--quiet', '--host', '127.0.0.1', '--port', String(witness.port)];

  // Every record is rejected once: it is of a tenant that is not the pinned one.
  for (let file = 0; file < FILES; file++) {
    const lines = Array.from({ length: LINES / FILES }, (_, n) => {
      return `{"seq":${file * (LINES / FILES) + n},"tenant_id":"other","message":"${'m'.repeat(80)}"}\n`;
    });
    await appendFile(join(sandbox.cwd, `${file}.json`), lines.join(''));
    expect((await sandbox.run(['upload', `${file}.json`, '--pin-tenant', ...to])).exitCode).toBe(3);
  }
  const rejects = join(sandbox.state, 'rejects');
  expect(await readdir(rejects)).toHaveLength(FILES);

  const random = dice(19_850_214);
  let kills = 0;
  for (let life = 0; life < LIVES; life++) {
    const end = (await bytesIn(folder)) + random() * ALL;
    const running = sandbox.start(['replay', '--json', ...to]);
    let over = false;
    void running.finally(() => (over = true));
    if (await untilBytes(folder, end, () => over)) running.kill('SIGKILL');
    if ((await running).signal === 'SIGKILL') kills++;
  }

  const last = await sandbox.run(['replay', '--json', ...to]);
  expect(last).toMatchObject({ exitCode: 0, stderr: '' });
  expect(kills).toBeGreaterThan(1);
  expect(JSON.parse(last.stdout) as ReplayResult).toMatchObject({ rejected: 0, pending: 0 });
  expect(await readdir(rejects)).toEqual([]);
  const arrived = await readArrived(folder, { expected: LINES });
  expect(arrived).toMatchObject({ lost: [], strayed: 0, collisions: 0, unexpected: [] });
  process.stdout.write(`${kills} kills: ${LINES} rejects, none lost, ${arrived.duplicates} came twice, same id\n`);
}, 300_000);

test('a replay that is killed while it rewrites its file leaves every reject that it had', async () => {
  const sandbox = await Sandbox.create();
  onTestFinished(() => sandbox.remove());
  const folder = join(sandbox.root, 'witness');
  const witness = await startWitness(folder);
  onTestFinished(() => witness.stop());
  const to = ['--quiet', '--host', '127.0.0.1', '--port', String(witness.port)];
  const lines = Array.from(
    { length: 10_000 },
    (_, seq) => `{"seq":${seq},"tenant_id":"${seq % 2 ? 'other' : 'NO'}"}\n`,
  );
  await appendFile(join(sandbox.cwd, 'half.json'), lines.join(''));
  await sandbox.run(['upload', 'half.json', '--pin-tenant', ...to]);
  const rejects = join(sandbox.state, 'rejects');

  // Half of the records are delivered, half are rejected again: the file is written anew while the rest goes out.
  for (let kill = 0; kill < 3; kill++) {
    const running = sandbox.start(['replay', ...to]);
    let over = false;
    void running.finally(() => (over = true));
    const isRewriting = async () =>
      (
        await Promise.all((await readdir(rejects)).map((name) => sizeOf(join(rejects, name), name.endsWith('.tmp'))))
      ).some((size) => size > kill * 400_000);
    while (!over && !(await isRewriting()));
    running.kill('SIGKILL');
    await running;
    const seen = new Set<number>();
    for (const name of await readdir(rejects)) {
      if (name.endsWith('.tmp')) continue;
      const text = await readFile(join(rejects, name), 'utf8');
      for (const line of text.trimEnd().split('\n')) {
        seen.add((JSON.parse((JSON.parse(line) as { text: string }).text) as { seq: number }).seq);
      }
    }
    for (let seq = 0; seq < 10_000; seq += 2) if (!seen.has(seq)) throw new Error(`${seq} is lost`);
  }
  expect((await sandbox.run(['replay', ...to])).exitCode).toBe(3);
  const { stdout } = await sandbox.run(['rejects', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ total: 5000 });
  expect(await readdir(rejects)).toHaveLength(1);
  const arrived = await readArrived(folder, { expected: 10_000 });
  expect(arrived.lost).toHaveLength(5000);
  expect(arrived.lost.every((seq) => seq % 2 === 0)).toBe(true);
}, 300_000);

async function sizeOf(path: string, counts: boolean): Promise<number> {
  if (!counts) return -1;
  return stat(path).then(
    ({ size }) => size,
    () => -1,
  );
}
