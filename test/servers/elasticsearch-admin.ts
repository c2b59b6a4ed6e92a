/** What a test does to a cluster beside shipping: set it up, spoil it, look into it. */
export interface ElasticsearchAdmin {
  /** Sends a request with a JSON body. Throws where it fails, with what was answered. */
  call(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Sets cluster settings, or takes them back with `null`. */
  settings(settings: Readonly<Record<string, string | number | boolean | null>>): Promise<void>;
  /** How many documents an index or a data stream holds. */
  count(index: string): Promise<number>;
  /** Ids of all documents of an index or a data stream, sorted. */
  idsOf(index: string): Promise<string[]>;
}

interface SearchAnswer {
  readonly hits: { readonly hits: readonly { readonly _id: string }[] };
}

/** The most that one search answers. */
const MOST = 10_000;

export function adminOf(url: string): ElasticsearchAdmin {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
  return {
    call,
    async settings(settings) {
      await call('PUT', '/_cluster/settings', { persistent: settings });
    },
    async count(index) {
      await call('POST', `/${index}/_refresh`);
      return ((await call('GET', `/${index}/_count`)) as { count: number }).count;
    },
    async idsOf(index) {
      await call('POST', `/${index}/_refresh`);
      const answer = await call('GET', `/${index}/_search?_source=false&size=${MOST}`);
      const { hits } = (answer as SearchAnswer).hits;
      if (hits.length === MOST) throw new Error(`${index} holds more than can be counted here`);
      return hits.map((hit) => hit._id).sort();
    },
  };
}
