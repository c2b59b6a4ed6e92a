import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';

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

/** Who asks, and whom to trust, where a cluster is secured. */
export interface AdminIdentity {
  /** `name:password`. */
  readonly auth: string;
  /** PEM text. */
  readonly ca: string;
}

export function adminOf(url: string, identity?: AdminIdentity): ElasticsearchAdmin {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const { status, text } = await ask(`${url}${path}`, method, body, identity);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
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

function ask(
  url: string,
  method: string,
  body: unknown,
  identity: AdminIdentity | undefined,
): Promise<{ status: number; text: string }> {
  const request = url.startsWith('https:') ? secureRequest : plainRequest;
  const content = body === undefined ? '' : JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) };
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, ...identity }, (response) => {
      response
        .toArray()
        .then(
          (chunks) => resolve({ status: response.statusCode!, text: Buffer.concat(chunks as Buffer[]).toString() }),
          reject,
        );
    });
    asked.on('error', reject);
    asked.end(content);
  });
}
