import type { Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { SinkNotice } from '../../../src/model/sink.js';
import { BeatsSink } from '../../../src/sinks/beats/sink.js';
import { batchOf, jsonLines } from '../../support/batch.js';
import { ManualClock } from '../../support/manual-clock.js';
import { startPeer } from '../../support/peers/peer.js';
import { until, whole } from '../logstash/world.js';

const BATCH = batchOf(['{"seq":0}', '{"seq":1}', '{"seq":2}'], jsonLines);
const SIZE = 6 + BATCH.bytes.length + 3 * 9;
const ack = (number: number) => Buffer.from([0x32, 0x41, 0, 0, 0, number]);

/** A sink, and a peer that says what the test tells it to. */
async function world() {
  const sockets: Socket[] = [];
  const peer = await startPeer({}, (socket) => {
    sockets.push(socket);
    return {};
  });
  onTestFinished(() => peer.close());
  const clock = new ManualClock();
  const notices: SinkNotice[] = [];
  const sink = new BeatsSink({
    host: '127.0.0.1',
    port: peer.port,
    timeout: 5000,
    batchSize: 100,
    clock,
    onNotice: (notice) => notices.push(notice),
  });
  onTestFinished(() => sink.close());
  return {
    sink,
    peer,
    clock,
    notices,
    say: (bytes: Uint8Array, connection = 0) => void sockets[connection]!.write(bytes),
    cut: (connection = 0) => void sockets[connection]!.destroy(),
    read: (bytes: number) => until(() => peer.bytes >= bytes),
  };
}

test('a window is delivered when its last event is acknowledged, and no earlier', async () => {
  const { sink, say, read } = await world();
  const window = await sink.begin();
  await window.write(whole(BATCH));
  await read(SIZE);
  let over = false;
  const committed = window.commit().finally(() => (over = true));
  for (const number of [0, 1, 0, 2]) say(ack(number));
  const second = await sink.begin();
  await second.write(whole(BATCH));
  await read(2 * SIZE);
  say(ack(3), 1);
  await second.commit();
  expect(over).toBe(false);
  say(ack(3));
  expect(await committed).toEqual({ exceptions: [] });
});

test('parcels of a window are acknowledged one after the other', async () => {
  const { sink, say, read } = await world();
  const window = await sink.begin();
  await window.write({ batch: BATCH, from: 0, to: 2 });
  await window.write({ batch: BATCH, from: 2, to: 3 });
  await read(SIZE);
  say(Buffer.concat([ack(2), ack(1)]));
  expect(await window.commit()).toEqual({ exceptions: [] });
});

test('the next window goes by the same connection', async () => {
  const { sink, peer, say, read } = await world();
  for (const times of [1, 2, 3]) {
    const window = await sink.begin();
    await window.write(whole(BATCH));
    await read(times * SIZE);
    say(ack(3));
    await window.commit();
  }
  expect(peer.connections).toBe(1);
});

test('a connection that the peer has closed meanwhile is not used again', async () => {
  const { sink, peer, say, cut, read } = await world();
  const window = await sink.begin();
  await window.write(whole(BATCH));
  await read(SIZE);
  say(ack(3));
  await window.commit();
  cut();
  const answered = until(() => peer.connections === 2 && peer.bytes === 2 * SIZE).then(() => say(ack(3), 1));
  const again = async () => {
    const next = await sink.begin();
    await next.write(whole(BATCH));
    return next.commit();
  };
  // Whether the end was seen before the window began is up to the system.
  expect(await again().catch(again)).toEqual({ exceptions: [] });
  await answered;
});

test.each([
  ['a connection that breaks', undefined, /broke|closed/],
  ['an ack for what was not sent', ack(4), /event 4, which was not sent/],
  ['another protocol', Buffer.from('HTTP/1.1 400 Bad Request'), /does not answer as a Beats input does/],
])('%s leaves the window in doubt', async (_, answer, message) => {
  const { sink, say, cut, read } = await world();
  const window = await sink.begin();
  await window.write(whole(BATCH));
  await read(SIZE);
  const committed = window.commit();
  if (answer) say(answer);
  else cut();
  await expect(committed).rejects.toMatchObject({ fault: 'broken', message: expect.stringMatching(message) });
});

test('a stall is told, and a sign of life ends it', async () => {
  const { sink, say, read, clock, notices } = await world();
  const window = await sink.begin();
  await window.write(whole(BATCH));
  await read(SIZE);
  const committed = window.commit();
  // The first second may still see the bytes leave.
  for (let second = 0; second < 12; second++) clock.advance(1000);
  expect(notices).toMatchObject([{ kind: 'stalled' }]);
  say(ack(3));
  await committed;
  expect(notices).toMatchObject([{ kind: 'stalled' }, { kind: 'resumed' }]);
});

test('its probe sends nothing', async () => {
  const { sink, peer } = await world();
  const steps: string[] = [];
  await sink.probe(({ name }) => steps.push(name));
  expect(steps).toEqual(['resolve', 'connect']);
  expect(peer.bytes).toBe(0);
});
