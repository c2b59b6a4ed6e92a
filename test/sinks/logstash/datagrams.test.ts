import { expect, test } from 'vitest';
import { type DatagramSocket, sendBurst } from '../../../src/sinks/logstash/datagrams.js';
import { ManualClock } from '../../support/manual-clock.js';
import { until } from './world.js';

/** Answers each send with the next of the codes; with success when they are over. */
function answering(codes: (string | undefined)[]): DatagramSocket & { readonly sent: string[] } {
  const sent: string[] = [];
  return {
    sent,
    send(datagram, then) {
      const code = codes.shift();
      if (code === undefined) sent.push(Buffer.from(datagram).toString());
      queueMicrotask(() => then(code === undefined ? null : Object.assign(new Error(code), { code })));
    },
  };
}

const datagrams = ['a', 'b', 'c'].map((text) => Buffer.from(text));
const open = new AbortController().signal;

test('sends in order', async () => {
  const socket = answering([]);
  expect(await sendBurst(socket, datagrams, new ManualClock(), open)).toEqual(new Map());
  expect(socket.sent).toEqual(['a', 'b', 'c']);
});

test.each(['ENOBUFS', 'EAGAIN'])('sends again what found no room (%s), after a pause', async (code) => {
  const socket = answering([undefined, code, undefined, code]);
  const clock = new ManualClock();
  const burst = sendBurst(socket, datagrams, clock, open);
  await until(() => clock.waiting > 0);
  expect(socket.sent).toEqual(['a', 'c']);
  clock.advance(10);
  await until(() => clock.waiting > 0);
  clock.advance(10);
  expect(await burst).toEqual(new Map());
  expect(socket.sent).toEqual(['a', 'c', 'b']);
});

test('tells what could not be sent, and sends the others', async () => {
  const socket = answering([undefined, 'EMSGSIZE']);
  const unsent = await sendBurst(socket, datagrams, new ManualClock(), open);
  expect([...unsent].map(([index, { code }]) => [index, code])).toEqual([[1, 'EMSGSIZE']]);
  expect(socket.sent).toEqual(['a', 'c']);
});
