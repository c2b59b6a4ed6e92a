import { SinkError } from '../../../model/errors.js';

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

/** What a cluster is asked. Each call throws `SinkError`. */
export interface ClusterQuestions {
  greet(): Promise<Greeting>;
  templates(): Promise<readonly NamedTemplate[]>;
  /** Whether the cluster has policies, and one of that name. */
  policies(name: string): Promise<ClusterFacts['policies']>;
}

/** How a cluster introduces itself. */
export interface Greeting {
  readonly cluster_name: string;
  readonly version: { readonly number: string; readonly build_flavor: string };
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
export async function askCluster(client: ClusterQuestions, target: string, policyName: string): Promise<ClusterFacts> {
  const { version: said, cluster_name: cluster } = await client.greet();
  const version = [Number(said.number.split('.')[0]), Number(said.number.split('.')[1])] as const;
  if (!isAtLeast(version, ...OLDEST)) {
    const message = `${target} is Elasticsearch ${said.number}: the template needs Elasticsearch 8.11 or newer`;
    throw new SinkError('refusing', target, message);
  }
  const serverless = said.build_flavor === 'serverless';
  const templates = await client.templates();
  const hasOwnMeans = hasStreamLifecycle({ version, serverless });
  return {
    name: serverless ? `Elasticsearch Serverless (${cluster})` : `Elasticsearch ${said.number} (${cluster})`,
    version,
    serverless,
    templates,
    policies: hasOwnMeans ? undefined : await client.policies(policyName),
  };
}
