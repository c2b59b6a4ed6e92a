import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { UploadResult } from '../../src/ship/upload-result.js';
import { adminOf, type ElasticsearchAdmin } from '../servers/elasticsearch-admin.js';
import { type ElasticsearchNode, requireElasticsearch, startElasticsearch } from '../servers/elasticsearch.js';
import { describeWith } from '../servers/requirements.js';
import { Sandbox } from '../support/cli.js';
import {
  answer,
  half,
  type Meddle,
  reset,
  type ReverseProxy,
  slow,
  startReverseProxy,
} from '../support/peers/reverse-proxy.js';
import { checkSetup } from './setup-checks.js';

const EVENTS = 500;
const PATIENT = ['--retry-delay', '0.1', '--max-retries', '20'];
/** Some requests for a file, one after the other. */
const SMALL = { ELASTICSEARCH_BULK_BYTES: '16KB', ELASTICSEARCH_CONCURRENCY: '1' };
const LIMIT = 1024 * 1024;

describeWith(requireElasticsearch('9'), 'Elasticsearch 9', (java) => {
  let node: ElasticsearchNode;
  let admin: ElasticsearchAdmin;
  let sandbox: Sandbox;
  let serial = 0;

  beforeAll(async () => {
    node = await startElasticsearch({ version: '9', java, settings: { 'http.max_content_length': '1mb' } });
    admin = adminOf(node.url);
  });
  afterAll(() => node?.stop());
  beforeEach(async () => {
    sandbox = await Sandbox.create();
    onTestFinished(() => sandbox.remove());
    serial++;
  });

  const index = () => `logs-t${serial}-2026.01`;
  const proxyTo = async (prefix?: string): Promise<ReverseProxy> => {
    const proxy = await startReverseProxy(node.url, prefix);
    onTestFinished(() => proxy.close());
    return proxy;
  };
  const write = async (count = EVENTS, text = 'x') => {
    const events = Array.from({ length: count }, (_, seq) =>
      JSON.stringify({ '@timestamp': '2026-01-01T00:00:00Z', tenant_id: `t${serial}`, seq, text }),
    );
    const file = join(sandbox.cwd, 'app.json');
    await writeFile(file, `${events.join('\n')}\n`);
    return file;
  };
  const start = (file: string, urls: readonly string[], env: Record<string, string> = SMALL) =>
    sandbox.start(['upload', file, '--json', '--no-logstash', '--elasticsearch', urls.join(','), ...PATIENT], { env });
  const upload = async (file: string, urls: readonly string[], env?: Record<string, string>) => {
    const { exitCode, stdout, stderr } = await start(file, urls, env);
    return { exitCode, stderr, json: JSON.parse(stdout) as UploadResult };
  };
  /** Every event is there once, and the program knows it. */
  const expectAll = async (
    { exitCode, json }: { exitCode?: number | undefined; json: UploadResult },
    count = EVENTS,
  ) => {
    const { delivered, duplicates, rejected, pending } = json;
    expect({ exitCode, taken: delivered + duplicates, rejected, pending }).toEqual({
      exitCode: 0,
      taken: count,
      rejected: 0,
      pending: 0,
    });
    expect(await admin.idsOf(index())).toHaveLength(count);
  };

  test('a path in the address goes before each request', async () => {
    const proxy = await proxyTo('/proxy/es');
    await expectAll(await upload(await write(), [`${proxy.url}/`]));
    expect(proxy.seen.every(({ url }) => url.startsWith('/proxy/es/_'))).toBe(true);
  });

  test('requests are compressed where that is wanted', async () => {
    const proxy = await proxyTo();
    await expectAll(await upload(await write(), [proxy.url], { ELASTICSEARCH_COMPRESSION: 'true' }));
    const [{ headers, size } = { headers: {}, size: 0 }] = proxy.bulks;
    expect(headers['content-encoding']).toBe('gzip');
    expect(size).toBeLessThan(EVENTS * 50);
  });

  test('the largest request that the cluster takes is asked for, and never sent a larger one', async () => {
    const proxy = await proxyTo();
    const file = await write(3000, 'x'.repeat(1000));
    await expectAll(await upload(file, [proxy.url], {}), 3000);
    const sizes = proxy.bulks.map(({ size }) => size);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(LIMIT);
    expect(Math.max(...sizes)).toBeGreaterThan(LIMIT / 2);
    expect(sizes.length).toBeLessThan(8);
  });

  describe('nothing is lost and nothing doubled where', () => {
    test.each<[what: string, faults: Meddle[], duplicates: boolean, timeout?: string]>([
      ['a connection is reset before the node has the request', [reset(false)], false],
      ['a connection is reset behind it', [reset(true)], true],
      ['half an answer comes', [half], true],
      ['half an answer comes, again and again', [half, half, half, half], true],
      ['an answer comes too late', [slow(3000)], true, '1'],
      ['a proxy is lost for words', [answer(502), answer(503), answer(504)], false],
    ])('%s', async (_, faults, duplicates, timeout = '30') => {
      const proxy = await proxyTo();
      proxy.meddle(...faults);
      const result = await upload(await write(), [proxy.url], { ...SMALL, ELASTICSEARCH_TIMEOUT: timeout });
      await expectAll(result);
      expect(result.json.duplicates > 0).toBe(duplicates);
      expect(result.stderr).toContain('trying again');
    });
  });

  test.each([
    ['seconds', () => '2'],
    ['a date', () => new Date(Date.now() + 3000).toUTCString()],
  ])('Retry-After, in %s, is waited for', async (_, header) => {
    const proxy = await proxyTo();
    proxy.meddle((seen, pass, response) => answer(429, { 'retry-after': header() })(seen, pass, response));
    await expectAll(await upload(await write(), [proxy.url]));
    const [first, second] = proxy.bulks;
    expect(second!.time - first!.time).toBeGreaterThan(1900);
  });

  describe('of two nodes', () => {
    test('the one that is there is used at once', async () => {
      const { exitCode, stderr, json } = await upload(await write(), ['http://127.0.0.1:1', node.url]);
      await expectAll({ exitCode, json });
      expect(stderr).toBe('');
      expect(json.duplicates).toBe(0);
    });

    test('both are used, and one is enough when the other goes', async () => {
      const [one, other] = [await proxyTo(), await proxyTo()];
      const file = await write(3000);
      let gone: Promise<void> | undefined;
      one.meddle(...Array.from({ length: 5 }, () => slow(50)), async (_seen, pass, response) => {
        await pass();
        gone = one.close();
        response.destroy();
      });
      await expectAll(await upload(file, [one.url, other.url]), 3000);
      expect(gone).toBeDefined();
      expect(one.bulks.length).toBeGreaterThan(4);
      expect(other.bulks.length).toBeGreaterThan(4);
    });

    test('the one that was down is asked again when the other is gone', async () => {
      const [back, gone] = [await proxyTo(), await proxyTo()];
      back.meddle(reset(false));
      const running = start(await write(3000), [back.url, gone.url]);
      await expect.poll(() => gone.bulks.length, { timeout: 60_000 }).toBeGreaterThan(3);
      await gone.close();
      const { exitCode, stdout } = await running;
      await expectAll({ exitCode, json: JSON.parse(stdout) as UploadResult }, 3000);
      expect(back.bulks.length).toBeGreaterThan(1);
    });
  });

  checkSetup(() => ({ url: node.url, admin, env: {} }));
});
