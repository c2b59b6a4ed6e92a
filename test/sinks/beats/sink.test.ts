import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import type { Batch } from '../../../src/model/batch.js';
import type { SinkNotice } from '../../../src/model/sink.js';
import { encodeWindow, windowBytes } from '../../../src/sinks/beats/frames.js';
import { BeatsSink, type BeatsSinkOptions } from '../../../src/sinks/beats/sink.js';
import { batchOf, jsonLines } from '../../support/batch.js';
import { ManualClock } from '../../support/manual-clock.js';
import { startPeer } from '../../support/peers/peer.js';
import { tempFolder } from '../../support/temp-folder.js';
import { until, whole } from '../logstash/world.js';

const BATCH = batchOf(['{"seq":0}', '{"seq":1}', '{"seq":2}'], jsonLines);
const SIZE = 6 + BATCH.bytes.length + 3 * 9;
const ack = (number: number) => Buffer.from([0x32, 0x41, 0, 0, 0, number]);

/** A sink, and a peer that says what the test tells it to. */
async function world(options: Partial<BeatsSinkOptions> = {}, folder?: string) {
  const sockets: Socket[] = [];
  const peer = await startPeer({ folder }, (socket) => {
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
    concurrency: 2,
    compression: 0,
    ...options,
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
    /** Resolves when what the peer said before has come in: a probe comes and goes behind it. */
    heard: () => sink.probe(),
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

test('what was acknowledged before a connection broke is known', async () => {
  const { sink, say, cut, read, heard } = await world();
  const window = await sink.begin();
  await window.write(whole(BATCH));
  await window.write(whole(BATCH));
  await window.write(whole(BATCH));
  await read(3 * SIZE);
  say(Buffer.concat([ack(3), ack(1), ack(0), ack(2)]));
  await heard();
  cut();
  await expect(window.commit()).rejects.toMatchObject({ fault: 'broken', acknowledged: 5 });
});

test('a connection counts anew for each of its windows', async () => {
  const { sink, say, cut, read, heard } = await world();
  const first = await sink.begin();
  await first.write(whole(BATCH));
  await read(SIZE);
  say(ack(3));
  await first.commit();
  const second = await sink.begin();
  await second.write(whole(BATCH));
  await read(2 * SIZE);
  say(ack(1));
  await heard();
  cut();
  await expect(second.commit()).rejects.toMatchObject({ acknowledged: 1 });
});

test('a peer that acknowledges everything and hangs up has taken it', async () => {
  const { sink, read, say, cut, heard } = await world();
  const window = await sink.begin();
  await window.write(whole(BATCH));
  await read(SIZE);
  say(ack(3));
  cut();
  await heard();
  expect(await window.commit()).toEqual({ exceptions: [] });
});

test('windows grow while they are acknowledged quickly, and shrink when they break', async () => {
  const { sink, read, say, cut } = await world({ batchSize: 3 });
  const send = async () => {
    const window = await sink.begin();
    await window.write(whole(BATCH));
    return window;
  };
  const first = await send();
  await read(SIZE);
  say(ack(3));
  await first.commit();
  expect(sink.limits.events).toBe(6);
  const second = await send();
  await read(2 * SIZE);
  cut();
  await expect(second.commit()).rejects.toMatchObject({ fault: 'broken' });
  expect(sink.limits.events).toBe(3);
});

test('compressed windows hold the same frames, in the order in which they were sent', async () => {
  const folder = await tempFolder();
  const { sink, say } = await world({ compression: 1 }, folder);
  const window = await sink.begin();
  // Compressing the first takes longer than compressing the others.
  const large = batchOf([JSON.stringify({ message: randomBytes(600_000).toString('hex') })], jsonLines);
  for (const batch of [large, BATCH, BATCH]) await window.write(whole(batch));
  const [name = ''] = await readdir(folder);
  const windows = async () => unpacked(await readFile(join(folder, name)));
  while ((await windows()).length < 3) await new Promise((resolve) => setImmediate(resolve));
  say(Buffer.concat([ack(1), ack(3), ack(3)]));
  expect(await window.commit()).toEqual({ exceptions: [] });
  const encode = (batch: Batch) => encodeWindow(whole(batch), Buffer.alloc(windowBytes(whole(batch))));
  const expected = [large, BATCH, BATCH].map(encode).map((frames) => frames.toString('latin1'));
  expect((await windows()).map((frames) => frames.toString('latin1'))).toEqual(expected);
});

/** The windows that are there as a whole, as if they had not been compressed. */
function unpacked(bytes: Buffer): Buffer[] {
  const windows: Buffer[] = [];
  for (let at = 0; at + 12 <= bytes.length;) {
    expect(bytes.subarray(at, at + 2).toString() + bytes.subarray(at + 6, at + 8).toString()).toBe('2W2C');
    const length = bytes.readUInt32BE(at + 8);
    expect(length).toBeGreaterThan(0);
    if (at + 12 + length > bytes.length) break;
    const frames = inflateSync(bytes.subarray(at + 12, at + 12 + length));
    windows.push(Buffer.concat([bytes.subarray(at, at + 6), frames]));
    at += 12 + length;
  }
  return windows;
}

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
