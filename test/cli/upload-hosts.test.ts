import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startReceiver } from '../../src/receive/receiver.js';
import type { Sandbox } from '../support/cli.js';
import { eventLines, seqsOf, uploadWorld } from './upload-world.js';

/** A receiver of Beats that writes files. */
async function startHost(sandbox: Sandbox, name: string) {
  const out = join(sandbox.root, name);
  const receiver = await startReceiver({ beats: { host: '127.0.0.1', port: 0 }, out });
  onTestFinished(() => receiver.close());
  return {
    address: `127.0.0.1:${receiver.addresses.beats!.port}`,
    /** The numbers of the events, as they stand in the file. */
    async seqs(): Promise<number[]> {
      const texts = await Promise.all((await readdir(out)).map((file) => readFile(join(out, file), 'utf8')));
      return texts.flatMap((text) => text.split('\n').filter(Boolean)).map((line) => JSON.parse(line).seq as number);
    },
  };
}

/** Two hosts, and a file of many windows. */
async function world() {
  const { sandbox, write } = await uploadWorld();
  await write('a.json', eventLines(0, EVENTS));
  const hosts = [await startHost(sandbox, 'one'), await startHost(sandbox, 'other')] as const;
  const args = ['upload', 'a.json', '--to', `beats://${hosts.map(({ address }) => address).join(',')}`];
  return { hosts, run: (...flags: string[]) => sandbox.run([...args, '--batch-size', '100', ...flags]) };
}

const EVENTS = 5000;
const all = Array.from({ length: EVENTS }, (_, seq) => seq);

describe('several hosts', () => {
  it('share the events of a file', async () => {
    const { hosts, run } = await world();
    expect(await run()).toMatchObject({ exitCode: 0, stderr: '' });
    const [one, other] = await Promise.all(hosts.map((host) => host.seqs()));
    expect(one!.length).toBeGreaterThan(0);
    expect(other!.length).toBeGreaterThan(0);
    expect([...one!, ...other!].sort((a, b) => a - b)).toEqual(all);
  });

  it('with --ordered, one of them has all events of the file in their order', async () => {
    const { hosts, run } = await world();
    expect(await run('--ordered')).toMatchObject({ exitCode: 0, stderr: '' });
    const [one, other] = await Promise.all(hosts.map((host) => host.seqs()));
    expect([one, other]).toContainEqual(all);
    expect([one, other]).toContainEqual([]);
  });
});

it.each([
  ['LOGSTASH_HOST', '--to'],
  ['--to', 'LOGSTASH_HOST'],
])('who goes over from %s to %s goes on from the same place', async (before) => {
  const { sandbox, peer, write } = await uploadWorld();
  await write('a.json', eventLines(0, 10));
  const old = { LOGSTASH_HOST: '127.0.0.1', LOGSTASH_PORT: String(peer.port) };
  const runs = [
    () => sandbox.run(['upload', 'a.json', '--json'], { env: old }),
    () => sandbox.run(['upload', 'a.json', '--json', '--to', `tcp://127.0.0.1:${peer.port}`]),
  ] as const;
  const [first, second] = before === '--to' ? [runs[1], runs[0]] : runs;
  expect(JSON.parse((await first()).stdout)).toMatchObject({ delivered: 10 });
  await write('a.json', eventLines(0, 15));
  const { exitCode, stdout } = await second();
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ delivered: 5 });
  expect(seqsOf(peer)).toEqual(Array.from({ length: 15 }, (_, seq) => seq));
});
