import { factsOf, fingerprintOf, type Facts } from './compare.js';
import { isAtLeast, type ClusterFacts, type StoredTemplate } from './cluster.js';
import { mappings } from './mappings.js';
import { streamLifecycle, type Lifecycle } from './retention.js';

/** The name of the template, and of the policy that may belong to it. */
export const NAME = 'logship-logs';

/**
 * Every `logs-{tenant}-YYYY.MM`, and hardly anything else: a mere `logs-*-*` would take the streams of the cluster's
 * own integrations (`logs-nginx.access-default`) with it.
 */
export const PATTERNS: readonly string[] = ['logs-*-19*.*', 'logs-*-20*.*'];

export interface TemplateChoices {
  readonly priority: number;
  readonly lifecycle: Lifecycle | undefined;
  readonly cluster: Pick<ClusterFacts, 'version' | 'serverless'>;
}

/** The index template, as it is sent. */
export function templateOf({ priority, lifecycle, cluster }: TemplateChoices): StoredTemplate {
  const content: StoredTemplate = {
    index_patterns: PATTERNS,
    priority,
    data_stream: {},
    template: {
      settings: settingsOf(lifecycle, cluster),
      mappings,
      ...(lifecycle?.kind === 'data stream lifecycle' ? { lifecycle: streamLifecycle(lifecycle.retention) } : {}),
    },
  };
  const description = 'Events of logship, by tenant and month. Written by: logship setup elasticsearch';
  const fingerprint = fingerprintOf(templateFacts(content));
  return { ...content, _meta: { description, managed_by: 'logship', fingerprint } };
}

/**
 * - The mode is set, since newer clusters take `logsdb` for these names: it may put documents together anew from what it
 *   has indexed, and it wants `host` to be an object.
 * - A value that does not fit its field, and a field beyond the limit, stay in the document without being indexed: the
 *   document is not refused for it.
 */
function settingsOf(lifecycle: Lifecycle | undefined, { version, serverless }: TemplateChoices['cluster']) {
  const ignoresBeyond = serverless || isAtLeast(version, 8, 14);
  return {
    index: {
      mode: 'standard',
      ...(lifecycle?.kind === 'ILM policy' ? { lifecycle: { name: NAME } } : {}),
      mapping: {
        ignore_malformed: true,
        total_fields: { limit: 2000, ...(ignoresBeyond ? { ignore_dynamic_beyond_limit: true } : {}) },
      },
    },
  };
}

/**
 * What a template says. A cluster gives settings back as texts, with or without `index.` in front, and adds what goes
 * without saying.
 */
export function templateFacts({
  index_patterns,
  priority,
  data_stream,
  template = {},
  composed_of,
}: StoredTemplate): Facts {
  const settings = [...factsOf(template.settings ?? {})].map(([key, value]) => [key.replace(/^index\./, ''), value]);
  return factsOf({
    index_patterns: [index_patterns].flat(),
    priority: priority ?? 0,
    data_stream: data_stream !== undefined,
    settings: Object.fromEntries(settings),
    mappings: template.mappings,
    lifecycle: template.lifecycle,
    aliases: template.aliases,
    composed_of: composed_of ?? [],
  });
}
