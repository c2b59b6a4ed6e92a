import { createSocket } from 'node:dgram';
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ReceiveError } from '../../src/receive/errors.js';
import { startReceiver } from '../../src/receive/receiver.js';
import { readArrived } from '../support/arrived.js';
import { dial, ending, sendWindow } from '../support/tcp-client.js';
import { tempFolder } from '../support/temp-folder.js';
import { ANY, start } from './world.js';

const JULY = '"@timestamp":"2026-07-01T10:00:00Z"';

describe('over TCP', () => {
  it('writes each event as it came, by tenant and month, before it confirms', async () => {
    const out = await tempFolder();
    const { addresses, counts } = await start({ tcp: ANY, out });
    const [a, b, bad] = [`{"tenant_id":"a",${JULY},"n":1e400 }`, `{${JULY},"@metadata":{"_id":"x"}}`, 'no json'];
    expect(await sendWindow(addresses.tcp!.port, `${a}\n${b}\n\n${bad}\r\n${b}`)).toBe('confirmed');
    expect(await readFile(join(out, 'logs-a-2026.07.ndjson'), 'utf8')).toBe(`${a}\n`);
    expect(await readFile(join(out, 'logs-default-2026.07.ndjson'), 'utf8')).toBe(`${b}\n${b}\n`);
    expect(await readFile(join(out, 'unparsable.ndjson'), 'utf8')).toBe(`${bad}\r\n`);
    expect(counts()).toMatchObject({ received: 4, unparsable: 1, tenants: { a: 1, default: 2 }, connections: 1 });
  });

  it('confirms a connection that sends nothing', async () => {
    const { addresses } = await start({ tcp: ANY, out: await tempFolder() });
    expect(await sendWindow(addresses.tcp!.port, '')).toBe('confirmed');
  });

  it('keeps lines whole when many connections write to one file at once', async () => {
    const out = await tempFolder();
    const { addresses, counts } = await start({ tcp: ANY, out });
    const [senders, each] = [8, 5000];
    const content = (sender: number) =>
      Array.from({ length: each }, (_, n) => {
        const seq = sender * each + n;
        return `{${JULY},"seq":${seq},"pad":"${'ü'.repeat(seq % 150)}","@metadata":{"_id":"id-${seq}"}}\n`;
      }).join('');
    const answers = await Promise.all(
      Array.from({ length: senders }, (_, sender) => sendWindow(addresses.tcp!.port, content(sender))),
    );
    expect(new Set(answers)).toEqual(new Set(['confirmed']));
    expect(await readdir(out)).toEqual(['logs-default-2026.07.ndjson']);
    const arrived = await readArrived(out, { expected: senders * each });
    expect(arrived).toEqual({
      events: senders * each,
      lost: [],
      duplicates: 0,
      strayed: 0,
      collisions: 0,
      torn: [],
      unexpected: [],
    });
    expect(counts()).toMatchObject({ received: senders * each, connections: senders, resets: 0 });
  });

  it('does not confirm what was taken away while it came in, and goes on', async () => {
    const out = await tempFolder();
    const troubles: string[] = [];
    const { addresses, counts } = await start({ tcp: ANY, out, onTrouble: (message) => troubles.push(message) });
    const socket = await dial(addresses.tcp!.port);
    const answer = ending(socket);
    socket.write(`{${JULY},"n":1}\n`);
    while (counts().received === 0) await new Promise(setImmediate);
    await rm(join(out, 'logs-default-2026.07.ndjson'));
    socket.end();
    expect(await answer).toBe('in doubt');
    expect(troubles).toEqual([expect.stringContaining('ENOENT')]);
    expect(await sendWindow(addresses.tcp!.port, `{${JULY},"n":1}\n`)).toBe('confirmed');
    expect(await readFile(join(out, 'logs-default-2026.07.ndjson'), 'utf8')).toBe(`{${JULY},"n":1}\n`);
  });

  it('counts, and keeps nothing, without a place to keep it', async () => {
    const { addresses, counts } = await start({ tcp: ANY });
    expect(await sendWindow(addresses.tcp!.port, '{}\n{"tenant_id":"a"}\n')).toBe('confirmed');
    expect(counts()).toMatchObject({ received: 2, tenants: { default: 1, a: 1 } });
  });
});

describe('over UDP', () => {
  it('takes an event a datagram, with or without a line end', async () => {
    const out = await tempFolder();
    const receiver = await startReceiver({ udp: ANY, out });
    const largest = `{${JULY},"pad":"${'x'.repeat(60_000)}"}`;
    const datagrams = [
      `{${JULY},"n":1}`,
      `{${JULY},"n":2}\n`,
      '',
      largest,
      `{"n":"no`,
      `{${JULY},"a":1}\n{${JULY},"a":2}`,
    ];
    const socket = createSocket('udp4');
    onTestFinished(() => void socket.close());
    for (const datagram of datagrams) {
      await new Promise((resolve) => socket.send(datagram, receiver.addresses.udp!.port, '127.0.0.1', resolve));
    }
    while (receiver.counts().received < 6) await new Promise(setImmediate);
    await receiver.close();
    expect(await readFile(join(out, 'logs-default-2026.07.ndjson'), 'utf8')).toBe(
      `{${JULY},"n":1}\n{${JULY},"n":2}\n${largest}\n{${JULY},"a":1}\n{${JULY},"a":2}\n`,
    );
    expect(await readFile(join(out, 'unparsable.ndjson'), 'utf8')).toBe(`{"n":"no\n`);
    expect(receiver.counts()).toMatchObject({ received: 6, unparsable: 1, dropped: 0, connections: 0 });
  });
});

describe('starting', () => {
  it('takes TCP and UDP at once, and says where', async () => {
    const { addresses } = await start({ tcp: ANY, udp: ANY });
    expect(addresses).toEqual({
      tcp: { host: '127.0.0.1', port: expect.any(Number) },
      udp: { host: '127.0.0.1', port: expect.any(Number) },
    });
    expect(addresses.tcp!.port).toBeGreaterThan(0);
    expect(addresses.udp!.port).toBeGreaterThan(0);
  });

  it.each(['tcp', 'udp'] as const)('says who has the %s port, and leaves nothing listening', async (protocol) => {
    const first = await start({ [protocol]: ANY });
    const taken = first.addresses[protocol]!;
    const failure = await startReceiver({ tcp: ANY, udp: ANY, [protocol]: taken }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ReceiveError);
    const { message, next } = failure as ReceiveError;
    expect(message).toContain(`${protocol} 127.0.0.1:${taken.port} is taken by`);
    // Only Linux tells who it is.
    expect(message).toContain(process.platform === 'linux' ? `(pid ${process.pid})` : 'another process');
    expect(next.join()).toContain(`--${protocol}`);
  });

  it('says when the address is not of this machine', async () => {
    const failure = startReceiver({ tcp: { host: '192.0.2.1', port: 0 } });
    await expect(failure).rejects.toThrow('192.0.2.1 is no address of this machine');
  });
});
