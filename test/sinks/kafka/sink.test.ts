import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/kit/clock.js';
import type { KafkaOptions } from '../../../src/sinks/kafka/options.js';
import { KafkaSink } from '../../../src/sinks/kafka/sink.js';
import { batchOf, bulkInto } from '../../support/batch.js';
import { startPeer } from '../../support/peers/peer.js';
import { until, whole } from '../logstash/world.js';
import { type Answer, type ReceivedBatch, startBroker } from './broker.js';

/** Milliseconds after which leaders are asked for again. */
const LONG_AGO = 10 * 60_000;
const TAKEN = { exceptions: [] };
const [TOO_LARGE, NOT_LEADER, OUT_OF_ORDER, NOT_ENOUGH, DENIED] = [10, 6, 45, 19, 29];

function sinkTo(port: number, options: Partial<KafkaOptions> = {}): KafkaSink {
  const sink = new KafkaSink({
    brokers: [{ host: '127.0.0.1', port }],
    topic: 'logs',
    key: 'tenant',
    compression: 'none',
    batchBytes: 1_000_000,
    timeout: 5000,
    inFlight: 2,
    ordered: false,
    clock: systemClock,
    ...options,
  });
  onTestFinished(() => sink.close());
  return sink;
}

async function world(decide: (batch: ReceivedBatch, index: number) => Answer, options: Partial<KafkaOptions> = {}) {
  const broker = await startBroker(decide);
  return { broker, sink: sinkTo(broker.port, options) };
}

const events = (count: number, from = 0) =>
  batchOf(
    Array.from({ length: count }, (_, index) => `{"seq":${from + index}}`),
    bulkInto('logs-acme-2026.01'),
  );

async function send(sink: KafkaSink, count: number, from = 0) {
  const window = await sink.begin();
  await window.write(whole(events(count, from)));
  return window.commit();
}

/** The numbers of the events that came in, in order. */
const seqs = (batches: readonly ReceivedBatch[]) =>
  batches.flatMap(({ values }) => values).map((value) => (JSON.parse(value) as { seq: number }).seq);

const sequences = ({ batches }: { readonly batches: readonly ReceivedBatch[] }) =>
  batches.map(({ producer, sequence, count }) => [Number(producer), sequence, count]);

test('a value is the event as Logstash gets it, with its id', async () => {
  const { broker, sink } = await world(() => 0);
  expect(await send(sink, 2)).toEqual(TAKEN);
  expect(broker.batches[0]!.values).toEqual([
    '{"seq":0,"@metadata":{"_id":"test-0"}}',
    '{"seq":1,"@metadata":{"_id":"test-a"}}',
  ]);
});

test('batches of a partition are numbered on, window after window', async () => {
  const { broker, sink } = await world(() => 0);
  await send(sink, 3);
  await send(sink, 4);
  expect(sequences(broker)).toEqual([
    [1, 0, 3],
    [1, 3, 4],
  ]);
});

test.each([
  ['a connection that breaks', 'cut'],
  ['a leader that has moved', NOT_LEADER],
] as const)('%s: the same batches again, under the same numbers', async (_, fault) => {
  const { broker, sink } = await world((_batch, index) => (index === 0 ? fault : 0));
  expect(await send(sink, 3)).toEqual(TAKEN);
  expect(await send(sink, 1, 3)).toEqual(TAKEN);
  const [first, again, next] = broker.batches;
  expect({ ...again, connection: 0 }).toEqual({ ...first, connection: 0 });
  expect(next).toMatchObject({ producer: 1n, sequence: 3 });
  expect(broker.sessions).toBe(1);
});

test('what was under way behind a lost batch follows it again, in order', async () => {
  const { broker, sink } = await world((_batch, index) => (index === 0 ? NOT_LEADER : index < 3 ? OUT_OF_ORDER : 0), {
    batchBytes: 100,
  });
  expect(await send(sink, 6)).toEqual(TAKEN);
  expect(seqs(broker.batches.slice(3))).toEqual([0, 1, 2, 3, 4, 5]);
  // The broker lost the order: the numbers begin anew, under another id.
  expect(broker.sessions).toBe(2);
});

test('a batch that is too large is halved, an event that is too large is rejected, and no number is used twice', async () => {
  const { broker, sink } = await world(({ values }) =>
    values.some((value) => value.includes('"seq":2,')) ? TOO_LARGE : 0,
  );
  const { exceptions } = await send(sink, 4);
  expect(exceptions).toMatchObject([{ parcel: 0, event: 2, verdict: { kind: 'reject' } }]);
  expect(await send(sink, 1, 4)).toEqual(TAKEN);
  const used = new Map<string, string>();
  for (const { producer, sequence, values } of broker.batches) {
    const number = `${producer} ${sequence}`;
    expect(used.get(number) ?? values.join()).toBe(values.join());
    used.set(number, values.join());
  }
});

describe('in order', () => {
  const ordered = { ordered: true, batchBytes: 150 };

  test('each batch waits for the answer to the one before it', async () => {
    const { broker, sink } = await world(() => 'hold', ordered);
    const sent = send(sink, 4);
    await until(() => broker.batches.length === 1);
    await pause(50);
    expect(broker.batches).toHaveLength(1);
    let over = false;
    void sent.finally(() => (over = true));
    await until(() => (broker.release(), over));
    expect(seqs(broker.batches)).toEqual([0, 1, 2, 3]);
  });

  test('the pieces of a batch that is too large come before what follows', async () => {
    const taken: ReceivedBatch[] = [];
    const { sink } = await world((batch) => (batch.count > 1 ? TOO_LARGE : (taken.push(batch), 0)), ordered);
    expect(await send(sink, 7)).toEqual(TAKEN);
    expect(seqs(taken)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test('nothing is sent behind a batch that has to wait', async () => {
    const { broker, sink } = await world((_batch, index) => (index === 1 ? NOT_ENOUGH : 0), ordered);
    const { exceptions } = await send(sink, 7);
    const [first, second] = broker.batches;
    expect(broker.batches).toHaveLength(2);
    const held = seqs([first!]).length;
    expect(held + second!.count).toBeLessThan(7);
    expect(exceptions.map(({ event }) => event)).toEqual([0, 1, 2, 3, 4, 5, 6].slice(held));
    expect(exceptions.every(({ verdict }) => verdict.kind === 'retry')).toBe(true);
  });

  test('a window that is given up while it waits ends at once', async () => {
    const { broker, sink } = await world(() => 'hold', ordered);
    const window = await sink.begin();
    const written = window.write(whole(events(7)));
    await until(() => broker.batches.length === 1);
    window.abandon();
    await expect(written).rejects.toThrow('given up');
  });
});

describe('a leader that moves', () => {
  /** Two brokers, of which the first is asked who leads. */
  async function two(decide: (batch: ReceivedBatch) => Answer = () => 0) {
    let leader = 0;
    const first = await startBroker(decide, { leader: () => leader });
    const second = await startBroker(() => 0);
    return {
      first,
      second,
      lead: ({ port }: { readonly port: number }) => (leader = port),
    };
  }

  test('and dies while nothing is under way, is found by the next try', async () => {
    const { first, second, lead } = await two();
    const sink = sinkTo(first.port);
    lead(second);
    expect(await send(sink, 1)).toEqual(TAKEN);
    await second.close();
    lead(first);
    await pause(50);
    // The first try is what finds nobody there.
    expect(await send(sink, 1, 1).catch(() => send(sink, 1, 1))).toEqual(TAKEN);
    expect(seqs(first.batches)).toEqual([1]);
  });

  test('is sent nothing before the old one has answered: the new one would take any number', async () => {
    const { first, second, lead } = await two(() => 'hold');
    let later = 0;
    const clock = { ...systemClock, monotonic: () => performance.now() + later };
    const sink = sinkTo(first.port, { clock });
    // Both are connected to, as they lead other partitions.
    lead(second);
    expect(await send(sink, 1)).toEqual(TAKEN);
    lead(first);
    later += LONG_AGO;
    const held = send(sink, 1, 1);
    await until(() => first.batches.length === 1);
    lead(second);
    later += LONG_AGO;
    const next = send(sink, 1, 2);
    await pause(50);
    expect(seqs(second.batches)).toEqual([0]);
    first.release();
    expect(await Promise.all([held, next])).toEqual([TAKEN, TAKEN]);
    expect(seqs(second.batches)).toEqual([0, 2]);
  });
});

test('no more than five batches of a partition are under way', async () => {
  const { broker, sink } = await world(() => 'hold', { batchBytes: 60 });
  const sent = send(sink, 9);
  await until(() => broker.batches.length === 5);
  await pause(50);
  expect(broker.batches).toHaveLength(5);
  let over = false;
  void sent.finally(() => (over = true));
  await until(() => (broker.release(), over));
  expect(await sent).toEqual(TAKEN);
});

test.each([
  [NOT_ENOUGH, { kind: 'retry' }],
  [DENIED, { kind: 'stop', denied: true }],
])('code %i is a verdict on every event of the batch', async (code, verdict) => {
  const { sink } = await world(() => code);
  const { exceptions } = await send(sink, 2);
  expect(exceptions).toMatchObject([
    { event: 0, verdict },
    { event: 1, verdict },
  ]);
});

test('a broker that has just started is given a moment', async () => {
  const broker = await startBroker(() => 0, { notReady: [14, 16] });
  expect(await send(sinkTo(broker.port), 2)).toEqual(TAKEN);
});

test('a user who may not number batches is told at once', async () => {
  const broker = await startBroker(() => 0, { notReady: [31] });
  await expect(sinkTo(broker.port).begin()).rejects.toMatchObject({ fault: 'denied' });
});

test('an older broker is answered to in its own words', async () => {
  const broker = await startBroker(() => 0, { produce: 3 });
  expect(await send(sinkTo(broker.port), 2)).toEqual(TAKEN);
});

test('the first broker that answers is asked', async () => {
  const broker = await startBroker(() => 0);
  const brokers = [1, broker.port].map((port) => ({ host: '127.0.0.1', port }));
  expect(await send(sinkTo(broker.port, { brokers }), 1)).toEqual(TAKEN);
});

test('nobody there', async () => {
  await expect(sinkTo(1).begin()).rejects.toMatchObject({ fault: 'refused', lasting: false });
});

test('somebody who speaks HTTP', async () => {
  const peer = await startPeer({}, (socket) => ({ data: () => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n') }));
  onTestFinished(() => peer.close());
  await expect(sinkTo(peer.port).begin()).rejects.toMatchObject({
    fault: 'refusing',
    message: expect.stringContaining('no Kafka broker'),
  });
});

test('a window that is given up ends at once', async () => {
  const { sink, broker } = await world(() => 'hold');
  const window = await sink.begin();
  await window.write(whole(events(1)));
  const committed = window.commit();
  await until(() => broker.batches.length === 1);
  window.abandon();
  await expect(committed).rejects.toThrow('given up');
});
