import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { batchOf, jsonLines } from '../../support/batch.js';
import { type Conduct, startPeer, type Peer } from '../../support/peers/peer.js';
import { startResettingPeer } from '../../support/peers/resetting.js';
import { startSilentPeer } from '../../support/peers/silent.js';
import { startStallingPeer } from '../../support/peers/stalling.js';
import { startWitness } from '../../support/peers/witness.js';
import { tempFolder } from '../../support/temp-folder.js';
import { batchOfBytes, sinkTo, until, whole } from './world.js';

const MEGABYTES = 24 * 1024 * 1024;

async function closing<P extends Peer>(starting: Promise<P>): Promise<P> {
  const peer = await starting;
  onTestFinished(() => peer.close());
  return peer;
}

/** A peer that reads everything, and answers a FIN with its own. */
const startReader = (folder?: string) =>
  closing(startPeer({ folder }, (socket): Conduct => ({ end: () => void socket.end() })));

async function contents(folder: string): Promise<string> {
  const files = (await readdir(folder)).sort().map((name) => readFile(join(folder, name), 'utf8'));
  return (await Promise.all(files)).join('');
}

describe('a window over TCP', () => {
  it('is delivered when the FIN of the peer follows ours', async () => {
    const folder = await tempFolder();
    const peer = await startReader(folder);
    const { sink } = sinkTo(peer.port);
    const batch = batchOf(['{"n":1}', '{"n":2}', '{"n":3}'], jsonLines);
    const window = await sink.begin();
    await window.write({ batch, from: 1, to: 3 });
    await window.write({ batch, from: 0, to: 1 });
    expect(await window.commit()).toEqual({ exceptions: [] });
    const [first = '', ...rest] = Buffer.from(batch.bytes).toString().trimEnd().split('\n');
    expect(await contents(folder)).toBe([...rest, first, ''].join('\n'));
    expect(sink.acknowledgement).toBe('read');
  });

  it('goes through whole, however large it is', async () => {
    const peer = await startReader();
    const { sink } = sinkTo(peer.port);
    const batch = batchOfBytes(MEGABYTES);
    const window = await sink.begin();
    await window.write(whole(batch));
    await window.commit();
    expect(peer.bytes).toBe(batch.bytes.length);
  });

  it.each<[string, (socket: Socket) => Conduct]>([
    ['at once', (socket) => (socket.write('220 ready\r\n'), { end: () => void socket.end() })],
    ['when it has read everything', (socket) => ({ end: () => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n') })],
    ['and breaks off', (socket) => ({ data: () => void socket.write('no', () => socket.resetAndDestroy()) })],
  ])('is not delivered by a peer that answers %s', async (_, conduct) => {
    const peer = await closing(startPeer({}, conduct));
    const { sink } = sinkTo(peer.port);
    const window = await sink.begin();
    const sent = window.write(whole(batchOfBytes(10))).then(() => window.commit());
    await expect(sent).rejects.toMatchObject({ fault: 'refusing', message: expect.stringContaining('answers') });
  });

  it('is delivered by a peer that answers where nothing is known of what it reads', async () => {
    const peer = await closing(startPeer({}, (socket) => ({ data: () => void socket.write('thanks') })));
    const { sink } = sinkTo(peer.port, { confirm: 'never' });
    const window = await sink.begin();
    await window.write(whole(batchOfBytes(10)));
    expect(await window.commit()).toEqual({ exceptions: [] });
  });

  it('is in doubt when the FIN of the peer comes before ours', async () => {
    const peer = await closing(startPeer({}, (socket) => ({ data: () => void socket.end() })));
    const { sink } = sinkTo(peer.port);
    const window = await sink.begin();
    await window.write(whole(batchOfBytes(10)));
    await until(() => peer.bytes > 0);
    await expect(window.commit()).rejects.toMatchObject({ fault: 'broken', lasting: false });
  });

  it('is in doubt after a reset, while it is written and while it waits', async () => {
    const peer = await closing(startResettingPeer({ after: 100_000 }));
    const { sink } = sinkTo(peer.port);
    const writing = await sink.begin();
    await expect(writing.write(whole(batchOfBytes(MEGABYTES)))).rejects.toMatchObject({ fault: 'broken' });
    const waiting = await sink.begin();
    await waiting.write(whole(batchOfBytes(100_000)));
    await expect(waiting.commit()).rejects.toMatchObject({ fault: 'broken' });
    await expect(waiting.write(whole(batchOfBytes(1)))).rejects.toMatchObject({ fault: 'broken' });
  });

  it('is in doubt when the peer is killed', async () => {
    const witness = await startWitness(join(await tempFolder(), 'witness'));
    onTestFinished(() => witness.stop());
    const { sink } = sinkTo(witness.port);
    const window = await sink.begin();
    await window.write(whole(batchOfBytes(10)));
    await witness.kill();
    await expect(window.commit()).rejects.toMatchObject({ fault: 'broken' });
    await expect(sink.begin()).rejects.toMatchObject({ fault: 'refused' });
    await witness.restart();
    const again = await sink.begin();
    await again.write(whole(batchOfBytes(10)));
    await expect(again.commit()).resolves.toEqual({ exceptions: [] });
  });

  it('holds its writer back while the peer does not read', async () => {
    const peer = await closing(startStallingPeer({ after: 0 }));
    const { sink } = sinkTo(peer.port);
    const window = await sink.begin();
    let written = false;
    const writing = window.write(whole(batchOfBytes(MEGABYTES))).then(() => (written = true));
    await peer.stalled;
    // Another connection comes and goes: what had been read would have been read by then.
    await sink.probe();
    expect(written).toBe(false);
    peer.goOn();
    await writing;
    await window.commit();
  });

  it('is not waited for where the peer never closes', async () => {
    const peer = await closing(startSilentPeer());
    const { sink } = sinkTo(peer.port, { confirm: 'never' });
    const window = await sink.begin();
    await window.write(whole(batchOfBytes(100_000)));
    expect(await window.commit()).toEqual({ exceptions: [] });
    expect(sink.acknowledgement).toBe('none');
    await until(() => peer.ended === 1);
    expect(peer.bytes).toBeGreaterThan(100_000);
  });
});

describe('a peer that stalls', () => {
  it('is told of once, looked at by a second connection, and waited for', async () => {
    const peer = await closing(startStallingPeer({ after: 0 }));
    const { sink, clock, notices } = sinkTo(peer.port);
    const window = await sink.begin();
    await window.write(whole(batchOfBytes(10)));
    const committed = window.commit();
    // What was written is seen as progress once.
    clock.advance(1000);
    clock.advance(9000);
    expect(notices).toEqual([]);
    clock.advance(1000);
    expect(notices).toEqual([{ kind: 'stalled', target: sink.target, seconds: 10 }]);
    clock.advance(19_000);
    expect(peer.connections).toBe(1);
    clock.advance(1000);
    await until(() => peer.connections === 2 && clock.waiting > 0);
    for (const connections of [3, 4, 5, 6]) {
      clock.advance(30_000);
      await until(() => peer.connections === connections && clock.waiting > 0);
    }
    expect(notices).toHaveLength(1);
    peer.goOn();
    await committed;
    await until(() => notices.length === 2);
    expect(notices[1]).toEqual({ kind: 'resumed', target: sink.target, seconds: 150 });
    expect(clock.waiting).toBe(0);
  });

  it('is dead when it can no longer be reached either', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket.pause()));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
    const { sink, clock, notices } = sinkTo((server.address() as AddressInfo).port);
    const window = await sink.begin();
    await window.write(whole(batchOfBytes(10)));
    await until(() => sockets.length === 1);
    // It listens no more, and keeps the connection.
    server.close();
    let over = false;
    const failure = window.commit().catch((error: unknown) => {
      over = true;
      return error;
    });
    const started = clock.now();
    while (!over) {
      clock.advance(1000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await failure).toMatchObject({ fault: 'broken', message: expect.stringContaining('no longer be reached') });
    expect(clock.now() - started).toBeGreaterThanOrEqual(90_000);
    expect(notices.map(({ kind }) => kind)).toEqual(['stalled']);
  });
});

describe('the end of a sink', () => {
  it('gives up open windows', async () => {
    const peer = await closing(startSilentPeer());
    const { sink, clock } = sinkTo(peer.port);
    const window = await sink.begin();
    await window.write(whole(batchOfBytes(10)));
    const failure = window.commit().catch((error: unknown) => error);
    await sink.close();
    expect(await failure).toMatchObject({ fault: 'broken' });
    expect(clock.waiting).toBe(0);
  });

  it('ends a try to connect, and keeps others from beginning', async () => {
    const peer = await startReader();
    const { sink } = sinkTo(peer.port);
    const failure = sink.begin().catch((error: unknown) => error);
    await sink.close();
    expect(await failure).toMatchObject({ fault: 'broken', message: expect.stringContaining('closed') });
    await expect(sink.begin()).rejects.toThrow('closed');
  });
});
