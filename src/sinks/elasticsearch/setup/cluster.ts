import { SinkError } from '../../../model/errors.js';
import type { Answer } from '../answer.js';
import { answerFault } from '../fault.js';
import type { Wire } from '../wire.js';

/** An index template, as a cluster keeps it and takes it. */
export interface StoredTemplate {
  readonly index_patterns: string | readonly string[];
  readonly priority?: number;
  readonly data_stream?: unknown;
  readonly composed_of?: readonly string[];
  readonly template?: {
    readonly settings?: unknown;
    readonly mappings?: unknown;
    readonly lifecycle?: unknown;
    readonly aliases?: unknown;
  };
  readonly _meta?: Meta;
}

/** A policy of index lifecycle management. */
export interface StoredPolicy {
  readonly phases: unknown;
  readonly _meta?: Meta;
}

type Meta = Readonly<Record<string, unknown>>;

export interface NamedTemplate {
  readonly name: string;
  readonly index_template: StoredTemplate;
}

/** What is asked of a cluster before anything is changed in it. */
export interface ClusterFacts {
  /** `Elasticsearch 9.5.3 (my-cluster)`. */
  readonly name: string;
  readonly version: readonly [major: number, minor: number];
  readonly serverless: boolean;
  readonly templates: readonly NamedTemplate[];
  /** Whether it has index lifecycle management, and in it a policy of the name that was asked for. */
  readonly policies: { readonly own: StoredPolicy | undefined } | undefined;
}

/** The first release that lays objects out flat where a mapping has `subobjects: false`. */
const OLDEST = [8, 11] as const;

/** A cluster as it comes: what is assumed where none can be asked. */
export const STOCK: ClusterFacts = {
  name: 'Elasticsearch 8.14 or newer',
  version: [8, 14],
  serverless: false,
  templates: [
    { name: 'logs', index_template: { index_patterns: ['logs-*-*'], priority: 100, _meta: { managed: true } } },
  ],
  policies: undefined,
};

export function isAtLeast([major, minor]: ClusterFacts['version'], wantedMajor: number, wantedMinor: number): boolean {
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/** Whether data streams have a lifecycle of their own. */
export function hasStreamLifecycle({ version, serverless }: Pick<ClusterFacts, 'version' | 'serverless'>): boolean {
  return serverless || isAtLeast(version, 8, 14);
}

/** Asks a cluster what it is and has; nothing is changed. Throws `SinkError`. */
export async function askCluster(wire: Wire, target: string, policyName: string): Promise<ClusterFacts> {
  const { version: said, cluster_name: cluster } = okOf(await wire.get('/'), target) as Greeting;
  const number = said?.number ?? '';
  const version = [Number(number.split('.')[0]), Number(number.split('.')[1])] as const;
  if (said?.distribution !== undefined || !isAtLeast(version, ...OLDEST)) {
    const product = said?.distribution ?? `Elasticsearch ${number || 'of an unknown version'}`;
    throw new SinkError('refusing', target, `${target} is ${product}: the template needs Elasticsearch 8.11 or newer`);
  }
  const serverless = said?.build_flavor === 'serverless';
  const { index_templates: templates } = okOf(await wire.get('/_index_template'), target) as Templates;
  const asked = hasStreamLifecycle({ version, serverless }) ? undefined : await wire.get(`/_ilm/policy/${policyName}`);
  return {
    name: serverless ? `Elasticsearch Serverless (${cluster})` : `Elasticsearch ${number} (${cluster})`,
    version,
    serverless,
    templates,
    policies: asked && policiesIn(asked, target, policyName),
  };
}

/** 404: no such policy; 400 and 405: nobody there answers for policies. */
function policiesIn(answer: Answer, target: string, name: string): ClusterFacts['policies'] {
  if (answer.status === 400 || answer.status === 405) return undefined;
  if (answer.status === 404) return { own: undefined };
  return { own: (okOf(answer, target) as Policies)[name]?.policy };
}

interface Greeting {
  readonly cluster_name?: string;
  readonly version?: { readonly number?: string; readonly build_flavor?: string; readonly distribution?: string };
}
interface Templates {
  readonly index_templates: readonly NamedTemplate[];
}
type Policies = Readonly<Record<string, { readonly policy: StoredPolicy } | undefined>>;

/** The JSON of an answer. Throws `SinkError` where the request was refused, or somebody else answers. */
export function okOf(answer: Answer, target: string): unknown {
  if (answer.status !== 200) throw refusedSetup(answer, target);
  try {
    return JSON.parse(answer.body);
  } catch {
    throw answerFault({ ...answer, status: 404 }, target);
  }
}

function refusedSetup(answer: Answer, target: string): SinkError {
  const error = answerFault(answer, target);
  if (error.fault !== 'denied') return error;
  const next = [
    'set ELASTICSEARCH_API_KEY, or ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD',
    'setting up needs the cluster privileges monitor and manage_index_templates (before 8.14 also manage_ilm); shipping does not',
  ];
  return new SinkError('denied', target, error.message, { next });
}
