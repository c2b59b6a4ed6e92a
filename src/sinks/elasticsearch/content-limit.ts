import type { Answer } from './answer.js';

/** Asks each node for the largest request that it takes. */
export const LIMIT_PATH = '/_nodes/http?filter_path=nodes.*.http.max_content_length_in_bytes';

/**
 * Bytes of the largest request that every node takes (`http.max_content_length`). Infinity where that is not told: it
 * takes the right to monitor the cluster, and a serverless one or a proxy has no word on it. `undefined` where it may
 * be told later.
 */
export function contentLimitIn({ status, body }: Answer): number | undefined {
  if (status === 200) return lowest(body);
  return status === 408 || status === 429 || status >= 500 ? undefined : Infinity;
}

function lowest(body: string): number {
  try {
    const { nodes = {} } = JSON.parse(body) as Answered;
    const limits = Object.values(nodes).map(({ http }) => http?.max_content_length_in_bytes ?? 0);
    return Math.min(...limits.filter((limit) => limit > 0));
  } catch {
    return Infinity;
  }
}

interface Answered {
  readonly nodes?: Readonly<Record<string, { readonly http?: { readonly max_content_length_in_bytes?: number } }>>;
}
