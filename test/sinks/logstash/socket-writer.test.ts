import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, open, openSync, readSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { connectTcp } from '../../../src/sinks/logstash/connect.js';
import { descriptorOf, SocketWriter } from '../../../src/sinks/logstash/socket-writer.js';
import { type Conduct, type Peer, startPeer } from '../../support/peers/peer.js';
import { startStallingPeer } from '../../support/peers/stalling.js';
import { tempFolder } from '../../support/temp-folder.js';
import { until } from './world.js';

const MEGABYTE = 1024 * 1024;
const THREADS = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4);

async function writerTo<P extends Peer>(starting: Promise<P>) {
  const peer = await starting;
  onTestFinished(() => peer.close());
  const { signal } = new AbortController();
  const address = { protocol: 'tcp', host: '127.0.0.1', port: peer.port, timeout: 5000 } as const;
  const socket = await connectTcp(address, signal, { deaf: true });
  onTestFinished(() => void socket.destroy());
  const errors: Error[] = [];
  socket.on('error', (error) => errors.push(error)).resume();
  const descriptor = descriptorOf(socket)!;
  return { peer, socket, errors, descriptor, writer: new SocketWriter(socket, descriptor) };
}

/** A peer that keeps what it reads. */
function startKeeper(kept: Buffer[]): Promise<Peer> {
  return startPeer({}, (): Conduct => ({ data: (chunk) => void kept.push(chunk) }));
}

/** Keeps all threads of the pool waiting until it is called. */
async function occupyThreads(): Promise<() => Promise<void>> {
  const pipe = join(await tempFolder(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  // Whoever opens a pipe for reading waits for a writer.
  const waiting = Promise.all(Array.from({ length: THREADS }, () => promisify(open)(pipe, 'r')));
  return async () => {
    const writing = openSync(pipe, 'w');
    for (const reading of await waiting) closeSync(reading);
    closeSync(writing);
  };
}

/** Several rounds of the event loop, each of which looks at sockets. */
async function rounds(): Promise<void> {
  for (let round = 0; round < 20; round++) await new Promise((resolve) => setTimeout(resolve, 1));
}

it('brings pieces of all sizes in order, large ones by a thread', async () => {
  const kept: Buffer[] = [];
  const { peer, socket, writer } = await writerTo(startKeeper(kept));
  const pieces = [3, MEGABYTE, 70_000, 5, 100, MEGABYTE, 65_536, 65_535, 3 * MEGABYTE, 1].map((size) =>
    randomBytes(size),
  );
  const whole = Buffer.concat(pieces);
  for (const piece of pieces) {
    await until(() => writer.isReady);
    writer.write(piece, () => {});
  }
  await until(() => peer.bytes === whole.length);
  expect(Buffer.concat(kept).equals(whole)).toBe(true);
  expect(writer.taken).toBe(whole.length);
  expect(socket.bytesWritten).toBeLessThan(whole.length / 2);
});

it('waits with what the system has no room for', async () => {
  const { peer, writer, socket } = await writerTo(startStallingPeer({ after: 0 }));
  let taken = false;
  writer.write(randomBytes(24 * MEGABYTE), () => (taken = true));
  await until(() => socket.writableLength > 0);
  expect(taken).toBe(false);
  expect(writer.isReady).toBe(false);
  const before = writer.taken;
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(24 * MEGABYTE);
  peer.goOn();
  await until(() => taken);
  expect(writer.taken).toBe(24 * MEGABYTE);
  await until(() => peer.bytes === 24 * MEGABYTE);
});

it('does not let a thread overtake what waits in Node', async () => {
  const kept: Buffer[] = [];
  const accepted: Socket[] = [];
  const starting = startPeer({}, (socket) => {
    accepted.push(socket.pause());
    return { data: (chunk) => void kept.push(chunk) };
  });
  const { writer, socket } = await writerTo(starting);
  const pieces: Buffer[] = [];
  const send = (size: number) => {
    const piece = randomBytes(size);
    pieces.push(piece);
    writer.write(piece, () => {});
  };
  while (socket.writableLength === 0) {
    send(5000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(writer.isReady).toBe(true);
  // The system has room again before Node can know, and a thread has time to use it.
  const early = accepted[0]!.readableLength;
  const read = Buffer.alloc(MEGABYTE);
  const behind = readSync(descriptorOf(accepted[0]!)!, read);
  send(MEGABYTE);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  accepted[0]!.resume();
  const whole = Buffer.concat(pieces);
  const arrived = () => kept.reduce((sum, { length }) => sum + length, behind);
  await until(() => arrived() === whole.length);
  const others = Buffer.concat(kept);
  const all = Buffer.concat([others.subarray(0, early), read.subarray(0, behind), others.subarray(early)]);
  expect(all.equals(whole)).toBe(true);
});

/** A writer whose piece waits for a thread, on a connection that the peer has reset meanwhile. */
async function waitingOnReset() {
  const accepted: Socket[] = [];
  const starting = startPeer({}, (socket) => {
    accepted.push(socket);
    return {};
  });
  const { writer, socket, descriptor, errors } = await writerTo(starting);
  await until(() => accepted.length > 0);
  const release = await occupyThreads();
  writer.write(randomBytes(MEGABYTE), () => {});
  accepted[0]!.resetAndDestroy();
  await rounds();
  const isOpen = () => !socket.destroyed && fstatSync(descriptor).isSocket();
  return { writer, socket, errors, release, isOpen };
}

it('leaves the socket open as long as a thread may write to it, whoever wants it closed', async () => {
  const { writer, socket, errors, release, isOpen } = await waitingOnReset();
  expect(isOpen()).toBe(true);
  writer.destroy();
  await rounds();
  expect(isOpen()).toBe(true);
  await release();
  await until(() => socket.closed);
  expect(errors).toEqual([]);
});

it('breaks with its socket where the peer resets the connection', async () => {
  const { socket, errors, release } = await waitingOnReset();
  await release();
  await until(() => socket.closed);
  expect(errors).toMatchObject([{ code: expect.stringMatching(/^(?:ECONNRESET|EPIPE)$/) }]);
});
