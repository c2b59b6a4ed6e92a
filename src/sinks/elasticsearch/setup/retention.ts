/** How long events are kept, and who in the cluster sees to it. */
export interface Lifecycle {
  /**
   * - `data stream lifecycle`: a few words in the template; clusters from 8.14 on, and serverless ones.
   * - `ILM policy`: an object of its own, which the template names; older clusters.
   */
  readonly kind: 'data stream lifecycle' | 'ILM policy';
  /** Whole days or hours, `30d`, `12h`; without it, events are kept until somebody deletes them. */
  readonly retention: string | undefined;
}

/** What the template says of the lifecycle of its streams. */
export function streamLifecycle(retention: string | undefined) {
  return { enabled: true, ...(retention === undefined ? {} : { data_retention: retention }) };
}

/** The policy that does the same in an older cluster. */
export function policyOf(retention: string | undefined) {
  const rollover = { max_age: rolloverAge(retention), max_primary_shard_size: '50gb' };
  return {
    phases: {
      hot: { min_age: '0ms', actions: { rollover } },
      ...(retention === undefined ? {} : { delete: { min_age: retention, actions: { delete: {} } } }),
    },
  };
}

/**
 * Events go only with the whole index that they lie in, once it is no longer written to. So the shorter they are kept,
 * the sooner a new index is begun: by the ages that a data stream lifecycle takes of itself.
 */
function rolloverAge(retention: string | undefined): string {
  const [, count, unit] = /^(\d+)([dh])$/.exec(retention ?? '') ?? [];
  const days = count === undefined ? Infinity : Number(count) / (unit === 'h' ? 24 : 1);
  if (days <= 1) return '1h';
  if (days <= 14) return '1d';
  return days <= 90 ? '7d' : '30d';
}
