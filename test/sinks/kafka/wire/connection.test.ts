import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BrokerConnection } from '../../../../src/sinks/kafka/wire/connection.js';
import { Writer } from '../../../../src/sinks/kafka/wire/writer.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** A broker that answers when it is told to: with the numbers of the requests, and nothing else. */
function world() {
  const socket = new Duplex({ read: () => {}, write: (_chunk, _encoding, done) => done() });
  const connection = new BrokerConnection(socket as Socket, 'b1:9092');
  const ask = () => connection.ask({ key: 18, version: 0, body: new Writer(), read: () => 'answer' }, 1000);
  const answer = async (id: number) => {
    socket.push(Buffer.from([0, 0, 0, 4, 0, 0, 0, id]));
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { connection, ask, answer };
}

test('a broker that says nothing for too long is given up, with all that was asked of it', async () => {
  const { connection, ask } = world();
  const asked = [ask(), ask()];
  vi.advanceTimersByTime(1001);
  for (const answer of asked) await expect(answer).rejects.toMatchObject({ fault: 'timeout' });
  expect(connection.usable).toBe(false);
  await expect(ask()).rejects.toMatchObject({ fault: 'timeout' });
});

test('each answer gives those that are still asked for as long again', async () => {
  const { connection, ask, answer } = world();
  const asked = [ask(), ask(), ask()];
  for (const id of [1, 2, 3]) {
    vi.advanceTimersByTime(900);
    await answer(id);
  }
  expect(await Promise.all(asked)).toEqual(['answer', 'answer', 'answer']);
  vi.advanceTimersByTime(5000);
  expect(connection.usable).toBe(true);
});
