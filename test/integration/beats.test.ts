import { readFile } from 'node:fs/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { eventLines, uploadWorld } from '../cli/upload-world.js';
import { requireGo } from '../servers/go.js';
import { type LumberjackServer, startLumberjack } from '../servers/lumberjack.js';
import { describeWith } from '../servers/requirements.js';

describeWith(requireGo(), "Beats, to Elastic's go-lumber", (tools) => {
  async function start(...flags: string[]): Promise<{ server: LumberjackServer; to: string[] }> {
    const server = await startLumberjack(tools, flags);
    onTestFinished(() => server.stop());
    return { server, to: ['--protocol', 'beats', '--host', '127.0.0.1', '--port', String(server.port)] };
  }

  /** The events by their number, each once; that an event came twice only under one id is checked. */
  async function arrived(server: LumberjackServer): Promise<number[]> {
    const ids = new Map<number, unknown>();
    for (const { seq, '@metadata': metadata } of await server.events()) {
      const id = (metadata as { _id: string })._id;
      if ((ids.get(seq as number) ?? id) !== id) throw new Error(`event ${String(seq)} came under two ids`);
      ids.set(seq as number, id);
    }
    return [...ids.keys()].sort((a, b) => a - b);
  }

  const numbers = (count: number) => Array.from({ length: count }, (_, seq) => seq);

  it.each([
    ['1', {}],
    ['9', { LOGSTASH_BATCH_SIZE: '1' }],
  ])('takes compressed windows (level %s)', async (level, env) => {
    const { server, to } = await start();
    const { sandbox, write } = await uploadWorld();
    await write('a.json', eventLines(0, 1000));
    const compressed = { env: { ...env, LOGSTASH_COMPRESSION: level } };
    expect((await sandbox.run(['upload', 'a.json', ...to], compressed)).exitCode).toBe(0);
    expect(await server.events()).toHaveLength(1000);
    expect(await arrived(server)).toEqual(numbers(1000));
  });

  it('delivers every event once, in order, with its id', async () => {
    const { server, to } = await start();
    const { sandbox, write } = await uploadWorld();
    const path = await write('a.json', eventLines(0, 1000));
    const run = ['upload', 'a.json', '--json', '--set', 'team=ops', ...to];
    const { exitCode, stdout } = await sandbox.run(run);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      delivered: 1000,
      acknowledgement: 'accepted',
      target: `beats://127.0.0.1:${server.port}`,
    });
    const events = await server.events();
    expect(events).toHaveLength(1000);
    expect(events[7]).toMatchObject({ seq: 7, team: 'ops', source: path, '@metadata': { _id: expect.any(String) } });
    expect(await arrived(server)).toEqual(numbers(1000));
  });

  it('keeps records as they are', async () => {
    const { server, to } = await start();
    const { sandbox, write } = await uploadWorld();
    await write('a.json', '{"seq":0,"text":"\\u00e9 \\" \\\\ é","empty":{},"list":[1,[2]],"message":""}\n');
    expect((await sandbox.run(['upload', 'a.json', ...to])).exitCode).toBe(0);
    const [event] = await server.events();
    expect(event).toMatchObject({ text: 'é " \\ é', empty: {}, list: [1, [2]], message: '' });
  });

  it('waits for late acks as long as the peer lives', async () => {
    const { server, to } = await start('-ack-delay', '2500ms');
    const { sandbox, write } = await uploadWorld();
    await write('a.json', eventLines(0, 10));
    const { exitCode, stdout } = await sandbox.run(['upload', 'a.json', '--json', '--timeout', '1', ...to]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ delivered: 10 });
    expect(await server.events()).toHaveLength(10);
  });

  it.each(['0', '1'])('loses nothing when the peer is killed in the middle (compression %s)', async (level) => {
    const { server, to } = await start('-ack-delay', '100ms');
    const { sandbox, write } = await uploadWorld();
    await write('a.json', eventLines(0, 60_000));
    const patience = ['--retry-delay', '0.1', '--retry-for', '30s'];
    const running = sandbox.run(['upload', 'a.json', '--json', ...patience, ...to], {
      env: { LOGSTASH_COMPRESSION: level },
    });
    for (const enough of [3000, 20_000]) {
      await vi.waitUntil(async () => (await server.events()).length >= enough, { timeout: 30_000 });
      await server.kill();
      await server.restart();
    }
    const { exitCode, stdout } = await running;
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ delivered: 60_000, pending: 0 });
    expect(await arrived(server)).toEqual(numbers(60_000));
  });

  it('goes on where it was killed itself', async () => {
    const { server, to } = await start('-ack-delay', '100ms');
    const { sandbox, write } = await uploadWorld();
    const path = await write('a.json', eventLines(0, 60_000));
    const first = sandbox.start(['upload', 'a.json', ...to]);
    await vi.waitUntil(async () => (await server.events()).length > 3000, { timeout: 30_000 });
    first.kill('SIGKILL');
    await first;
    expect((await sandbox.run(['upload', 'a.json', ...to])).exitCode).toBe(0);
    expect(await arrived(server)).toEqual(numbers((await readFile(path, 'utf8')).trimEnd().split('\n').length));
  });
});
