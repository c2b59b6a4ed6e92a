import { appendFile, mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { readArrived } from '../../support/arrived.js';
import { Sandbox } from '../../support/cli.js';
import { startWitness } from '../../support/peers/witness.js';
import { writeEvents } from './events.js';
import { bytesIn } from './received.js';
import { type ReceiverProcess, startReceiverProcess } from './receivers.js';

type Protocol = 'tcp' | 'udp' | 'beats';

/** Three hosts, a file, and a `logship tail` that ships it to them. */
async function worldOf(protocol: Protocol, lines: number) {
  const sandbox = await Sandbox.create();
  onTestFinished(() => sandbox.remove());
  const file = join(sandbox.cwd, 'app.json');
  await writeEvents(file, lines);
  const hosts: ReceiverProcess[] = [];
  for (const name of ['a', 'b', 'c']) hosts.push(await startHost(sandbox, protocol, name));
  const to = `${protocol}://${hosts.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
  const tail = sandbox.start(['tail', file, '--from', 'start', '--to', to, '--batch-size', '1000']);
  onTestFinished(() => void tail.kill('SIGKILL'));
  let told = '';
  tail.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
  let next = lines;
  return {
    sandbox,
    hosts: hosts as [ReceiverProcess, ReceiverProcess, ReceiverProcess],
    /** Writes more events until something is so, with pauses that end a window. */
    async appendUntil(reached: () => boolean | Promise<boolean>): Promise<void> {
      while (!(await reached())) {
        await appendFile(file, Array.from({ length: 100 }, () => `{"seq":${next++}}\n`).join(''));
        await pause(protocol === 'beats' ? 20 : 1100);
      }
    },
    /** How many events were written. */
    events: () => next,
    told: () => told,
    async end(): Promise<void> {
      tail.kill('SIGTERM');
      expect((await tail).exitCode).toBe(143);
    },
  };
}

/** A receiver that can be killed: a witness for TCP, `logship receive` for what has acks of its own, or none at all. */
async function startHost(sandbox: Sandbox, protocol: Protocol, name: string): Promise<ReceiverProcess> {
  if (protocol !== 'tcp') {
    const receiver = await startReceiverProcess(sandbox, protocol, name);
    onTestFinished(() => receiver.kill());
    return receiver;
  }
  const folder = join(sandbox.root, name);
  const witness = await startWitness(folder);
  onTestFinished(() => witness.stop());
  return { port: witness.port, folder, kill: () => witness.kill(), restart: () => witness.restart() };
}

/** What came in at all hosts, in one folder. */
async function gather(sandbox: Sandbox, hosts: readonly ReceiverProcess[]): Promise<string> {
  const all = join(sandbox.root, 'all');
  await mkdir(all);
  for (const [index, { folder }] of hosts.entries()) {
    for (const name of await readdir(folder)) await rename(join(folder, name), join(all, `${index}-${name}`));
  }
  return all;
}

test.each([
  { protocol: 'tcp', lines: 150_000 },
  { protocol: 'beats', lines: 40_000 },
  { protocol: 'udp', lines: 3000 },
] as const)(
  '$protocol: a host that is killed loses no line for the others, and has its share again when it is back',
  async ({ protocol, lines }) => {
    const { sandbox, hosts, told, events, appendUntil, end } = await worldOf(protocol, lines);
    const [other, victim] = hosts;
    await appendUntil(async () => (await bytesIn(victim.folder)) > 10_000);
    await victim.kill();
    await appendUntil(() => told().includes('is left out for now'));
    const dead = events();
    const before = await bytesIn(other.folder);
    await appendUntil(async () => (await bytesIn(other.folder)) > before + 10_000);

    await victim.restart();
    const kept = await bytesIn(victim.folder);
    await appendUntil(async () => (await bytesIn(victim.folder)) > kept);
    await end();
    expect(told()).toContain('takes events again');

    const arrived = await readArrived(await gather(sandbox, hosts), { expected: events() });
    expect(arrived).toMatchObject({ strayed: 0, collisions: 0, unexpected: [] });
    // What a host that was sent datagrams had not read when it was killed, nobody can know.
    const lost = arrived.lost.filter((seq) => protocol !== 'udp' || seq >= dead);
    expect(lost).toEqual([]);
    process.stdout.write(`${protocol}: ${events()} lines, none lost, ${arrived.duplicates} twice with the same id\n`);
  },
  120_000,
);
