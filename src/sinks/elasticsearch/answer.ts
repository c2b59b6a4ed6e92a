import type { ElasticsearchFault } from './verdict.js';

/** What a node answered, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** Milliseconds that the node, or a proxy before it, asks to be left alone for. */
  readonly retryAfter?: number | undefined;
}

/** The `error` of an answer: absent where it comes from a proxy, or where no handler was found (a mere string). */
export function errorIn(answer: Answer): ElasticsearchFault | undefined {
  try {
    const { error } = JSON.parse(answer.body);
    return typeof error?.type === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
}
