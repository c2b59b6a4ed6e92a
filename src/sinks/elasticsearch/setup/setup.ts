import { ConfigError, SinkError } from '../../../model/errors.js';
import { clusterOf, type ElasticsearchOptions } from '../options.js';
import { askCluster, STOCK, type ClusterFacts } from './cluster.js';
import { planSetup, type SetupPlan, type SetupStep } from './plan.js';
import { NAME } from './template.js';

export interface SetupWishes {
  /** Whole days or hours, `30d`, `12h`; without it, events are kept until somebody deletes them. */
  readonly retention: string | undefined;
  /** Ask, and change nothing. */
  readonly dryRun: boolean;
  /** Replace what others have written under our name. */
  readonly overwrite: boolean;
}

export interface SetupResult extends SetupPlan {
  /** `undefined` where no address is set. */
  readonly target: string | undefined;
  /** What answered there, or what was assumed. */
  readonly cluster: string;
  /** Why the cluster could not be asked: only a dry run goes on then. */
  readonly assumed: string | undefined;
  /** Whether anything was sent that changes the cluster. */
  readonly changed: boolean;
}

/**
 * Puts into a cluster what events of logship need there: nothing where all of it is there already, so it may run again
 * and again. Throws `ConfigError` where somebody else's work would be overwritten, and `SinkError`.
 */
export async function setUpElasticsearch(options: ElasticsearchOptions, wishes: SetupWishes): Promise<SetupResult> {
  if (wishes.dryRun && options.nodes.length === 0) return assume('ELASTICSEARCH_URL is not set', undefined, wishes);
  const { target, ...rest } = clusterOf(options);
  const { openClient } = await import('./client.js');
  const client = openClient({ target, ...rest }, options);
  try {
    const facts = await askCluster(client, target, NAME);
    const plan = planSetup(facts, wishes.retention);
    const result = { ...plan, target, cluster: facts.name, assumed: undefined };
    if (wishes.dryRun) return { ...result, changed: false };
    const wanting = plan.steps.filter(({ state }) => state !== 'unchanged');
    if (!wishes.overwrite) refuseForeign(wanting, facts, target);
    for (const step of wanting) await client.put(step);
    return { ...result, changed: wanting.length > 0 };
  } catch (error) {
    if (!wishes.dryRun || !(error instanceof SinkError) || !isAway(error)) throw error;
    return assume(error.message, target, wishes);
  } finally {
    await client.close();
  }
}

function isAway({ fault }: SinkError): boolean {
  return fault === 'unresolved' || fault === 'refused' || fault === 'timeout' || fault === 'broken';
}

function assume(reason: string, target: string | undefined, { retention }: SetupWishes): SetupResult {
  return { ...planSetup(STOCK, retention), target, cluster: STOCK.name, assumed: reason, changed: false };
}

function refuseForeign(steps: readonly SetupStep[], { name: cluster }: ClusterFacts, target: string): void {
  const foreign = steps.find(({ state }) => state === 'foreign');
  if (foreign === undefined) return;
  const { what, name, changes } = foreign;
  const differing = changes.length === 1 ? changes[0] : `${changes[0]} and ${changes.length - 1} more`;
  throw new ConfigError(
    `${target}: ${cluster} has the ${what} ${name}, and somebody has changed it: nothing was sent`,
    {
      next: [`It differs in ${differing}.`, '--overwrite replaces it; --dry-run shows with what.'],
    },
  );
}
