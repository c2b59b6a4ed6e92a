import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConnectionError, type ForwarderOptions, LogstashForwarder } from '../../src/index.js';
import { adminOf } from '../servers/elasticsearch-admin.js';
import { requireElasticsearch, startElasticsearch } from '../servers/elasticsearch.js';
import { requireGo } from '../servers/go.js';
import { startLumberjack } from '../servers/lumberjack.js';
import { describeWith } from '../servers/requirements.js';
import { readArrived } from '../support/arrived.js';
import { tempFolder } from '../support/temp-folder.js';
import { startWitness } from '../support/peers/witness.js';

const events = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({ seq: from + index, level: 'info' }));

/** Every way to send, 1,000 numbers each, from 0 on. @returns how many there are. */
async function sendAll(forwarder: LogstashForwarder): Promise<number> {
  const lone = await Promise.all(events(0, 1000).map((event) => forwarder.sendLog(event)));
  expect(lone.every((sent) => sent)).toBe(true);
  expect(await forwarder.sendLogs(events(1000, 2000))).toBe(true);
  expect(await forwarder.sendBatch(events(2000, 3000), { batchSize: 300 })).toEqual({ sent: 1000, failed: 0 });
  await pipeline(Readable.from(events(3000, 4000)), forwarder.writable());
  expect(forwarder.getStatistics()).toMatchObject({ total_sent: 4000, total_failed: 0, success_rate: 1 });
  return 4000;
}

function forwarderTo(options: ForwarderOptions): LogstashForwarder {
  const forwarder = new LogstashForwarder({ retryDelay: 0.05, ...options });
  onTestFinished(() => forwarder.close());
  return forwarder;
}

describe('the library, to a receiver in another process', () => {
  async function receiver() {
    const folder = await tempFolder();
    const witness = await startWitness(folder);
    onTestFinished(() => witness.stop());
    return { folder, witness };
  }

  it('delivers by every call', async () => {
    const { folder, witness } = await receiver();
    const expected = await sendAll(forwarderTo({ host: '127.0.0.1', port: witness.port }));
    expect(await readArrived(folder, { expected })).toMatchObject({ events: expected, lost: [], duplicates: 0 });
  });

  it('sends again what was under way when the receiver was killed, under the same id', async () => {
    const { folder, witness } = await receiver();
    const forwarder = forwarderTo({ host: '127.0.0.1', port: witness.port, maxRetries: 100 });
    const sending = Array.from({ length: 40 }, async (_, call) => {
      const sent = forwarder.sendLogs(events(call * 500, (call + 1) * 500));
      if (call === 20) {
        await witness.kill();
        await witness.restart();
      }
      return sent;
    });
    expect((await Promise.all(sending)).every((sent) => sent)).toBe(true);
    const arrived = await readArrived(folder, { expected: 20_000 });
    expect(arrived).toMatchObject({ lost: [], strayed: 0, collisions: 0 });
  });

  it('throws a ConnectionError while nobody is there, and delivers when somebody is', async () => {
    const { folder, witness } = await receiver();
    await witness.stop();
    const forwarder = forwarderTo({ host: '127.0.0.1', port: witness.port, maxRetries: 1 });
    await expect(forwarder.sendLog({ seq: 0 })).rejects.toThrow(ConnectionError);
    await witness.restart();
    expect(await forwarder.sendLog({ seq: 0 })).toBe(true);
    expect(await readArrived(folder, { expected: 1 })).toMatchObject({ lost: [] });
  });

  it('is closed with its block', async () => {
    const { folder, witness } = await receiver();
    const program = async () => {
      const forwarder = new LogstashForwarder({ host: '127.0.0.1', port: witness.port });
      const sending = forwarder.sendLog({ seq: 0 });
      await forwarder[Symbol.asyncDispose]();
      await expect(forwarder.sendLog({ seq: 1 })).rejects.toThrow('closed');
      return sending;
    };
    expect(await program()).toBe(true);
    expect(await readArrived(folder, { expected: 1 })).toMatchObject({ events: 1, lost: [] });
  });

  it('is shown by examples/stream.mjs: a stream of events, as they happen', async () => {
    const { folder, witness } = await receiver();
    const input = events(0, 2000).map((event) => `${JSON.stringify(event)}\n`);
    const env = { LOGSTASH_HOST: '127.0.0.1', LOGSTASH_PORT: String(witness.port) };
    const { stdout } = await execa('node', ['examples/stream.mjs'], {
      input: `${input.join('')}a line of text\n`,
      env,
    });
    expect(JSON.parse(stdout)).toMatchObject({ total_sent: 2001, total_failed: 0 });
    const arrived = await readArrived(folder, { expected: 2000 });
    expect(arrived).toMatchObject({ lost: [], torn: [expect.stringContaining('"message":"a line of text"')] });
  });
});

describeWith(requireGo(), "the library, to Elastic's go-lumber", (tools) => {
  it('delivers by every call', async () => {
    const server = await startLumberjack(tools);
    onTestFinished(() => server.stop());
    const expected = await sendAll(forwarderTo({ protocol: 'beats', host: '127.0.0.1', port: server.port }));
    const numbers = (await server.events()).map(({ seq }) => seq as number).toSorted((a, b) => a - b);
    expect(numbers).toEqual(events(0, expected).map(({ seq }) => seq));
  });
});

describeWith(requireElasticsearch('8'), 'the library, to Elasticsearch', (java) => {
  it('delivers by every call, falls back to it, and tells what it refuses', async () => {
    const node = await startElasticsearch({ version: '8', java });
    onTestFinished(() => node.stop());
    const admin = adminOf(node.url);
    const template = { mappings: { properties: { seq: { type: 'long' } } } };
    await admin.call('PUT', '/_index_template/streams', {
      index_patterns: ['logs-*-*'],
      priority: 500,
      data_stream: {},
      template,
    });
    const straight = forwarderTo({ useLogstash: false, elasticsearch: { url: node.url } });
    const expected = await sendAll(straight);
    const witness = await startWitness(await tempFolder());
    await witness.stop();
    const gone = { host: '127.0.0.1', port: witness.port, maxRetries: 0 };
    const fallingBack = forwarderTo({ ...gone, elasticsearch: { url: node.url } });
    expect(await fallingBack.sendLogs(events(expected, expected + 100))).toBe(true);
    expect(await straight.sendBatch([{ seq: 'no number' }, { seq: expected + 100 }])).toEqual({ sent: 1, failed: 1 });
    expect(straight.getStatistics().last_error).toMatch(/seq/);
    expect(await admin.count('logs-default-*')).toBe(expected + 101);
  });
});
