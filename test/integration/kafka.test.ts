import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import zlib from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { UploadResult } from '../../src/ship/upload-result.js';
import { KAFKA_USER, type KafkaNode, requireKafka, startKafka } from '../servers/kafka.js';
import { describeWith, type Requirement } from '../servers/requirements.js';
import { type Arrived, readArrived } from '../support/arrived.js';
import { type Authority, requireAuthority } from '../support/authority.js';
import { Sandbox } from '../support/cli.js';
import { startElasticsearchStandIn } from '../support/elasticsearch-stand-in.js';

const CREDENTIALS = { KAFKA_USERNAME: KAFKA_USER.name, KAFKA_PASSWORD: KAFKA_USER.password };
const QUICK = ['--retry-delay', '0.1', '--max-retries', '1'];
/** A broker that has just started asks for patience. */
const PATIENT = ['--retry-delay', '0.5', '--max-retries', '100'];

function requireAll() {
  const [kafka, authority] = [requireKafka(), requireAuthority()];
  if ('missing' in kafka) return kafka;
  if ('missing' in authority) return authority;
  return { found: { java: kafka.found, makeAuthority: authority.found } } satisfies Requirement<unknown>;
}

describeWith(requireAll(), 'Upload to Kafka', ({ java, makeAuthority }) => {
  let authority: Authority;
  let node: KafkaNode;
  let sandbox: Sandbox;
  let topics = 0;
  let topic: string;

  beforeAll(async () => {
    authority = await makeAuthority();
    node = await startKafka({ java, certificate: await authority.issue() });
  });
  afterAll(async () => {
    await node?.stop();
    await authority?.remove();
  });
  beforeEach(async () => {
    topic = `logs-${topics++}`;
    sandbox = await Sandbox.create();
    onTestFinished(() => sandbox.remove());
  });

  const argsFor = (file: string, ...more: string[]) => ['upload', file, '--json', '--topic', topic, ...more];
  const upload = async (file: string, more: string[] = [], env: Record<string, string> = {}) => {
    const run = await sandbox.run(argsFor(file, '--kafka', node.plain, ...PATIENT, ...more), { env });
    return { ...run, json: (run.stdout ? JSON.parse(run.stdout) : undefined) as UploadResult };
  };
  const write = async (content: string) => {
    const file = join(sandbox.cwd, 'app.json');
    await writeFile(file, content);
    return file;
  };
  const arrived = async (expected: number): Promise<Arrived> => {
    const values = (await node.read(topic)).map(({ value }) => `${value.toString()}\n`);
    const file = join(sandbox.root, 'arrived.ndjson');
    await writeFile(file, values.join(''));
    return readArrived(file, { expected });
  };

  test('a record is the event that a dry run shows, to the byte, under the key of its tenant, in order', async () => {
    await node.createTopic(topic, 4);
    const odd = '{"@timestamp":"2026-01-01T00:00:00Z","tenant_id":"größe","big":9007199254740993, "u":"\\u00fc"}\n';
    const file = await write(odd + events(0, 5000));
    const { stdout } = await sandbox.run(['upload', file, '--dry-run', '--service', 'shop']);
    const { exitCode, json } = await upload(file, ['--service', 'shop']);
    expect({ exitCode, json }).toMatchObject({
      exitCode: 0,
      json: { read: 5001, delivered: 5001, acknowledgement: 'accepted', target: `kafka://${node.plain}/${topic}` },
    });
    const records = await node.read(topic);
    const values = records.map(({ value }) => value.toString());
    // Only the key of the file in the ids differs: a dry run gives none.
    const withoutKey = (lines: readonly string[]) =>
      lines.map((line) => line.replace(/"_id":"[^-]+-/, '"_id":"')).sort();
    const shown = withoutKey(stdout.trimEnd().split('\n'));
    expect(withoutKey(values).filter((value, index) => value !== shown[index])).toEqual([]);
    const byKey = new Map<string | undefined, typeof records>();
    for (const record of records) byKey.set(record.key, [...(byKey.get(record.key) ?? []), record]);
    expect(new Set(byKey.keys())).toEqual(new Set(['größe', ...[0, 1, 2, 3, 4].map((digit) => `tenant-${digit}`)]));
    expect(new Set(records.map(({ partition }) => partition)).size).toBeGreaterThan(1);
    for (const [key, own] of byKey) {
      expect(new Set(own.map(({ partition }) => partition)).size).toBe(1);
      const events = own.map(({ value }) => JSON.parse(value.toString()) as { tenant_id: string; seq?: number });
      expect(new Set(events.map((event) => event.tenant_id))).toEqual(new Set([key]));
      const order = events.map(({ seq = 0 }) => seq);
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }
    expect(Math.abs(records[0]!.timestamp - Date.now())).toBeLessThan(600_000);
  });

  test.each(['gzip', 'snappy', 'lz4', 'zstd'])('Kafka reads what was compressed with %s', async (compression) => {
    await node.createTopic(topic, 2);
    const file = await write(events(0, 6000));
    const { exitCode, stderr } = await upload(file, [], { KAFKA_COMPRESSION: compression });
    const lacking = compression === 'zstd' && !('zstdCompress' in zlib);
    expect({ exitCode, told: stderr.includes('has no zstd') }).toEqual({ exitCode: lacking ? 2 : 0, told: lacking });
    const { events: count, torn, duplicates } = await arrived(6000);
    expect({ count, torn, duplicates }).toEqual({ count: lacking ? 0 : 6000, torn: [], duplicates: 0 });
  });

  test('an event that is too large is rejected, and those around it arrive', async () => {
    await node.createTopic(topic, 1, { 'max.message.bytes': '4000' });
    const large = event(100, { text: 'x'.repeat(5000) });
    const file = await write(events(0, 100) + large + events(101, 200));
    const { exitCode, json, stderr } = await upload(file);
    expect({ exitCode, json }).toMatchObject({ exitCode: 3, json: { delivered: 199, rejected: 1, pending: 0 } });
    expect(stderr).toMatch(/app\.json:101:1: rejected: MESSAGE_TOO_LARGE.*: 5\d\d\d bytes/);
    const [row] = (await readFile(json.rejectsFile!, 'utf8')).trimEnd().split('\n');
    expect(JSON.parse(row!)).toMatchObject({ line: 101, text: large.trimEnd() });
    expect(await arrived(200)).toMatchObject({ events: 199, lost: [100], duplicates: 0 });
  });

  test('a broker that is killed in the middle and started again has every event', async () => {
    await node.createTopic(topic, 3);
    const count = 100_000;
    const file = await write(events(0, count));
    const env = { KAFKA_BATCH_BYTES: '16KB' };
    const running = sandbox.start(argsFor(file, '--kafka', node.plain, ...PATIENT), { env });
    while ((await node.read(topic)).length === 0);
    await node.kill();
    await node.restart();
    const { exitCode, stdout } = await running;
    const { delivered, rejected, pending } = JSON.parse(stdout) as UploadResult;
    expect({ exitCode, delivered, rejected, pending }).toEqual({
      exitCode: 0,
      delivered: count,
      rejected: 0,
      pending: 0,
    });
    expect(await arrived(count)).toMatchObject({ lost: [], strayed: 0, collisions: 0, torn: [], unexpected: [] });
  });

  test('where no broker answers, the fallback takes the events, and the next run says so', async () => {
    const elasticsearch = await startElasticsearchStandIn();
    const file = await write(events(0, 50));
    const away = ['--kafka', '127.0.0.1:1,127.0.0.1:2', ...QUICK];
    const run = await sandbox.run(argsFor(file, ...away, '--elasticsearch', elasticsearch.url));
    expect(run.exitCode).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ delivered: 50, acknowledgement: 'indexed' });
    expect(run.stderr).toMatch(/127\.0\.0\.1:1: the connection was refused/);
    const alone = await sandbox.run(argsFor(file, ...away, '--restart'));
    expect(alone).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Is Kafka running there?') });
  });

  test('a topic that is not there is told, with what makes it', async () => {
    const { exitCode, stderr, json } = await upload(await write(events(0, 5)));
    expect({ exitCode, json }).toMatchObject({ exitCode: 1, json: { delivered: 0, pending: 5 } });
    expect(stderr).toContain(`there is no topic ${topic}`);
    expect(stderr).toContain(`kafka-topics.sh --bootstrap-server BROKER --create --topic ${topic}`);
  });

  test('a test message shows each step', async () => {
    await node.createTopic(topic, 3);
    const { exitCode, stdout } = await sandbox.run(['test-message', '--kafka', node.plain, '--topic', topic, '--json']);
    expect(exitCode).toBe(0);
    const { roads } = JSON.parse(stdout) as { roads: { steps: { name: string; detail: string }[] }[] };
    expect(roads[0]!.steps.map(({ name }) => name)).toEqual(['resolve', 'connect', 'topic', 'send', 'confirm']);
    expect(roads[0]!.steps[2]!.detail).toBe(`${topic}: 3 partitions, 1 broker`);
    expect(await node.read(topic)).toHaveLength(1);
  });

  describe('with a sign-in', () => {
    const signedIn = (file: string, listener: string, env: Record<string, string>) =>
      sandbox.run(argsFor(file, '--kafka', listener, ...PATIENT), { env: { ...CREDENTIALS, ...env } });

    test.each(['plain', 'scram-sha-256', 'SCRAM-SHA-512'])('%s', async (mechanism) => {
      await node.createTopic(topic, 1);
      await node.allow(topic);
      const run = await signedIn(await write(events(0, 50)), node.sasl, { KAFKA_SASL_MECHANISM: mechanism });
      expect(run).toMatchObject({ exitCode: 0 });
      expect(await node.read(topic)).toHaveLength(50);
    });

    test.each(['plain', 'scram-sha-512'])(
      'a wrong password ends with 4, and nothing is lost (%s)',
      async (mechanism) => {
        const env = { KAFKA_SASL_MECHANISM: mechanism, KAFKA_PASSWORD: 'wrong-word' };
        const run = await signedIn(await write(events(0, 5)), node.sasl, env);
        expect(run).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('Kafka refused the credentials') });
        expect(run.stderr).not.toContain('wrong-word');
        expect(JSON.parse(run.stdout)).toMatchObject({ delivered: 0, pending: 5 });
      },
    );

    test('so does a topic that the user may not write to', async () => {
      await node.createTopic(topic, 1);
      const run = await signedIn(await write(events(0, 5)), node.sasl, {});
      expect(run).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('TOPIC_AUTHORIZATION_FAILED') });
    });

    test('over TLS', async () => {
      await node.createTopic(topic, 1);
      await node.allow(topic);
      const run = await signedIn(await write(events(0, 50)), node.saslTls, { KAFKA_CA_CERT: authority.certPath });
      expect(run).toMatchObject({ exitCode: 0 });
      expect(await node.read(topic)).toHaveLength(50);
    });

    test('a broker that wants a sign-in, and gets none, is told', async () => {
      const run = await sandbox.run(argsFor(await write(events(0, 5)), '--kafka', node.sasl, ...QUICK));
      expect(run).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('set KAFKA_USERNAME') });
    });
  });

  describe('over TLS', () => {
    test('events arrive', async () => {
      await node.createTopic(topic, 1);
      const env = { KAFKA_CA_CERT: authority.certPath };
      const run = await sandbox.run(argsFor(await write(events(0, 50)), '--kafka', node.tls, ...PATIENT), { env });
      expect(run).toMatchObject({ exitCode: 0 });
      expect(await node.read(topic)).toHaveLength(50);
    });

    test.each([
      ['an authority that nobody knows', 'tls', { KAFKA_TLS: 'true' }, /signed by nobody we trust.*\n.*KAFKA_CA_CERT/],
      ['plain text where TLS is spoken', 'tls', {}, /TLS is spoken there.*\n.*Set KAFKA_TLS=true/],
      ['TLS where plain text is spoken', 'plain', { KAFKA_TLS: 'true' }, /TLS/],
    ] as const)('%s is told', async (_, listener, env, words) => {
      const run = await sandbox.run(argsFor(await write(events(0, 5)), '--kafka', node[listener], ...QUICK), { env });
      expect(run).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(words) });
    });
  });
});

function event(seq: number, fields: Record<string, unknown> = {}): string {
  const tenant = `tenant-${seq % 5}`;
  return `${JSON.stringify({ '@timestamp': '2026-01-01T00:00:00Z', tenant_id: tenant, seq, ...fields })}\n`;
}

function events(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, index) => event(from + index)).join('');
}
