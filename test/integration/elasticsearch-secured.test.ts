import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { UploadResult } from '../../src/ship/upload-result.js';
import { adminOf, type ElasticsearchAdmin } from '../servers/elasticsearch-admin.js';
import { requireElasticsearch, type ElasticsearchNode } from '../servers/elasticsearch.js';
import { startSecuredElasticsearch } from '../servers/elasticsearch-security.js';
import { describeWith } from '../servers/requirements.js';
import { type Authority, requireAuthority } from '../support/authority.js';
import { Sandbox } from '../support/cli.js';
import { checkSetup } from './setup-checks.js';

const PASSWORD = 'correct horse';
const LIMIT = 1024 * 1024;

describeWith(requireElasticsearch('8'), 'Elasticsearch with security', (java) => {
  describeWith(requireAuthority(), 'over HTTPS', (makeAuthority) => {
    let authority: Authority;
    let node: ElasticsearchNode;
    let admin: ElasticsearchAdmin;
    let sandbox: Sandbox;
    let tenant = '';
    let serial = 0;

    beforeAll(async () => {
      authority = await makeAuthority();
      const settings = { 'http.max_content_length': '1mb' };
      const certificate = await authority.issue();
      node = await startSecuredElasticsearch({ java, certificate, users: { keeper: PASSWORD }, settings });
      admin = adminOf(node.url, { auth: `keeper:${PASSWORD}`, ca: authority.cert });
      await admin.call('PUT', '/_security/role/shipper', {
        cluster: [],
        indices: [{ names: ['logs-*'], privileges: ['create_doc', 'auto_configure'] }],
      });
      await admin.call('PUT', '/_security/role/setter', {
        cluster: ['monitor', 'manage_index_templates'],
        indices: [{ names: ['logs-*'], privileges: ['create_doc', 'auto_configure'] }],
      });
      await admin.call('PUT', '/_security/user/setter', { password: PASSWORD, roles: ['setter'] });
      await admin.call('PUT', '/_security/user/shipper', { password: PASSWORD, roles: ['shipper'] });
    });
    afterAll(async () => {
      await node?.stop();
      await authority?.remove();
    });
    beforeEach(async () => {
      sandbox = await Sandbox.create();
      onTestFinished(() => sandbox.remove());
      tenant = `t${++serial}`;
    });

    const BASIC = { ELASTICSEARCH_USERNAME: 'shipper', ELASTICSEARCH_PASSWORD: PASSWORD };
    const trusting = (env: Record<string, string> = {}) => ({ ELASTICSEARCH_CA_CERT: authority.certPath, ...env });
    const write = async (count: number, of = tenant, text = 'x') => {
      const events = Array.from({ length: count }, (_, seq) =>
        JSON.stringify({ '@timestamp': '2026-01-01T00:00:00Z', tenant_id: of, seq, text }),
      );
      const file = join(sandbox.cwd, 'app.json');
      await writeFile(file, `${events.join('\n')}\n`);
      return file;
    };
    const upload = async (file: string, env: Record<string, string>, url = node.url) => {
      const args = ['upload', file, '--json', '--no-logstash', '--elasticsearch', url, '--max-retries', '0'];
      const { exitCode, stdout, stderr } = await sandbox.run(args, { env });
      return { exitCode, stderr, json: JSON.parse(stdout) as UploadResult };
    };
    const countOf = async (of = tenant) => (await admin.idsOf(`logs-${of}-2026.01`)).length;
    /** A key that may write to some indices, and do nothing else: as Kibana shows it. */
    const keyFor = async (...names: string[]) => {
      const role = { indices: [{ names, privileges: ['create_doc', 'auto_configure'] }] };
      const made = await admin.call('POST', '/_security/api_key', { name: tenant, role_descriptors: { role } });
      return made as { id: string; encoded: string; api_key: string };
    };

    describe('events are delivered with', () => {
      test('a user name and a password', async () => {
        expect(await upload(await write(100), trusting(BASIC))).toMatchObject({
          exitCode: 0,
          stderr: '',
          json: { delivered: 100, acknowledgement: 'indexed' },
        });
        expect(await countOf()).toBe(100);
      });

      test('both in the address', async () => {
        const url = node.url.replace('//', `//shipper:${encodeURIComponent(PASSWORD)}@`);
        const { exitCode, json } = await upload(await write(10), trusting(), url);
        expect({ exitCode, delivered: json.delivered, target: json.target }).toEqual({
          exitCode: 0,
          delivered: 10,
          target: node.url,
        });
      });

      test('an API key, in both ways to write it', async () => {
        const { encoded, id, api_key: key } = await keyFor('logs-*');
        const file = await write(10);
        expect(await upload(file, trusting({ ELASTICSEARCH_API_KEY: encoded }))).toMatchObject({
          exitCode: 0,
          json: { delivered: 10 },
        });
        await writeFile(file, `${await readFile(file, 'utf8')}{"tenant_id":"${tenant}","seq":10}\n`);
        const again = await upload(file, trusting({ ELASTICSEARCH_API_KEY: `${id}:${key}` }));
        expect(again).toMatchObject({ exitCode: 0, json: { delivered: 1, skipped: 10 } });
      });

      test('a user who may not ask for the limit of a request: too large ones are halved', async () => {
        const { exitCode, json } = await upload(await write(2500, tenant, 'x'.repeat(1000)), trusting(BASIC));
        expect({ exitCode, delivered: json.delivered }).toEqual({ exitCode: 0, delivered: 2500 });
        expect(await countOf()).toBe(2500);
        expect(2500 * 1000).toBeGreaterThan(2 * LIMIT);
      });
    });

    describe('the run ends with 4 and keeps its place, and goes on from there, where', () => {
      const mended = async (file: string, delivered: number) => {
        expect(await upload(file, trusting(BASIC))).toMatchObject({ exitCode: 0, json: { delivered } });
      };

      test.each([
        ['the password is wrong', { ELASTICSEARCH_USERNAME: 'shipper', ELASTICSEARCH_PASSWORD: 'hidden-word' }],
        ['the key is unknown', { ELASTICSEARCH_API_KEY: 'abc:hidden-word' }],
        ['there are no credentials', {}],
      ])('%s', async (_, env: Record<string, string>) => {
        const file = await write(20);
        const { exitCode, json, stderr } = await upload(file, trusting(env));
        expect(exitCode).toBe(4);
        expect(json).toMatchObject({ read: 20, delivered: 0, rejected: 0, pending: 20 });
        expect(stderr).toContain('refused the credentials: 401');
        expect(stderr).not.toContain('hidden-word');
        await mended(file, 20);
      });

      test('the right to write to an index is missing', async () => {
        const { encoded } = await keyFor('logs-other-*');
        const file = await write(20);
        const { exitCode, json, stderr } = await upload(file, trusting({ ELASTICSEARCH_API_KEY: encoded }));
        expect(exitCode).toBe(4);
        expect(json).toMatchObject({ delivered: 0, rejected: 0, pending: 20 });
        expect(stderr).toContain('403 security_exception');
        await mended(file, 20);
      });

      test('the right is taken away in the middle of a run', async () => {
        // More than can be through before the right is gone.
        const EVENTS = 9000;
        const { id, encoded } = await keyFor('logs-*');
        const file = await write(EVENTS);
        const args = ['upload', file, '--json', '--no-logstash', '--elasticsearch', node.url];
        const slowly = { ELASTICSEARCH_BULK_BYTES: '2KB', ELASTICSEARCH_CONCURRENCY: '1' };
        const running = sandbox.start(args, { env: trusting({ ...slowly, ELASTICSEARCH_API_KEY: encoded }) });
        await expect.poll(() => countOf().catch(() => 0), { timeout: 30_000 }).toBeGreaterThan(0);
        await admin.call('DELETE', '/_security/api_key', { ids: [id] });
        const { exitCode, stdout } = await running;
        const { delivered, rejected, pending } = JSON.parse(stdout) as UploadResult;
        expect({ exitCode, rejected, sum: delivered + pending }).toEqual({ exitCode: 4, rejected: 0, sum: EVENTS });
        expect(pending).toBeGreaterThan(0);
        const { json } = await upload(file, trusting(BASIC));
        expect(json.skipped + json.delivered + json.duplicates).toBe(EVENTS);
        expect(await countOf()).toBe(EVENTS);
      });
    });

    describe('a certificate is looked at:', () => {
      test('one that nobody vouches for is not taken', async () => {
        const { exitCode, json, stderr } = await upload(await write(5), BASIC);
        expect({ exitCode, pending: json.pending }).toEqual({ exitCode: 1, pending: 5 });
        expect(stderr).toContain('was signed by nobody we trust');
        expect(stderr).toContain('ELASTICSEARCH_CA_CERT');
      });

      test('one for another host is not taken, unless its name is set', async () => {
        const file = await write(5);
        const url = node.url.replace('127.0.0.1', 'localhost');
        const { exitCode, stderr } = await upload(file, trusting(BASIC), url);
        expect(exitCode).toBe(1);
        expect(stderr).toMatch(/for another host \(127\.0\.0\.1\), not for localhost|for another host/);
        const named = await upload(file, trusting({ ...BASIC, ELASTICSEARCH_TLS_SERVER_NAME: '127.0.0.1' }), url);
        expect(named).toMatchObject({ exitCode: 0, json: { delivered: 5 } });
      });

      test('any is taken with LOGSHIP_INSECURE, and that is said', async () => {
        const { exitCode, stderr } = await upload(await write(5), { ...BASIC, LOGSHIP_INSECURE: 'true' });
        expect(exitCode).toBe(0);
        expect(stderr).toContain('certificates are not checked');
      });

      test('http to a port with TLS says so', async () => {
        const { exitCode, stderr } = await upload(await write(5), trusting(BASIC), node.url.replace('https', 'http'));
        expect(exitCode).toBe(1);
        expect(stderr).toContain('https://');
      });
    });

    const SETTER = { ELASTICSEARCH_USERNAME: 'setter', ELASTICSEARCH_PASSWORD: PASSWORD };

    checkSetup(() => ({ url: node.url, admin, env: trusting(SETTER) }));

    test('logship setup elasticsearch ends with 4 where the user may not, and says what it takes', async () => {
      const { exitCode, stderr } = await sandbox.run(['setup', 'elasticsearch', '--elasticsearch', node.url], {
        env: trusting(BASIC),
      });
      expect(exitCode).toBe(4);
      expect(stderr).toContain('manage_index_templates');
    });

    test('a probe says who is there', async () => {
      const args = ['test-message', '--no-logstash', '--elasticsearch', node.url];
      const { exitCode, stdout } = await sandbox.run(args, {
        env: trusting({ ELASTICSEARCH_USERNAME: 'keeper', ELASTICSEARCH_PASSWORD: PASSWORD }),
      });
      expect(exitCode).toBe(0);
      expect(stdout).toContain('Elasticsearch 8.19.21');
    });
  });
});
