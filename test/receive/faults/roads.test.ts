import { createSocket } from 'node:dgram';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readFaults } from '../../../src/receive/faults/wanted.js';
import type { Road } from '../../../src/receive/listen.js';
import { ackFrame, windowOf } from '../../support/lumberjack-frames.js';
import { dial, sendWindow } from '../../support/tcp-client.js';
import { ANY, start } from '../world.js';

/** A receiver on one road that goes wrong as the flags say. */
async function failing(road: Road, ...fail: string[]) {
  const receiver = await start({ [road]: ANY, faults: readFaults(fail, 1, [road]) });
  return { port: receiver.addresses[road]!.port, counts: () => receiver.counts() };
}

const LINES = '{"n":1}\n'.repeat(20_000);

describe('over TCP', () => {
  test('reset breaks off in the middle, and what came before is kept', async () => {
    const { port, counts } = await failing('tcp', 'reset');
    expect(await sendWindow(port, LINES)).toBe('in doubt');
    // A window that is over before the place is not confirmed.
    expect(await sendWindow(port, '{"n":1}\n')).toBe('in doubt');
    expect(counts()).toMatchObject({ faults: { reset: 2 }, resets: 2 });
    expect(counts().received).toBeLessThan(20_000);
  });

  test('reset strikes some, and leaves the others alone', async () => {
    const { port, counts } = await failing('tcp', 'reset:0.5');
    const answers = [];
    for (let turn = 0; turn < 20; turn++) answers.push(await sendWindow(port, '{"n":1}\n'));
    const doubts = answers.filter((answer) => answer === 'in doubt').length;
    expect(doubts).toBeGreaterThan(0);
    expect(doubts).toBeLessThan(20);
    expect(counts().faults.reset).toBe(doubts);
  });

  test('slow reads and answers late, and takes all', async () => {
    const { port, counts } = await failing('tcp', 'slow:1:100ms');
    const begun = performance.now();
    expect(await sendWindow(port, LINES)).toBe('confirmed');
    expect(performance.now() - begun).toBeGreaterThan(190);
    expect(counts()).toMatchObject({ received: 20_000, faults: { slow: 1 } });
  });

  test('refuse closes at once, or does not listen at all', async () => {
    const some = await failing('tcp', 'refuse:0.9');
    const answers = [];
    for (let turn = 0; turn < 10; turn++) answers.push(await sendWindow(some.port, LINES).catch(() => 'in doubt'));
    const refused = answers.filter((answer) => answer === 'in doubt').length;
    expect(refused).toBeGreaterThan(0);
    expect(some.counts()).toMatchObject({ received: (10 - refused) * 20_000, faults: { refuse: refused } });
    const all = await failing('tcp', 'refuse');
    await expect(dial(all.port)).rejects.toThrow('ECONNREFUSED');
  });
});

describe('over UDP', () => {
  test('refuse drops datagrams', async () => {
    const { port, counts } = await failing('udp', 'refuse:0.5');
    const socket = createSocket('udp4');
    onTestFinished(() => void socket.close());
    for (let turn = 0; turn < 40; turn++) {
      await new Promise((resolve) => socket.send('{}', port, '127.0.0.1', resolve));
    }
    while (counts().received + (counts().faults.refuse ?? 0) < 40) await new Promise(setImmediate);
    expect(counts().received).toBeGreaterThan(0);
    expect(counts().received).toBeLessThan(40);
  });
});

describe('over Beats', () => {
  /** Sends a window, and gives back what is heard until the acks are there or the connection is over. */
  async function send(port: number, acks = 1): Promise<string> {
    const socket = await dial(port);
    let heard = '';
    return new Promise((resolve) => {
      socket.on('data', (chunk) => {
        heard += chunk.toString('latin1');
        if (heard.length >= acks * 6) resolve(heard);
      });
      socket.on('error', () => resolve('broken'));
      socket.write(windowOf('{"n":1}', '{"n":2}', '{"n":3}'));
      onTestFinished(() => void socket.destroy());
    });
  }

  test('reset breaks windows off, each after some of its events', async () => {
    const { port, counts } = await failing('beats', 'reset');
    const kept = new Set<number>();
    for (let turn = 0; turn < 20; turn++) {
      const before = counts().received;
      expect(await send(port)).toBe('broken');
      kept.add(counts().received - before);
    }
    expect([...kept].sort((a, b) => a - b)).toEqual([0, 1, 2, 3]);
    expect(counts()).toMatchObject({ windows: 0, resets: 20, faults: { reset: 20 } });
  });

  test('slow acknowledges late, and lives meanwhile', async () => {
    const { port, counts } = await failing('beats', 'slow:1:4s');
    const acks = Buffer.concat([ackFrame(0), ackFrame(3)]).toString('latin1');
    expect(await send(port, 2)).toBe(acks);
    expect(counts()).toMatchObject({ received: 3, windows: 1, faults: { slow: 1 } });
  });
});

describe('over HTTP', () => {
  const body = Array.from({ length: 100 }, (_, n) => `{"create":{"_index":"a","_id":"${n}"}}\n{}\n`);
  const post = (port: number, lines = body) =>
    fetch(`http://127.0.0.1:${port}/_bulk`, {
      method: 'POST',
      body: lines.join(''),
      headers: { 'content-type': 'application/x-ndjson' },
    });

  test('reset breaks off in the body, before the answer, or in the middle of it', async () => {
    const { port, counts } = await failing('http', 'reset');
    const seen = new Set<string>();
    for (let turn = 0; turn < 20; turn++) {
      const answer = await post(port).catch(() => undefined);
      const text = await answer?.text().catch(() => undefined);
      expect(text).toBeUndefined();
      seen.add(answer ? 'half' : 'none');
    }
    expect(seen).toEqual(new Set(['half', 'none']));
    expect(counts()).toMatchObject({ faults: { reset: 20 }, received: 100 });
  });

  test('429 asks for patience, for all or for some', async () => {
    const { port, counts } = await failing('http', '429:1:7s');
    const seen = new Set<string>();
    for (let turn = 0; turn < 20; turn++) {
      const answer = await post(port);
      const { items = [], error } = (await answer.json()) as {
        items?: { create: { status: number } }[];
        error?: { type: string };
      };
      seen.add([answer.status, answer.headers.get('retry-after'), error?.type].join(' '));
      for (const { create } of items) seen.add(`document ${create.status}`);
    }
    expect(seen).toEqual(
      new Set(['429 7 es_rejected_execution_exception', '200  ', 'document 429', 'document 201', 'document 409']),
    );
    expect(counts().faults['429']).toBe(20);
  });

  test('413 finds all too large but a single document', async () => {
    const { port, counts } = await failing('http', '413');
    expect((await post(port)).status).toBe(413);
    expect((await post(port, body.slice(0, 2))).status).toBe(413);
    expect(counts().received).toBe(0);
    const single = await post(port, body.slice(0, 1));
    expect(await single.json()).toMatchObject({ errors: false });
    expect(counts()).toMatchObject({ received: 1, faults: { '413': 2 } });
  });

  test('slow answers late', async () => {
    const { port } = await failing('http', 'slow:1:100ms');
    const begun = performance.now();
    expect((await post(port)).status).toBe(200);
    expect(performance.now() - begun).toBeGreaterThan(90);
  });
});
