import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startElasticsearchStandIn } from '../support/elasticsearch-stand-in.js';
import { eventLines, uploadWorld } from './upload-world.js';

/** Bound, and hearing what comes; or closed at once, so that nobody listens on its port. */
async function udpPort(listening: boolean): Promise<{ flags: string[]; events: { seq: number }[] }> {
  const events: { seq: number }[] = [];
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
  socket.on('message', (datagram) => events.push(JSON.parse(datagram.toString()) as { seq: number }));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  const close = () => new Promise<void>((resolve) => void socket.close(resolve));
  if (listening) onTestFinished(close);
  else await close();
  return { flags: ['--protocol', 'udp', '--host', '127.0.0.1', '--port', String(port)], events };
}

it('ships by datagrams, and says that nobody acknowledged them', async () => {
  const { flags, events } = await udpPort(true);
  const { sandbox, write } = await uploadWorld();
  await write('a.json', eventLines(0, 50));
  const { exitCode, stdout } = await sandbox.run(['upload', 'a.json', ...flags]);
  expect(exitCode).toBe(0);
  await vi.waitUntil(() => events.length >= 50);
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, seq) => seq));
  expect(stdout).toContain('(sent, not acknowledged)');
  expect(stdout).toContain('UDP has no acknowledgement');
});

it('falls back where the host says that nobody listens', async () => {
  const { flags } = await udpPort(false);
  const { sandbox, write } = await uploadWorld();
  await write('a.json', eventLines(0, 50));
  const { url, documents } = await startElasticsearchStandIn();
  const roads = [...flags, '--elasticsearch', url, '--max-retries', '1', '--retry-delay', '0'];
  const { exitCode, stdout } = await sandbox.run(['upload', 'a.json', '--json', ...roads]);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ delivered: 50, target: url, fellBack: true, acknowledgement: 'indexed' });
  expect(documents.size).toBe(50);
});

it('keeps everything pending where there is no fallback', async () => {
  const { flags } = await udpPort(false);
  const { sandbox, write } = await uploadWorld();
  await write('a.json', eventLines(0, 50));
  const run = ['upload', 'a.json', '--json', ...flags, '--max-retries', '1', '--retry-delay', '0'];
  const { exitCode, stdout, stderr } = await sandbox.run(run);
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ delivered: 0, pending: 50 });
  expect(stderr).toContain('nothing listens there');
});

it('keeps an event that fits no datagram', async () => {
  const { flags, events } = await udpPort(true);
  const { sandbox, write } = await uploadWorld();
  await write('a.ndjson', `${eventLines(0, 1)}{"message":"${'x'.repeat(70_000)}"}\n${eventLines(2, 3)}`);
  const { exitCode, stdout, stderr } = await sandbox.run(['upload', 'a.ndjson', '--json', ...flags]);
  expect(exitCode).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ delivered: 2, rejected: 1, pending: 0 });
  expect(stderr).toContain('a datagram holds 65507');
  await vi.waitUntil(() => events.length >= 2);
  expect(events.map(({ seq }) => seq)).toEqual([0, 2]);
});

it('test-message shows each step', async () => {
  const { flags, events } = await udpPort(true);
  const { sandbox } = await uploadWorld();
  const { exitCode, stdout } = await sandbox.run(['test-message', 'hello', ...flags]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('127.0.0.1');
  expect(stdout).toContain('sent, not acknowledged');
  await vi.waitUntil(() => events.length >= 1);
  expect(events).toMatchObject([{ message: 'hello' }]);
});
