import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nowhere, type Store } from '../../src/receive/store.js';
import { createTcpWay } from '../../src/receive/tcp.js';
import { dial, ending, sendWindow } from '../support/tcp-client.js';
import { contextOn } from './world.js';

/** A server on a store of the test's own. */
async function listen(store: Store, maxLineBytes = 1000) {
  const { context, tally, troubles } = contextOn(store, { maxLineBytes });
  const tcp = createTcpWay(context);
  tcp.server.listen(0, '127.0.0.1');
  await once(tcp.server, 'listening');
  onTestFinished(() => tcp.close());
  return { port: (tcp.server.address() as AddressInfo).port, tcp, tally, troubles };
}

describe('the FIN of the receiver', () => {
  it('waits until everything is settled', async () => {
    const order: string[] = [];
    let settled = () => {};
    const safe = new Promise<void>((resolve) => (settled = resolve));
    let asked = () => {};
    const settling = new Promise<void>((resolve) => (asked = resolve));
    const { port } = await listen({
      ...nowhere,
      keep: (_file, lines) => order.push(`keep ${lines.length}`),
      settle: () => {
        order.push('settle');
        asked();
        return safe;
      },
    });
    const answer = sendWindow(port, '{"n":1}\n{"n":2}').then((word) => order.push(word));
    await settling;
    order.push('safe');
    settled();
    await answer;
    expect(order).toEqual(['keep 8', 'keep 8', 'settle', 'safe', 'confirmed']);
  });

  it('is never sent for what could not be stored', async () => {
    const { port, tally, troubles } = await listen({
      ...nowhere,
      keep: () => {
        throw new Error('ENOSPC: no space left on device');
      },
    });
    expect(await sendWindow(port, '{"n":1}\n')).toBe('in doubt');
    expect(troubles).toEqual([expect.stringContaining('ENOSPC: no space left on device')]);
    expect(tally.snapshot()).toMatchObject({ received: 0, resets: 1 });
  });

  it('is never sent for what could not be made safe', async () => {
    const { port } = await listen({ ...nowhere, settle: () => Promise.reject(new Error('EIO')) });
    expect(await sendWindow(port, '{"n":1}\n')).toBe('in doubt');
  });

  it('is never sent to a client that speaks TLS where there is none, and which is told of', async () => {
    const { port, tally, troubles } = await listen(nowhere);
    expect(await sendWindow(port, '\u0016\u0003\u0001\u0002\n')).toBe('in doubt');
    expect(troubles).toEqual([
      expect.stringMatching(/^a client spoke TLS, and here is none \(logship receive --tls\); /),
    ]);
    expect(tally.snapshot()).toMatchObject({ received: 0, resets: 1 });
  });

  it('is never sent for a line that is too long', async () => {
    const { port, tally, troubles } = await listen(nowhere, 1000);
    expect(await sendWindow(port, `{"n":1}\n{"long":"${'x'.repeat(2000)}`)).toBe('in doubt');
    expect(troubles).toEqual([expect.stringContaining('more than 1000 bytes')]);
    expect(tally.snapshot().received).toBe(1);
  });
});

describe('a connection', () => {
  it('is not read while the store is full', async () => {
    let full = true;
    let makeRoom = () => {};
    const room = new Promise<void>((resolve) => (makeRoom = resolve));
    let kept = 0;
    const store: Store = {
      ...nowhere,
      get full() {
        return full;
      },
      room: () => room,
      keep: (_file, lines) => (kept += lines.length),
    };
    const { port } = await listen(store);
    const content = `{"pad":"${'x'.repeat(500)}"}\n`.repeat(40_000);
    const socket = await dial(port);
    const answer = ending(socket);
    expect(socket.write(content)).toBe(false);
    // A connection made later has been served: the first one had its turn, and stands still.
    expect(await settledAfter(port, () => kept)).toBeLessThan(1024 * 1024);
    full = false;
    makeRoom();
    socket.end();
    expect(await answer).toBe('confirmed');
    expect(kept).toBe(content.length);
  });

  it('that still sends is cut without an answer when the receiver closes', async () => {
    const { port, tcp, tally } = await listen(nowhere);
    const socket = await dial(port);
    const answer = ending(socket);
    socket.write('{"n":1}\n{"torn":');
    while (tally.snapshot().received === 0) await new Promise(setImmediate);
    await tcp.close();
    expect(await answer).toBe('in doubt');
    expect(tally.snapshot()).toMatchObject({ received: 1, open: 0 });
  });

  it('keeps whole lines, and nothing more, when its sender resets it', async () => {
    const kept: string[] = [];
    const { port, tally } = await listen({
      ...nowhere,
      keep: (_file, lines) => kept.push(Buffer.from(lines).toString()),
    });
    const socket = await dial(port);
    socket.write('{"n":1}\n{"n":2}\n{"torn":');
    while (tally.snapshot().received < 2) await new Promise(setImmediate);
    socket.resetAndDestroy();
    while (tally.snapshot().open > 0) await new Promise(setImmediate);
    expect(kept.join('')).toBe('{"n":1}\n{"n":2}\n');
    expect(tally.snapshot()).toMatchObject({ received: 2, resets: 1 });
  });
});

/** What `read` says once it has stayed the same over many turns of the event loop with traffic in them. */
async function settledAfter(port: number, read: () => number): Promise<number> {
  let last = -1;
  for (let same = 0; same < 20; same++) {
    (await dial(port)).destroy();
    if (read() !== last) same = 0;
    last = read();
  }
  return last;
}
