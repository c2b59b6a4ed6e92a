import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Clock, systemClock } from '../../src/kit/clock.js';
import { runSession, type SessionOptions } from '../../src/receive/session.js';
import { sendWindow } from '../support/tcp-client.js';
import { tempFolder } from '../support/temp-folder.js';

const ANY = { host: '127.0.0.1', port: 0 };

/** A session whose second passes when the test says so. */
function session(options: Partial<SessionOptions>, isTTY = false) {
  const stdout = Object.assign(new PassThrough(), { isTTY });
  const stderr = new PassThrough();
  const interrupt = new AbortController();
  let tick = () => {};
  const clock: Clock = {
    ...systemClock,
    sleep: (_milliseconds, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        tick = resolve;
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
      }),
  };
  const ended = runSession(
    { tcp: ANY, json: false, quiet: false, ...options },
    { stdout, stderr, signal: interrupt.signal, clock },
  );
  onTestFinished(async () => {
    interrupt.abort();
    await ended;
  });
  return { stdout, stderr, interrupt: () => interrupt.abort(), second: () => tick(), ended };
}

/** Reads a stream line by line, as lines come. */
function reader(stream: PassThrough): () => Promise<string> {
  const lines = createInterface(stream)[Symbol.asyncIterator]();
  return async () => String((await lines.next()).value);
}

const portIn = (line: string) => Number(/tcp [^ ]*:(\d+)/.exec(line)?.[1]);

describe('with --json', () => {
  it('says where it listens, the counts when they change, and the last ones', async () => {
    const { stdout, stderr, second, interrupt, ended } = session({ json: true, udp: ANY, out: await tempFolder() });
    const next = reader(stdout);
    const { listening } = JSON.parse(await next()) as { listening: Record<'tcp' | 'udp', typeof ANY> };
    expect(listening).toEqual({
      tcp: { host: '127.0.0.1', port: expect.any(Number) },
      udp: { host: '127.0.0.1', port: expect.any(Number) },
    });
    second();
    await sendWindow(listening.tcp.port, '{}\n{"tenant_id":"a"}\n');
    second();
    expect(JSON.parse(await next())).toMatchObject({ received: 2, tenants: { default: 1, a: 1 }, connections: 1 });
    await sendWindow(listening.tcp.port, 'no json\n');
    interrupt();
    await ended;
    expect(JSON.parse(await next())).toMatchObject({ received: 3, unparsable: 1, connections: 2, open: 0 });
    expect(stderr.read()).toBeNull();
  });
});

describe('for a person', () => {
  it('prints events on stdout, and all else on stderr', async () => {
    const { stdout, stderr, interrupt, ended } = session({});
    const status = reader(stderr);
    const port = portIn(await status());
    expect(await status()).toBe(`Try: logship upload <file> --host 127.0.0.1 --port ${port}`);
    expect(await sendWindow(port, '{"m":"\u009b31m"}\n')).toBe('confirmed');
    expect(String(stdout.read())).toBe('{"m":"\u009b31m"}\n');
    interrupt();
    await ended;
    expect(await status()).toBe('1 received; by tenant: default 1; 1 connection');
  });

  it('lets no event command the terminal', async () => {
    const { stdout, stderr } = session({}, true);
    await sendWindow(portIn(await reader(stderr)()), '{"m":"\u009b31m"}\n\u001b[2J\n');
    expect(String(stdout.read())).toBe('{"m":"\\u009b31m"}\n\\u001b[2J\n');
  });

  it('tells how it goes while it writes files, with the largest tenants first', async () => {
    const out = await tempFolder();
    const { stderr, second } = session({ out });
    const status = reader(stderr);
    const port = portIn(await status());
    expect(await status()).toContain(out);
    await status();
    const tenants = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'g'];
    await sendWindow(port, tenants.map((tenant) => `{"tenant_id":"${tenant}"}\n`).join(''));
    second();
    expect(await status()).toBe('8 received; by tenant: g 2, a 1, b 1, c 1, d 1, and 2 more; 1 connection');
  });

  it('says nothing when it shall be quiet', async () => {
    const { stderr, interrupt, ended } = session({ quiet: true });
    interrupt();
    await ended;
    expect(stderr.read()).toBeNull();
  });
});

it('ends well when nobody reads stdout any more', async () => {
  const { stdout, stderr, ended } = session({});
  await once(stderr, 'readable');
  stdout.destroy(new Error('EPIPE'));
  await expect(ended).resolves.toBeUndefined();
});
