import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { dial, ending, sendWindow } from '../tcp-client.js';
import { tempFolder } from '../temp-folder.js';
import type { Peer } from './peer.js';
import { startRelay } from './relay.js';
import { startResettingPeer } from './resetting.js';
import { startSilentPeer } from './silent.js';
import { startStallingPeer } from './stalling.js';
import { startWitness } from './witness.js';

const MEGABYTES = Buffer.alloc(24 * 1024 * 1024, '0123456789\n');

/** Closes a peer when the running test ends. */
async function closing<P extends Peer>(starting: Promise<P>): Promise<P> {
  const peer = await starting;
  onTestFinished(() => peer.close());
  return peer;
}

async function contents(folder: string): Promise<string[]> {
  return Promise.all((await readdir(folder)).sort().map((name) => readFile(join(folder, name), 'latin1')));
}

describe('the witness', () => {
  const start = async (folder: string) => {
    const witness = await startWitness(folder);
    onTestFinished(() => witness.stop());
    return witness;
  };

  it('writes all it reads before it answers', async () => {
    const folder = join(await tempFolder(), 'witness');
    const { port } = await start(folder);
    expect(await sendWindow(port, MEGABYTES)).toBe('confirmed');
    expect(await contents(folder)).toEqual([MEGABYTES.toString('latin1')]);
  });

  it('can be killed and comes back on the same port, and keeps what it had read', async () => {
    const folder = await tempFolder();
    const witness = await start(folder);
    const { port, pid } = witness;
    const socket = await dial(port);
    const answer = ending(socket);
    socket.write('{"n":1}\n{"torn":');
    while ((await contents(folder)).join('') !== '{"n":1}\n{"torn":') await new Promise(setImmediate);
    await witness.kill();
    expect(await answer).toBe('in doubt');
    await expect(dial(port)).rejects.toThrow('ECONNREFUSED');
    await witness.restart();
    expect(witness.pid).not.toBe(pid);
    expect(await sendWindow(port, '{"n":1}\n{"n":2}\n')).toBe('confirmed');
    expect((await contents(folder)).sort()).toEqual(['{"n":1}\n{"n":2}\n', '{"n":1}\n{"torn":']);
  });
});

describe('the stalling peer', () => {
  it('stops reading, and goes on when it is told to', async () => {
    const peer = await closing(startStallingPeer({ after: 100_000 }));
    const answer = sendWindow(peer.port, MEGABYTES);
    await peer.stalled;
    expect(peer.bytes).toBeGreaterThanOrEqual(100_000);
    expect(peer.bytes).toBeLessThan(1024 * 1024);
    peer.goOn();
    expect(await answer).toBe('confirmed');
    expect(peer.bytes).toBe(MEGABYTES.length);
  });

  it('can stall before the first byte, on every connection', async () => {
    const peer = await closing(startStallingPeer({ after: 0 }));
    const answers = [sendWindow(peer.port, 'a'), sendWindow(peer.port, 'b')];
    while (peer.connections < 2) await new Promise(setImmediate);
    expect(peer.bytes).toBe(0);
    peer.goOn();
    expect(await Promise.all(answers)).toEqual(['confirmed', 'confirmed']);
  });
});

describe('the resetting peer', () => {
  it('resets after so many bytes', async () => {
    const peer = await closing(startResettingPeer({ after: 1000 }));
    expect(await sendWindow(peer.port, 'x'.repeat(999))).toBe('confirmed');
    expect(await sendWindow(peer.port, 'x'.repeat(1000))).toBe('in doubt');
    expect(peer.resets).toBe(1);
  });

  it('resets when it sees its poison, also in pieces', async () => {
    const folder = await tempFolder();
    const peer = await closing(startResettingPeer({ poison: 'POISON', folder }));
    expect(await sendWindow(peer.port, 'POIS ON POISO')).toBe('confirmed');
    const socket = await dial(peer.port);
    const answer = ending(socket);
    socket.write('POI');
    while (peer.bytes < 16) await new Promise(setImmediate);
    socket.write('SON');
    expect(await answer).toBe('in doubt');
    expect(await contents(folder)).toEqual(['POIS ON POISO', 'POISON']);
  });

  it('gives in after some times', async () => {
    const peer = await closing(startResettingPeer({ after: 1, times: 2 }));
    const answers = [];
    for (let n = 0; n < 3; n++) answers.push(await sendWindow(peer.port, 'x'));
    expect(answers).toEqual(['in doubt', 'in doubt', 'confirmed']);
  });
});

describe('the silent peer', () => {
  it('reads everything and never answers', async () => {
    const peer = await closing(startSilentPeer());
    const socket = await dial(peer.port);
    let answered = false;
    socket.once('end', () => (answered = true));
    socket.end(MEGABYTES);
    while (peer.ended === 0) await new Promise(setImmediate);
    // What had been answered would be here before a connection that is made only now.
    (await dial(peer.port)).destroy();
    expect(answered).toBe(false);
    expect(peer.bytes).toBe(MEGABYTES.length);
    socket.destroy();
  });
});

describe('the relay', () => {
  it('passes on all it is given', async () => {
    const folder = await tempFolder();
    const witness = await startWitness(folder);
    onTestFinished(() => witness.stop());
    const relay = await closing(startRelay(witness.port));
    expect(await sendWindow(relay.port, MEGABYTES)).toBe('confirmed');
    while ((await contents(folder)).join('').length < MEGABYTES.length) await new Promise(setImmediate);
    expect((await contents(folder)).join('')).toBe(MEGABYTES.toString('latin1'));
  });

  it('answers for itself, so that what it holds is lost with the peer behind it', async () => {
    const behind = await closing(startStallingPeer({ after: 100_000 }));
    const relay = await closing(startRelay(behind.port));
    expect(await sendWindow(relay.port, MEGABYTES)).toBe('confirmed');
    await behind.stalled;
    await behind.close();
    expect(relay.bytes).toBe(MEGABYTES.length);
    expect(behind.bytes).toBeLessThan(MEGABYTES.length);
  });

  it('lets a sender that still sends know that the way is broken', async () => {
    const gone = await startSilentPeer();
    await gone.close();
    const relay = await closing(startRelay(gone.port));
    const socket = await dial(relay.port);
    const answer = ending(socket);
    socket.write('x');
    expect(await answer).toBe('in doubt');
  });
});
