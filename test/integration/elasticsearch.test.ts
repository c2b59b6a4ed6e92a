import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Batch } from '../../src/model/batch.js';
import { SinkError } from '../../src/model/errors.js';
import type { Receipt } from '../../src/model/sink.js';
import type { ElasticsearchOptions } from '../../src/sinks/elasticsearch/options.js';
import { ElasticsearchSink } from '../../src/sinks/elasticsearch/sink.js';
import { adminOf, type ElasticsearchAdmin } from '../servers/elasticsearch-admin.js';
import { requireElasticsearch, startElasticsearch, type ElasticsearchNode } from '../servers/elasticsearch.js';
import { describeWith } from '../servers/requirements.js';
import { batchOf, bulkInto } from '../support/batch.js';

const OPTIONS = { bulkBytes: 8 * 2 ** 20, concurrency: 4, compression: false, timeout: 30_000 };

/** Small enough for one test to fill: 429 and 413 come easily. */
const SETTINGS = {
  'thread_pool.write.size': '1',
  'thread_pool.write.queue_size': '1',
  'http.max_content_length': '256kb',
};

for (const version of ['8', '9'] as const) {
  describeWith(requireElasticsearch(version), `Elasticsearch ${version}`, (java) => {
    let node: ElasticsearchNode;
    let admin: ElasticsearchAdmin;
    let sink: ElasticsearchSink;
    const open = (rest: Partial<ElasticsearchOptions> = {}) =>
      new ElasticsearchSink({ nodes: [node.url], ...OPTIONS, ...rest });

    beforeAll(async () => {
      node = await startElasticsearch({ version, java, settings: SETTINGS });
      admin = adminOf(node.url);
      sink = open();
      await admin.call('PUT', '/_index_template/logs', {
        index_patterns: ['logs-*-*'],
        priority: 500,
        data_stream: {},
        template: { mappings: { properties: { n: { type: 'long' } } } },
      });
    });
    afterAll(async () => {
      await sink?.close();
      await node?.stop();
    });

    describe.each([
      ['a data stream', 'logs-stream-2026.01'],
      ['a plain index', 'plain-2026.01'],
    ])('into %s', (_, index) => {
      let serial = 0;
      let good: Batch;
      beforeEach(() => {
        serial++;
        const ids = [`good-${serial}-a`, `good-${serial}-b`, `good-${serial}-c`];
        good = batchOf([event({ n: 1 }), event({ n: 2 }), event({ n: 3 })], bulkInto(index), { ids });
      });

      test('events are delivered, and known a second time', async () => {
        expect(await deliver(sink, good)).toEqual({ exceptions: [] });
        const again = await deliver(sink, good);
        expect(again.exceptions.map(({ verdict }) => verdict.kind)).toEqual(['duplicate', 'duplicate', 'duplicate']);
        expect((await admin.idsOf(index)).filter((id) => id.startsWith(`good-${serial}-`))).toHaveLength(3);
      });

      test('a mapping conflict rejects its event alone', async () => {
        await deliver(sink, good);
        const ids = ['x', 'y', 'z'].map((name) => `conflict-${serial}-${name}`);
        const mixed = batchOf([event({ n: 1 }), event({ n: 'abc' }), event({ n: 2 })], bulkInto(index), { ids });
        const { exceptions } = await deliver(sink, mixed);
        expect(exceptions).toMatchObject([{ parcel: 0, event: 1, verdict: { kind: 'reject' } }]);
        expect(await admin.idsOf(index)).toEqual(expect.arrayContaining([ids[0], ids[2]]));
      });

      test('a write block holds events until it is gone', async () => {
        await deliver(sink, good);
        await admin.call('PUT', `/${index}/_settings`, { 'index.blocks.write': true });
        const more = batchOf([event({ n: 9 })], bulkInto(index), { ids: [`blocked-${serial}`] });
        expect((await deliver(sink, more)).exceptions).toMatchObject([{ event: 0, verdict: { kind: 'retry' } }]);
        await admin.call('PUT', `/${index}/_settings`, { 'index.blocks.write': null });
        expect(await deliver(sink, more)).toEqual({ exceptions: [] });
      });
    });

    test('a compressed window is delivered', async () => {
      const compressing = open({ compression: true });
      expect(await deliver(compressing, batchOf([event({ n: 1 })], bulkInto('logs-gzip-2026.01')))).toEqual({
        exceptions: [],
      });
      await compressing.close();
    });

    test('a closed index holds events until it is open', async () => {
      const batch = batchOf([event({}), event({})], bulkInto('closed'));
      await admin.call('PUT', '/closed');
      await admin.call('POST', '/closed/_close');
      const { exceptions } = await deliver(sink, batch);
      expect(exceptions.map(({ verdict }) => verdict.kind)).toEqual(['retry', 'retry']);
      await admin.call('POST', '/closed/_open?wait_for_active_shards=1');
      expect(await deliver(sink, batch)).toEqual({ exceptions: [] });
    });

    test('an index that may not be made holds events until it may', async () => {
      const batch = batchOf([event({})], bulkInto('missing'));
      await admin.settings({ 'action.auto_create_index': 'false' });
      expect((await deliver(sink, batch)).exceptions).toMatchObject([{ verdict: { kind: 'retry' } }]);
      await admin.settings({ 'action.auto_create_index': null });
      expect(await deliver(sink, batch)).toEqual({ exceptions: [] });
    });

    test('the shard limit holds events until it is raised', async () => {
      const batch = batchOf([event({}), event({})], bulkInto('logs-limit-2026.01'));
      await admin.settings({ 'cluster.max_shards_per_node': 1 });
      const { exceptions } = await deliver(sink, batch);
      expect(exceptions.map(({ verdict }) => verdict.kind)).toEqual(['retry', 'retry']);
      await admin.settings({ 'cluster.max_shards_per_node': null });
      expect(await deliver(sink, batch)).toEqual({ exceptions: [] });
    });

    test('a cluster that is read only asks for patience', async () => {
      const batch = batchOf([event({})], bulkInto('logs-readonly-2026.01'));
      await admin.settings({ 'cluster.blocks.read_only': true });
      const failed = await deliver(sink, batch).catch((error: unknown) => error);
      await admin.settings({ 'cluster.blocks.read_only': null });
      expect(failed).toMatchObject({ fault: 'busy' });
      expect(await deliver(sink, batch)).toEqual({ exceptions: [] });
    });

    test('a full write queue (429) holds events, and all arrive in the end', async () => {
      const batches = Array.from({ length: 40 }, (_, number) => {
        const ids = Array.from({ length: 50 }, (__, event) => `rush-${number}-${event}`);
        return batchOf(
          ids.map(() => event({ text: 'x'.repeat(200) })),
          bulkInto(`logs-rush${number % 4}-2026.01`),
          { ids },
        );
      });
      const eager = open({ concurrency: batches.length });
      const attempts = await Promise.all(batches.map((batch) => deliverAll(eager, batch)));
      await eager.close();
      expect(Math.max(...attempts)).toBeGreaterThan(1);
      expect(await admin.idsOf('logs-rush*')).toHaveLength(2000);
    });

    test('a window over the limit that the cluster tells goes in pieces, and only an event over it (413) is rejected', async () => {
      const small = open();
      const documents = Array.from({ length: 300 }, (_, n) => event({ n, text: 'x'.repeat(1000) }));
      documents[100] = event({ text: 'x'.repeat(300_000) });
      const batch = batchOf(documents, bulkInto('logs-large-2026.01'));
      let { exceptions } = await deliver(small, batch);
      // The node may still be busy with what came before, and ask for some of it again.
      while (exceptions.some(({ verdict }) => verdict.kind === 'retry')) ({ exceptions } = await deliver(small, batch));
      const news = exceptions.filter(({ verdict }) => verdict.kind !== 'duplicate');
      expect(news).toMatchObject([{ event: 100, verdict: { kind: 'reject' } }]);
      expect(await admin.idsOf('logs-large-2026.01')).toHaveLength(299);
      expect(small.limits.bytes).toBe(256 * 1024);
      await small.close();
    });

    test('a request that one event spoils (400) is halved until it stands alone', async () => {
      const ids = Array.from({ length: 100 }, (_, n) => (n === 37 ? 'i'.repeat(513) : `halved-${n}`));
      const batch = batchOf(
        ids.map(() => event({})),
        bulkInto('logs-halved-2026.01'),
        { ids },
      );
      const { exceptions } = await deliver(sink, batch);
      expect(exceptions).toMatchObject([{ event: 37, verdict: { kind: 'reject' } }]);
      expect(await admin.idsOf('logs-halved-2026.01')).toHaveLength(99);
    });

    test('a probe tells the version', async () => {
      const details: string[] = [];
      await sink.probe((step) => details.push(step.detail));
      expect(details[1]).toMatch(new RegExp(`^Elasticsearch ${version}\\.`));
    });

    test('a node that is killed in the middle and started again has every event once', async () => {
      const ids = Array.from({ length: 3000 }, (_, n) => `kill-${n}`);
      const batches = Array.from({ length: 30 }, (_, part) => {
        const own = ids.slice(part * 100, part * 100 + 100);
        return batchOf(
          own.map(() => event({})),
          bulkInto('logs-kill-2026.01'),
          { ids: own },
        );
      });
      const faults: string[] = [];
      let killed: Promise<void> | undefined;
      for (const [number, batch] of batches.entries()) {
        if (number === 10) killed = node.kill();
        for (let done = false; !done;) {
          try {
            await deliverAll(sink, batch);
            done = true;
          } catch (error) {
            if (!(error instanceof SinkError)) throw error;
            faults.push(error.fault);
            await killed;
            if (faults.length === 2) await node.restart();
          }
        }
      }
      expect(faults).toContain('refused');
      expect(await admin.idsOf('logs-kill-2026.01')).toEqual([...ids].sort());
    });
  });
}

const event = (fields: Record<string, unknown>) => JSON.stringify({ '@timestamp': '2026-01-01T00:00:00Z', ...fields });

/** Sends events of a batch, all where `events` is not given: one parcel each. */
async function deliver(sink: ElasticsearchSink, batch: Batch, events?: readonly number[]): Promise<Receipt> {
  const window = await sink.begin();
  if (events === undefined) await window.write({ batch, from: 0, to: batch.count });
  for (const event of events ?? []) await window.write({ batch, from: event, to: event + 1 });
  return window.commit();
}

/** Sends until nothing is to be retried. Resolves with the number of attempts. */
async function deliverAll(sink: ElasticsearchSink, batch: Batch): Promise<number> {
  let left: readonly number[] | undefined;
  for (let attempt = 1; ; attempt++) {
    left = await heldBack(sink, batch, left);
    if (left?.length === 0) return attempt;
  }
}

/** Sends events once. Resolves with those that are to be sent again. */
async function heldBack(sink: ElasticsearchSink, batch: Batch, events?: readonly number[]) {
  try {
    const { exceptions } = await deliver(sink, batch, events);
    return exceptions.filter(({ verdict }) => verdict.kind === 'retry').map((exception) => exception.event);
  } catch (error) {
    if (error instanceof SinkError && error.fault === 'busy') return events;
    throw error;
  }
}
