import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { deflateSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createBeatsWay } from '../../../src/receive/beats/server.js';
import type { ReceiveContext } from '../../../src/receive/context.js';
import { HeldBytes } from '../../../src/receive/held-bytes.js';
import type { Store } from '../../../src/receive/store.js';
import {
  ackFrame,
  compressedFrame,
  dataFrame,
  jsonFrame,
  windowFrame,
  windowOf,
} from '../../support/lumberjack-frames.js';
import { ManualClock } from '../../support/manual-clock.js';
import { contextOn } from '../world.js';

/** A server, and what it has kept. */
async function listen(store: Partial<Store> = {}, given: Partial<ReceiveContext> = {}) {
  const kept: string[] = [];
  const keep = (_file: string, lines: Uint8Array) =>
    void kept.push(...Buffer.from(lines).toString().split('\n').slice(0, -1));
  const { context, tally, troubles } = contextOn(Object.assign(store, { keep: store.keep ?? keep }), given);
  const way = createBeatsWay(context);
  way.server.listen(0, '127.0.0.1');
  await once(way.server, 'listening');
  onTestFinished(() => way.close());
  return { port: (way.server.address() as AddressInfo).port, way, kept, tally, troubles };
}

/** A sender: what it hears, and how it ends. */
async function dial(port: number) {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  onTestFinished(() => void socket.destroy());
  let heard = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => (heard = Buffer.concat([heard, chunk])));
  const over = new Promise<string>((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code!));
    socket.once('close', () => resolve('closed'));
  });
  return {
    send: (...frames: readonly Uint8Array[]) => void socket.write(Buffer.concat(frames)),
    socket,
    over,
    /** Resolves when so many acks have come, with all of them. */
    async hears(acks: number): Promise<string> {
      while (heard.length < acks * 6) await new Promise(setImmediate);
      return heard.toString('latin1');
    },
  };
}

const acks = (...numbers: number[]) => Buffer.concat(numbers.map((number) => ackFrame(number))).toString('latin1');

describe('a window', () => {
  test('is acknowledged by the number of its last event, one after the other', async () => {
    const { port, kept, tally } = await listen();
    const sender = await dial(port);
    sender.send(windowOf('{"n":1}', '{"n":2}'), windowOf('{"n":3}'), windowFrame(0));
    expect(await sender.hears(2)).toBe(acks(2, 1));
    expect(kept).toEqual(['{"n":1}', '{"n":2}', '{"n":3}']);
    sender.socket.end();
    expect(await sender.over).toBe('closed');
    while (tally.snapshot().open > 0) await new Promise(setImmediate);
    expect(tally.snapshot()).toMatchObject({ received: 3, windows: 2, connections: 1, resets: 0 });
  });

  test('may come compressed, as a whole or in parts', async () => {
    const { port, kept } = await listen();
    const sender = await dial(port);
    const [a, b, c, d] = [1, 2, 3, 4].map((n) => jsonFrame(n, `{"n":${n}}`)) as [Buffer, Buffer, Buffer, Buffer];
    sender.send(windowFrame(4), compressedFrame(a, b), c, compressedFrame(d));
    expect(await sender.hears(1)).toBe(acks(4));
    expect(kept).toEqual(['{"n":1}', '{"n":2}', '{"n":3}', '{"n":4}']);
  });

  test('of version 1 is answered in version 1, with numbers as the sender counts', async () => {
    const { port, kept } = await listen();
    const sender = await dial(port);
    sender.send(windowFrame(2, '1'), dataFrame(41, { line: 'a' }), dataFrame(42, { line: 'b' }));
    expect(await sender.hears(1)).toBe(ackFrame(42, '1').toString('latin1'));
    expect(kept).toEqual(['{"line":"a"}', '{"line":"b"}']);
  });

  test('keeps an event of several lines as one', async () => {
    const { port, kept } = await listen();
    const sender = await dial(port);
    sender.send(windowOf('{\n"n": 1\n}'));
    await sender.hears(1);
    expect(kept).toEqual(['{ "n": 1 }']);
  });

  test('is acknowledged when it is safe and no earlier, with signs of life until then', async () => {
    let settled = () => {};
    const safe = new Promise<void>((resolve) => (settled = resolve));
    const clock = new ManualClock();
    const { port } = await listen({ settle: () => safe }, { clock });
    const sender = await dial(port);
    sender.send(windowOf('{"n":1}'));
    while (clock.waiting === 0) await new Promise(setImmediate);
    clock.advance(7000);
    expect(await sender.hears(2)).toBe(acks(0, 0));
    settled();
    expect(await sender.hears(3)).toBe(acks(0, 0, 1));
    expect(clock.waiting).toBe(0);
  });

  test('that can not be stored is never acknowledged', async () => {
    const { port, troubles } = await listen({
      keep: () => {
        throw new Error('ENOSPC: no space left on device');
      },
    });
    const sender = await dial(port);
    sender.send(windowOf('{"n":1}'));
    expect(await sender.over).toBe('ECONNRESET');
    expect(troubles).toEqual([expect.stringContaining('ENOSPC: no space left on device; the connection was reset')]);
  });

  test('is not read on while the store is full', async () => {
    const kept: string[] = [];
    let makeRoom = () => {};
    const room = new Promise<void>((resolve) => (makeRoom = resolve));
    const store = {
      full: false,
      room: () => room,
      keep: (_file: string, lines: Uint8Array) => {
        kept.push(Buffer.from(lines).toString());
        store.full = true;
      },
    };
    const { port } = await listen(store);
    const sender = await dial(port);
    sender.send(windowOf('{"n":1}'));
    while (kept.length < 1) await new Promise(setImmediate);
    sender.send(windowOf('{"n":2}'));
    // Connections made meanwhile have had their turns.
    for (let turn = 0; turn < 20; turn++) await dial(port);
    expect(kept).toHaveLength(1);
    store.full = false;
    store.keep = () => undefined;
    makeRoom();
    expect(await sender.hears(2)).toBe(acks(1, 1));
  });
});

describe('what is no lumberjack', () => {
  const bomb = deflateSync(Buffer.concat([jsonFrame(1, ' '.repeat(900)), Buffer.alloc(64 * 1024 * 1024, '2J')]));
  const deflated = (bytes: Uint8Array) => {
    const head = Buffer.from('2C\0\0\0\0');
    head.writeUInt32BE(bytes.length, 2);
    return Buffer.concat([head, bytes]);
  };

  test.each<[string, Uint8Array, string]>([
    ['text', Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'sent 0x47, which begins no frame'],
    ['an event without a window', jsonFrame(1, '{}'), 'sent an event outside of a window'],
    ['a window in a window', Buffer.concat([windowFrame(2), jsonFrame(1, '{}'), windowFrame(2)]), '1 of 2 events'],
    [
      'too many events',
      Buffer.concat([windowFrame(1), compressedFrame(jsonFrame(1, '{}'), jsonFrame(2, '{}'))]),
      'more than the 1',
    ],
    ['an enormous window', windowFrame(0xffffffff), 'a window of 4294967295 events'],
    [
      'an enormous event',
      Buffer.concat([windowFrame(1), Buffer.from('2J'), Buffer.alloc(8, 0xff)]),
      'more than the 1000',
    ],
    ['damaged compression', Buffer.concat([windowFrame(1), deflated(Buffer.from('no zlib'))]), 'is damaged'],
    ['compression that is cut off', Buffer.concat([windowFrame(1), deflated(bomb.subarray(0, 10))]), 'is damaged'],
    [
      'half an event',
      Buffer.concat([windowFrame(1), compressedFrame(jsonFrame(1, '{}').subarray(0, -1))]),
      'in the middle',
    ],
    ['a bomb', Buffer.concat([windowFrame(1), deflated(bomb)]), 'more than the 1000 that are taken'],
  ])('is closed, and the others go on: %s', async (_name, bytes, reason) => {
    const { port, troubles, tally } = await listen();
    const other = await dial(port);
    other.send(windowFrame(2), jsonFrame(1, '{"n":1}'));
    const sender = await dial(port);
    sender.send(bytes);
    expect(await sender.over).toBe('ECONNRESET');
    expect(troubles).toEqual([expect.stringContaining(reason)]);
    expect(troubles[0]).toMatch(/^beats: 127\.0\.0\.1:\d+ sent .*; the connection was closed$/);
    other.send(jsonFrame(2, '{"n":2}'));
    expect(await other.hears(1)).toBe(acks(2));
    expect(tally.snapshot().resets).toBe(1);
  });

  test('finds no room where others hold it already', async () => {
    const { port, troubles } = await listen({}, { held: new HeldBytes(1500) });
    const senders = [await dial(port), await dial(port), await dial(port)];
    for (const sender of senders) sender.send(windowFrame(1), jsonFrame(1, ' '.repeat(900)).subarray(0, 700));
    await Promise.race(senders.map(({ over }) => over));
    expect(troubles[0]).toContain('found no room');
  });
});

test('closing cuts senders, and counts nobody as broken', async () => {
  const { port, way, tally, troubles } = await listen();
  const sender = await dial(port);
  sender.send(windowFrame(2), jsonFrame(1, '{"n":1}'));
  while (tally.snapshot().open === 0) await new Promise(setImmediate);
  await way.close();
  await sender.over;
  expect(troubles).toEqual([]);
  expect(tally.snapshot()).toMatchObject({ open: 0, resets: 0 });
});
