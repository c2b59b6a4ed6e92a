import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ConnectionError, getLogstashForwarder, LogstashForwarder } from '../../../src/index.js';
import type { ForwarderOptions } from '../../../src/index.js';
import { startElasticsearchStandIn } from '../../support/elasticsearch-stand-in.js';
import { startCollectingPeer } from '../../support/peers/collecting.js';

async function world(options: ForwarderOptions = {}) {
  const peer = await startCollectingPeer();
  onTestFinished(() => peer.close());
  const forwarder = new LogstashForwarder({ host: '127.0.0.1', port: peer.port, retryDelay: 0, ...options });
  onTestFinished(() => forwarder.close());
  return { peer, forwarder };
}

/** A port of this machine on which nobody listens. */
async function deadPort(): Promise<number> {
  const peer = await startCollectingPeer();
  await peer.close();
  return peer.port;
}

const events = (count: number) => Array.from({ length: count }, (_, seq) => ({ seq }));

describe('a forwarder', () => {
  it('warns once where certificates are not checked', async () => {
    vi.stubEnv('LOGSHIP_INSECURE', 'true');
    onTestFinished(() => void vi.unstubAllEnvs());
    const emit = vi.spyOn(process, 'emitWarning').mockReturnValue();
    onTestFinished(() => emit.mockRestore());
    const { forwarder } = await world();
    await forwarder.sendLogs(events(1));
    await forwarder.sendLogs(events(1));
    const text = 'certificates are not checked (LOGSHIP_INSECURE (environment)): anybody can pose as the target';
    expect(emit.mock.calls).toEqual([[text, { type: 'LogshipWarning', code: 'LOGSHIP_INSECURE' }]]);
  });

  it('resolves when the target has confirmed an event, which is whole and has what was missing', async () => {
    const { peer, forwarder } = await world({ service: 'shop', environment: 'prod', source: 'test' });
    expect(await forwarder.sendLog({ message: 'öne\ntwo', level: 'warn', tenant_id: 'acme' })).toBe(true);
    expect(peer.events).toMatchObject([
      {
        message: 'öne\ntwo',
        level: 'WARN',
        tenant_id: 'acme',
        source: 'test',
        service_name: 'shop',
        environment: 'prod',
        tags: ['service:shop', 'env:prod'],
      },
    ]);
    expect(Date.parse(peer.events[0]!['@timestamp'] as string)).toBeGreaterThan(0);
  });

  it('lets calls at the same time share a connection', async () => {
    const { peer, forwarder } = await world();
    const calls = events(500).map((event) => forwarder.sendLog(event));
    expect(await Promise.all(calls)).toEqual(calls.map(() => true));
    expect(peer.events.map(({ seq }) => seq)).toEqual(events(500).map(({ seq }) => seq));
    expect(peer.connections).toBeLessThan(10);
  });

  it('gives every event an id of its own', async () => {
    const { peer, forwarder } = await world();
    await forwarder.sendLogs([{ same: 1 }, { same: 1 }]);
    await forwarder.sendLog({ same: 1 });
    const ids = peer.events.map((event) => (event['@metadata'] as { _id: string })._id);
    expect(new Set(ids).size).toBe(3);
  });

  it('sends any number in batches, and counts what is rejected', async () => {
    const { peer, forwarder } = await world();
    const all = [...events(250), { tenant_id: 'Not A Tenant' }];
    expect(await forwarder.sendBatch(all, { batchSize: 100 })).toEqual({ sent: 250, failed: 1 });
    expect(await forwarder.sendLog({ tenant_id: 'Not A Tenant' })).toBe(false);
    expect(peer.events).toHaveLength(250);
    expect(forwarder.getStatistics()).toMatchObject({
      total_sent: 250,
      total_failed: 2,
      total_retries: 0,
      success_rate: 250 / 252,
      last_error: expect.stringContaining('tenant'),
      last_success: expect.any(String),
    });
  });

  it('refuses what is no event, and sends nothing of it', async () => {
    const { peer, forwarder } = await world();
    await expect(forwarder.sendLog([1] as never)).rejects.toThrow(TypeError);
    await expect(forwarder.sendLogs([{ a: 1 }, { big: 1n }])).rejects.toThrow(TypeError);
    await expect(forwarder.sendBatch([{}], { batchSize: 0 })).rejects.toThrow(RangeError);
    expect(peer.events).toEqual([]);
  });

  it('throws a ConnectionError when retries are over, and tries again with the next call', async () => {
    const { forwarder } = await world({ port: await deadPort(), maxRetries: 2 });
    const sending = forwarder.sendLog({ seq: 0 });
    await expect(sending).rejects.toThrow(ConnectionError);
    await expect(sending).rejects.toMatchObject({ target: expect.stringMatching(/^tcp:\/\/127\.0\.0\.1:\d+$/) });
    expect(forwarder.getStatistics()).toMatchObject({ total_sent: 0, total_failed: 1, total_retries: 2 });
    await expect(forwarder.sendLog({ seq: 1 })).rejects.toThrow(ConnectionError);
    expect(forwarder.getStatistics()).toMatchObject({ total_failed: 2, total_retries: 4, success_rate: 0 });
  });

  it('falls back to Elasticsearch', async () => {
    const elasticsearch = await startElasticsearchStandIn();
    const { forwarder } = await world({
      port: await deadPort(),
      maxRetries: 0,
      elasticsearch: { url: elasticsearch.url },
    });
    expect(await forwarder.sendLogs(events(3))).toBe(true);
    expect(forwarder.getStatistics()).toMatchObject({ total_sent: 3, total_failed: 0 });
  });

  it('is a stream that holds its writer back, and ends when everything is confirmed', async () => {
    const { peer, forwarder } = await world();
    const lines = ['plain text\n', '{"n":1e400}', { seq: 2 }];
    await pipeline(Readable.from(lines), forwarder.writable());
    expect(peer.lines.map((line) => line.slice(0, 12))).toEqual(['{"message":"', '{"n":1e400,"', '{"seq":2,"@t']);
    await pipeline(Readable.from(events(20_000)), forwarder.writable());
    expect(peer.events).toHaveLength(20_003);
  });

  it('is a stream that fails where something was not delivered', async () => {
    const { forwarder } = await world({ port: await deadPort(), maxRetries: 0 });
    await expect(pipeline(Readable.from(events(3)), forwarder.writable())).rejects.toThrow(ConnectionError);
    expect(forwarder.getStatistics()).toMatchObject({ total_sent: 0, total_failed: 3 });
  });

  it('waits for what is under way when it is closed, and takes nothing afterwards', async () => {
    const { peer, forwarder } = await world();
    const sending = forwarder.sendLogs(events(100));
    await forwarder.close();
    expect(await sending).toBe(true);
    expect(peer.events).toHaveLength(100);
    await expect(forwarder.sendLog({})).rejects.toThrow('the forwarder is closed');
  });

  it('is one for a whole program', () => {
    expect(getLogstashForwarder()).toBe(getLogstashForwarder());
  });
});
