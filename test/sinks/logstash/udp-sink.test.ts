import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/kit/clock.js';
import { UdpSink } from '../../../src/sinks/logstash/udp-sink.js';
import { batchOf, jsonLines } from '../../support/batch.js';
import { batchOfBytes, until, whole } from './world.js';

/** A socket that keeps every datagram. */
async function startListener() {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
  const datagrams: string[] = [];
  socket.on('message', (datagram) => datagrams.push(datagram.toString()));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return { port: socket.address().port, datagrams };
}

/** A port on which nobody listens. */
async function deafPort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  await new Promise<void>((resolve) => void socket.close(resolve));
  return port;
}

function sinkTo(port: number, host = '127.0.0.1'): UdpSink {
  const sink = new UdpSink({ host, port, timeout: 5000, batchSize: 10, clock: systemClock });
  onTestFinished(() => sink.close());
  return sink;
}

test('sends an event a datagram, byte for byte and in order', async () => {
  const { port, datagrams } = await startListener();
  const documents = Array.from({ length: 95 }, (_, seq) => `{"seq":${seq},"big":1e400}`);
  const batch = batchOf(documents, jsonLines);
  const window = await sinkTo(port).begin();
  await window.write({ batch, from: 0, to: 40 });
  await window.write({ batch, from: 40, to: 95 });
  expect(await window.commit()).toEqual({ exceptions: [] });
  await until(() => datagrams.length === 95);
  expect(datagrams.join('')).toBe(Buffer.from(batch.bytes).toString());
});

test('refuses an event that fits no datagram, never cuts it, and sends the others', async () => {
  const { port, datagrams } = await startListener();
  const batch = batchOf(['{"seq":0}', JSON.stringify({ message: 'x'.repeat(65_507) }), '{"seq":2}'], jsonLines);
  const window = await sinkTo(port).begin();
  await window.write(whole(batch));
  const { exceptions } = await window.commit();
  expect(exceptions).toEqual([
    {
      parcel: 0,
      event: 1,
      verdict: {
        kind: 'reject',
        reason: expect.stringMatching(/^the event has \d+ bytes, and a datagram holds 65507$/),
      },
    },
  ]);
  await until(() => datagrams.length === 2);
  expect(datagrams.map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual([0, 2]);
});

test('sends the largest datagram that there is', async () => {
  const { port, datagrams } = await startListener();
  const frame = batchOfBytes(0).bytes.length;
  const batch = batchOfBytes(65_507 - frame);
  expect(batch.bytes).toHaveLength(65_507);
  const window = await sinkTo(port).begin();
  await window.write(whole(batch));
  expect(await window.commit()).toEqual({ exceptions: [] });
  await until(() => datagrams.length === 1);
  expect(datagrams[0]).toHaveLength(65_507);
});

test('hears that nobody listens', async () => {
  const sink = sinkTo(await deafPort());
  const window = await sink.begin();
  const batch = batchOfBytes(100);
  const sent = window.write(whole(batch)).then(() => window.commit());
  await expect(sent).rejects.toMatchObject({
    fault: 'refused',
    message: expect.stringContaining('nothing listens there'),
    target: sink.target,
  });
});

test('tries the next address of a name whose first is deaf', async () => {
  const { port, datagrams } = await startListener();
  const sink = sinkTo(port, 'localhost');
  const attempt = async () => {
    const window = await sink.begin();
    await window.write(whole(batchOfBytes(100)));
    await window.commit();
  };
  // Where the name has one address only, the first try comes through.
  await attempt().catch(attempt);
  await until(() => datagrams.length > 0);
  expect(datagrams).toHaveLength(1);
});

test('tells a name that nobody knows', async () => {
  const sink = sinkTo(5001, 'logship.invalid');
  await expect(sink.begin()).rejects.toMatchObject({ fault: 'unresolved', target: 'udp://logship.invalid:5001' });
});

test('its probe names the addresses, and sends nothing', async () => {
  const { port, datagrams } = await startListener();
  const steps: string[] = [];
  const sink = sinkTo(port);
  await sink.probe(({ name, detail }) => steps.push(`${name} ${detail}`));
  expect(steps).toEqual(['resolve 127.0.0.1']);
  const window = await sink.begin();
  await window.write(whole(batchOfBytes(10)));
  await window.commit();
  await until(() => datagrams.length > 0);
  expect(datagrams).toHaveLength(1);
});

test('a window ends with the sink', async () => {
  const { port } = await startListener();
  const sink = sinkTo(port);
  const window = await sink.begin();
  await window.write(whole(batchOfBytes(10)));
  const committed = window.commit();
  await sink.close();
  await expect(committed).rejects.toMatchObject({ target: sink.target });
});
