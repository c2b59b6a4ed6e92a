import { readFile } from 'node:fs/promises';
import { defaultLoaders } from 'cosmiconfig';
import { describe, expect, it } from 'vitest';
import { faultOfTenant } from '../../../../src/event/tenant.js';
import { LOGSTASH_SETTINGS, logstashPipeline } from '../../../../src/sinks/logstash/setup/pipeline.js';
import { type PluginUse, readLogstashConfig } from '../../../support/logstash-config.js';

/** What the documentation of each plugin names, of what a pipeline of ours may use. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  'input tcp': ['port', 'codec', 'type', 'host'],
  'input udp': ['port', 'codec', 'type', 'host', 'receive_buffer_bytes'],
  'input beats': ['port', 'type', 'host'],
  'input kafka': ['bootstrap_servers', 'topics', 'group_id', 'auto_offset_reset', 'codec', 'type'],
  'filter date': ['match', 'target'],
  'filter mutate': ['add_field', 'add_tag', 'remove_field', 'rename', 'uppercase'],
  'filter json': ['source', 'target', 'skip_on_invalid_json'],
  'filter geoip': ['source', 'target', 'tag_on_failure'],
  'output elasticsearch': [
    'hosts',
    'user',
    'password',
    'ssl_certificate_authorities',
    'index',
    'document_id',
    'action',
    'http_compression',
    'data_stream',
    'manage_template',
  ],
};

const kafka = { brokers: 'b1:9092,b2:9092', topic: 'logs' };
const plugins = (uses: readonly PluginUse[], section: string, name: string) =>
  uses.filter((use) => use.section === section && use.name === name);

describe.each([
  ['the pipeline', logstashPipeline()],
  ['the pipeline with Kafka', logstashPipeline({ kafka })],
])('%s', (_, text) => {
  const uses = readLogstashConfig(text);

  it('uses plugins and options that are documented', () => {
    for (const { section, name, options } of uses) {
      expect(Object.keys(KNOWN)).toContain(`${section} ${name}`);
      for (const option of Object.keys(options)) expect(KNOWN[`${section} ${name}`]).toContain(option);
    }
  });

  it('listens where logship sends, each input with its type', () => {
    const inputs = uses.filter(({ section }) => section === 'input');
    expect(
      inputs.slice(0, 3).map(({ name, options }) => [name, options['port'], options['codec'], options['type']]),
    ).toEqual([
      ['tcp', '5000', 'json_lines', '"logship-tcp"'],
      ['udp', '5001', 'json', '"logship-udp"'],
      ['beats', '5044', undefined, '"logship-beats"'],
    ]);
  });

  it('touches time, level and tags of no event that logship has made', () => {
    const touching = uses.filter(
      ({ section, name, options }) =>
        section === 'filter' &&
        (name === 'date' || 'uppercase' in options || (options['add_tag'] ?? '').match(/service:|env:/)),
    );
    expect(touching).toHaveLength(4);
    for (const { under } of touching) expect(under[0]).toBe('! [@metadata][_id]');
  });

  it('takes the tenant from the event alone, before anything in a message is looked at', () => {
    const setting = uses.filter(({ options }) => (options['add_field'] ?? '').includes('"[@metadata][tenant]"'));
    expect(setting.map(({ options }) => options['add_field'])).toEqual([
      '{"[@metadata][tenant]" "%{tenant_id}"}',
      '{"[@metadata][tenant]" "default"}',
    ]);
    const [json] = plugins(uses, 'filter', 'json');
    expect(json!.options).toMatchObject({ source: '"message"', target: '"message_json"' });
    expect(uses.lastIndexOf(setting[1]!)).toBeLessThan(uses.indexOf(json!));
    expect(uses[uses.findIndex(({ section }) => section === 'filter')]!.options['remove_field']).toContain(
      '[@metadata][tenant]',
    );
  });

  it('writes each event once under its id, and one without an id under none', () => {
    const outputs = plugins(uses, 'output', 'elasticsearch');
    expect(outputs.map(({ under, options }) => [under, options['document_id']])).toEqual([
      [['[@metadata][_id]'], '"%{[@metadata][_id]}"'],
      [['not ([@metadata][_id])'], undefined],
    ]);
    for (const { options } of outputs) {
      expect(options).toMatchObject({ index: '"%{[@metadata][index]}"', action: '"create"', http_compression: 'true' });
      expect(options['password']).toMatch(/^"\$\{ELASTICSEARCH_PASSWORD\}"$/);
      expect(options['user']).toContain('${ELASTICSEARCH_USERNAME');
      expect(options['ssl_certificate_authorities']).toContain('${ELASTICSEARCH_CA_CERT');
    }
    expect(text).toContain('"[@metadata][index]" => "logs-%{[@metadata][tenant]}-%{+YYYY.MM}"');
  });

  it('routes by the rules that logship has for tenants', () => {
    const condition = /\[@metadata\]\[tenant\] =~ \/(.*)\/ \{/.exec(text)![1]!;
    const legal = new RegExp(condition.replace('\\A', '^').replace('\\z', '$'), 'u');
    for (const tenant of ['default', 'acme', 'a-b_c.d', 'münchen', '42', 'x'.repeat(100), 'a+b', "o'neil", 'a{b}']) {
      expect([tenant, legal.test(tenant)]).toEqual([tenant, faultOfTenant(tenant) === undefined]);
    }
    for (const tenant of [
      '',
      'Acme',
      'É',
      '-a',
      '_a',
      '+a',
      '.a',
      'a b',
      'a,b',
      'a#',
      'a:b',
      'a/b',
      'a\\b',
      'a*',
      'a?',
      'a"',
      'a<',
      'a>',
      'a|',
    ]) {
      expect([tenant, legal.test(tenant)]).toEqual([tenant, false]);
      expect(faultOfTenant(tenant)).not.toBeUndefined();
    }
    expect(legal.test('x'.repeat(101))).toBe(false);
  });

  it('keeps what only routes out of the document', () => {
    const names = uses.filter(({ options }) => 'rename' in options);
    expect(names.map(({ options }) => options['rename'])).toEqual(['{"type" "[@metadata][input]"}']);
    for (const { options } of uses.filter(({ section }) => section === 'input'))
      expect(names[0]!.under[0]).toContain(options['type']!);
  });
});

it('reads from Kafka where it is told to, and only there', () => {
  expect(plugins(readLogstashConfig(logstashPipeline()), 'input', 'kafka')).toEqual([]);
  expect(plugins(readLogstashConfig(logstashPipeline({ kafka })), 'input', 'kafka')[0]!.options).toMatchObject({
    bootstrap_servers: '"b1:9092,b2:9092"',
    topics: '["logs"]',
  });
});

describe('what lies in infra/', () => {
  it('is what the command writes', async () => {
    expect(await readFile('infra/logstash/pipeline/logstash.conf', 'utf8')).toBe(logstashPipeline());
    expect(await readFile('infra/logstash/config/logstash.yml', 'utf8')).toBe(LOGSTASH_SETTINGS);
  });

  it('keeps what Logstash has read on disk, and what Elasticsearch refuses', () => {
    expect(defaultLoaders['.yaml']('logstash.yml', LOGSTASH_SETTINGS)).toMatchObject({
      'queue.type': 'persisted',
      'dead_letter_queue.enable': true,
      'pipeline.ecs_compatibility': 'v8',
    });
  });

  it('publishes on this machine alone, checks health, and holds no password', async () => {
    const text = await readFile('infra/docker-compose.yml', 'utf8');
    const { services, volumes } = defaultLoaders['.yaml']('docker-compose.yml', text) as {
      services: Record<string, Service>;
      volumes: Record<string, unknown>;
    };
    expect(Object.keys(services).sort()).toEqual(['elasticsearch', 'kibana', 'logstash', 'setup']);
    for (const [name, service] of Object.entries(services)) {
      expect([name, service.healthcheck?.test]).toEqual([name, expect.any(Array)]);
      for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+(\/udp)?$/);
      const secrets = Object.entries(service.environment ?? {}).filter(([variable]) => variable.includes('PASSWORD'));
      for (const [, value] of secrets) expect(value).toMatch(/^\$\{\w+PASSWORD:\?/);
      const named = (service.volumes ?? []).map((volume) => volume.split(':')[0]!).filter((from) => from[0] !== '.');
      expect(Object.keys(volumes)).toEqual(expect.arrayContaining(named));
    }
    expect(services['logstash']!.ports).toEqual(
      expect.arrayContaining(['127.0.0.1:5000:5000', '127.0.0.1:5001:5001/udp', '127.0.0.1:5044:5044']),
    );
  });
});

interface Service {
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
}
