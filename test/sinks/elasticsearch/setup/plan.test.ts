import { describe, expect, test } from 'vitest';
import {
  STOCK,
  type ClusterFacts,
  type NamedTemplate,
  type StoredTemplate,
} from '../../../../src/sinks/elasticsearch/setup/cluster.js';
import { planSetup, type SetupPlan } from '../../../../src/sinks/elasticsearch/setup/plan.js';

const template = (name: string, pattern: string, priority: number, _meta = {}): NamedTemplate => ({
  name,
  index_template: { index_patterns: [pattern], priority, _meta },
});
const withTemplates = (...templates: NamedTemplate[]): ClusterFacts => ({
  ...STOCK,
  templates: [...STOCK.templates, ...templates],
});
const OLD: ClusterFacts = { ...STOCK, version: [8, 10], policies: { own: undefined } };

const bodyOf = (plan: SetupPlan) => plan.steps.at(-1)!.request.body as StoredTemplate;
/** The cluster after all requests of a plan were taken. */
const after = (
  cluster: ClusterFacts,
  plan: SetupPlan,
  change: (body: StoredTemplate) => StoredTemplate = (body) => body,
) => {
  const policy = plan.steps.find(({ what }) => what === 'ILM policy')?.request.body as { policy: never } | undefined;
  return {
    ...cluster,
    templates: [...cluster.templates, { name: 'logship-logs', index_template: change(bodyOf(plan)) }],
    policies: policy ? { own: policy.policy } : cluster.policies,
  };
};

describe('the priority', () => {
  test('is just above the stock template', () => {
    expect(planSetup(STOCK, undefined)).toMatchObject({ priority: 101, remarks: [] });
  });

  test('is above every template for all tenants, which is told', () => {
    const plan = planSetup(withTemplates(template('mine', 'logs-*', 500)), undefined);
    expect(plan.priority).toBe(501);
    expect(plan.remarks).toEqual([expect.stringContaining('template mine (logs-*; priority 500) no longer holds')]);
  });

  test('leaves templates for single tenants in front, and avoids theirs', () => {
    const plan = planSetup(
      withTemplates(template('acme', 'logs-acme-*', 101), template('big', 'logs-big-*', 900)),
      undefined,
    );
    expect(plan.priority).toBe(102);
    expect(plan.remarks).toEqual([
      expect.stringContaining('template acme (logs-acme-*; priority 101) no longer holds'),
      expect.stringContaining('template big (logs-big-*; priority 900) goes before logship-logs'),
    ]);
  });

  test('passes over what the cluster brings, and what has nothing to do with it', () => {
    const brought = template('logs-nginx', 'logs-nginx.access-*', 200, { managed: true });
    expect(planSetup(withTemplates(brought, template('m', 'metrics-*', 700)), undefined)).toMatchObject({
      priority: 101,
      remarks: [],
    });
  });

  test('stays where somebody has raised it', () => {
    const cluster = after(STOCK, planSetup(STOCK, undefined), (body) => ({ ...body, priority: 300 }));
    const plan = planSetup(cluster, undefined);
    expect(plan).toMatchObject({ priority: 300, steps: [{ state: 'unchanged' }] });
  });
});

describe('retention', () => {
  test('goes by the lifecycle of data streams where there is one', () => {
    const plan = planSetup(STOCK, '30d');
    expect(plan.lifecycle).toEqual({ kind: 'data stream lifecycle', retention: '30d' });
    expect(bodyOf(plan).template!.lifecycle).toEqual({ enabled: true, data_retention: '30d' });
  });

  test('goes by a policy in an older cluster, which comes before the template', () => {
    const plan = planSetup(OLD, '30d');
    expect(plan.steps.map(({ what, request }) => `${what} ${request.path}`)).toEqual([
      'ILM policy /_ilm/policy/logship-logs',
      'index template /_index_template/logship-logs',
    ]);
    expect(plan.steps[0]!.request.body).toMatchObject({
      policy: {
        phases: {
          hot: { actions: { rollover: { max_age: '7d', max_primary_shard_size: '50gb' } } },
          delete: { min_age: '30d', actions: { delete: {} } },
        },
      },
    });
    expect(bodyOf(plan).template!.settings).toMatchObject({ index: { lifecycle: { name: 'logship-logs' } } });
    expect(bodyOf(plan).template!.lifecycle).toBeUndefined();
  });

  test.each([
    ['12h', '1h'],
    ['1d', '1h'],
    ['14d', '1d'],
    ['90d', '7d'],
    ['365d', '30d'],
    [undefined, '30d'],
  ])('of %s begins an index every %s in an older cluster', (retention, age) => {
    const [policy] = planSetup(OLD, retention).steps;
    expect(policy!.request.body).toMatchObject({
      policy: { phases: { hot: { actions: { rollover: { max_age: age } } } } },
    });
  });

  test('can not be met where the cluster has neither', () => {
    const bare: ClusterFacts = { ...OLD, policies: undefined };
    expect(() => planSetup(bare, '30d')).toThrow('neither data stream lifecycles nor ILM');
    expect(planSetup(bare, undefined)).toMatchObject({ lifecycle: undefined, steps: [{ what: 'index template' }] });
  });
});

describe.each([
  ['a new cluster', STOCK],
  ['an older one', OLD],
  ['a serverless one', { ...STOCK, serverless: true }],
])('in %s', (_, cluster) => {
  test('a second run finds everything as it should be', () => {
    const again = planSetup(after(cluster, planSetup(cluster, '30d')), '30d');
    expect(again.steps.every(({ state }) => state === 'unchanged')).toBe(true);
  });

  test('another retention is an update of its own work', () => {
    const again = planSetup(after(cluster, planSetup(cluster, '30d')), '7d');
    expect(again.steps.filter(({ state }) => state === 'outdated')).toHaveLength(1);
  });
});

describe('a template that somebody has changed', () => {
  const changed = (body: StoredTemplate): StoredTemplate => ({
    ...body,
    template: { ...body.template, settings: { index: { number_of_replicas: '0' } } },
  });

  test('is told from one that is out of date', () => {
    const [step] = planSetup(after(STOCK, planSetup(STOCK, '30d'), changed), '30d').steps;
    expect(step).toMatchObject({ state: 'foreign' });
    expect(step!.changes).toContain('settings.number_of_replicas');
  });

  test('is also one of our name that logship never wrote', () => {
    const [step] = planSetup(withTemplates(template('logship-logs', 'logs-*', 1)), undefined).steps;
    expect(step).toMatchObject({ state: 'foreign' });
  });
});

test('settings are compared as a cluster gives them back', () => {
  const asTexts = (body: StoredTemplate): StoredTemplate => ({
    ...body,
    data_stream: { hidden: false, allow_custom_routing: false },
    composed_of: [],
    template: {
      ...body.template,
      settings: {
        'index.mode': 'standard',
        'index.mapping': {
          ignore_malformed: 'true',
          total_fields: { limit: '2000', ignore_dynamic_beyond_limit: 'true' },
        },
      },
    },
  });
  const plan = planSetup(after(STOCK, planSetup(STOCK, '30d'), asTexts), '30d');
  expect(plan.steps).toMatchObject([{ state: 'unchanged', changes: [] }]);
});
