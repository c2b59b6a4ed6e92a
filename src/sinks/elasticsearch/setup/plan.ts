import { ConfigError } from '../../../model/errors.js';
import { hasStreamLifecycle, type ClusterFacts, type NamedTemplate } from './cluster.js';
import { differences, factsOf, fingerprintOf } from './compare.js';
import { priorityOf, standingOf } from './priority.js';
import { policyOf, type Lifecycle } from './retention.js';
import { NAME, PATTERNS, templateFacts, templateOf } from './template.js';

/** A request that changes the cluster. */
export interface SetupRequest {
  readonly method: 'PUT';
  readonly path: string;
  readonly body: unknown;
}

/** One thing that has to be in the cluster. */
export interface SetupStep {
  readonly what: 'ILM policy' | 'index template';
  readonly name: string;
  readonly request: SetupRequest;
  /** `foreign`: one of this name is there that logship has not written like that. */
  readonly state: 'missing' | 'outdated' | 'unchanged' | 'foreign';
  /** Where what is there differs. */
  readonly changes: readonly string[];
}

export interface SetupPlan {
  readonly lifecycle: Lifecycle | undefined;
  readonly patterns: readonly string[];
  readonly priority: number;
  /** In the order in which they have to be taken. */
  readonly steps: readonly SetupStep[];
  /** What a person should know of other templates. */
  readonly remarks: readonly string[];
}

/** Says what is missing in a cluster. Throws `ConfigError` where it has no means to keep events for a time. */
export function planSetup(cluster: ClusterFacts, retention: string | undefined): SetupPlan {
  const lifecycle = lifecycleIn(cluster, retention);
  const present = cluster.templates.find(({ name }) => name === NAME)?.index_template;
  const others = cluster.templates.filter(({ name }) => name !== NAME);
  const standing = standingOf(PATTERNS, others, present?.priority);
  const { priority } = standing;
  const template = templateOf({ priority, lifecycle, cluster });
  const steps: SetupStep[] = [];
  if (lifecycle?.kind === 'ILM policy') steps.push(policyStep(cluster, retention));
  steps.push({
    what: 'index template',
    name: NAME,
    request: { method: 'PUT', path: `/_index_template/${NAME}`, body: template },
    ...stateOf(present && { facts: templateFacts(present), meta: present._meta }, templateFacts(template)),
  });
  return { lifecycle, patterns: PATTERNS, priority, steps, remarks: remarksOn(standing) };
}

function lifecycleIn(cluster: ClusterFacts, retention: string | undefined): Lifecycle | undefined {
  if (hasStreamLifecycle(cluster)) return { kind: 'data stream lifecycle', retention };
  if (cluster.policies) return { kind: 'ILM policy', retention };
  if (retention === undefined) return undefined;
  throw new ConfigError(`${cluster.name} has neither data stream lifecycles nor ILM: --retention can't be met`, {
    next: ['Leave --retention out, and delete old data streams yourself.'],
  });
}

function policyStep({ policies }: ClusterFacts, retention: string | undefined): SetupStep {
  const own = policies?.own;
  const policy = policyOf(retention);
  const facts = factsOf(policy);
  const _meta = { managed_by: 'logship', fingerprint: fingerprintOf(facts) };
  return {
    what: 'ILM policy',
    name: NAME,
    request: { method: 'PUT', path: `/_ilm/policy/${NAME}`, body: { policy: { ...policy, _meta } } },
    ...stateOf(own && { facts: factsOf({ phases: own.phases }), meta: own._meta }, facts),
  };
}

interface Present {
  readonly facts: ReadonlyMap<string, string>;
  readonly meta: Readonly<Record<string, unknown>> | undefined;
}

function stateOf(present: Present | undefined, wanted: Present['facts']): Pick<SetupStep, 'state' | 'changes'> {
  if (present === undefined) return { state: 'missing', changes: [] };
  const changes = differences(present.facts, wanted);
  if (changes.length === 0) return { state: 'unchanged', changes };
  const ours =
    present.meta?.['managed_by'] === 'logship' && present.meta['fingerprint'] === fingerprintOf(present.facts);
  return { state: ours ? 'outdated' : 'foreign', changes };
}

/** Templates that the cluster brings itself are no news. */
function remarksOn({ displaced, ahead, behind }: ReturnType<typeof standingOf>): string[] {
  const made = (templates: readonly NamedTemplate[]) =>
    templates.filter(({ index_template: { _meta } }) => _meta?.['managed'] !== true);
  const instead = `no longer holds for logs-{tenant}-YYYY.MM: ${NAME} goes first`;
  return [
    ...made(displaced).map((template) => `${nameOf(template)} ${instead}`),
    ...made(behind).map((template) => `${nameOf(template)} ${instead}; raise its priority to keep it for its tenants`),
    ...made(ahead).map((template) => `${nameOf(template)} goes before ${NAME} for the names that fit it`),
  ];
}

function nameOf(template: NamedTemplate): string {
  const { name, index_template } = template;
  return `template ${name} (${[index_template.index_patterns].flat().join(', ')}; priority ${priorityOf(template)})`;
}
