import { ConfigError } from '../../model/errors.js';
import type { TlsOptions } from '../tls/options.js';

/** How to reach a cluster, and how much to send at once. */
export interface ElasticsearchOptions {
  /** `http(s)://[user:password@]host[:port][/path]`, at least one; all of one cluster. */
  readonly nodes: readonly string[];
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** As Kibana shows it (base 64), or `id:key`. Goes before user and password. */
  readonly apiKey?: string | undefined;
  /** For nodes behind https. */
  readonly tls?: TlsOptions | undefined;
  /** Size of a bulk request, before compression. */
  readonly bulkBytes: number;
  /** Bulk requests under way at once. */
  readonly concurrency: number;
  /** gzip, both ways. */
  readonly compression: boolean;
  /** Milliseconds to connect, and again to wait for an answer. */
  readonly timeout: number;
}

export type Credentials = { readonly apiKey: string } | { readonly username: string; readonly password: string };

/** The nodes of a cluster, with secrets taken out of the addresses. */
export interface Cluster {
  readonly nodes: readonly URL[];
  readonly credentials: Credentials | undefined;
  readonly tls: TlsOptions;
  /** Names the cluster in messages and checkpoints; holds no secret. */
  readonly target: string;
}

/** Throws `ConfigError` for an address that is none. */
export function clusterOf(options: ElasticsearchOptions): Cluster {
  const urls = options.nodes.map(parseNode);
  if (urls.length === 0) {
    throw new ConfigError('no Elasticsearch address is set', { next: ['set ELASTICSEARCH_URL=http://host:9200'] });
  }
  const nodes = urls.map(withoutSecrets);
  const target = nodes.map(nameOf).join(',');
  return { nodes, credentials: credentialsOf(options, urls), tls: options.tls ?? {}, target };
}

/** The host of an address: a name, or an address without brackets. */
export function hostOf(node: URL): string {
  return node.hostname.replace(/^\[|\]$/g, '');
}

/** `https://es:9200/path`, without a slash at the end. */
export function nameOf(node: URL): string {
  return node.href.replace(/\/$/, '');
}

function parseNode(text: string, index: number): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  // The text itself stays out of the message: it may hold a password.
  throw new ConfigError(`Elasticsearch address ${index + 1} is no http or https URL`, {
    next: ['set ELASTICSEARCH_URL=http://host:9200 (several: http://a:9200,http://b:9200)'],
  });
}

function withoutSecrets(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  bare.search = '';
  bare.hash = '';
  return bare;
}

function credentialsOf(options: ElasticsearchOptions, urls: readonly URL[]): Credentials | undefined {
  if (options.apiKey) return { apiKey: encodedKey(options.apiKey) };
  const named = urls.find((url) => url.username !== '');
  const username = options.username || unescaped(named?.username ?? '');
  return username === '' ? undefined : { username, password: options.password ?? unescaped(named?.password ?? '') };
}

/** A password with a bare `%` is taken as it stands. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Base 64 holds no colon, so a key with one is not encoded yet. Throws `ConfigError` for what no header can hold. */
function encodedKey(key: string): string {
  if (key.includes(':')) return Buffer.from(key).toString('base64');
  if (/^[!-~]+$/.test(key)) return key;
  throw new ConfigError('ELASTICSEARCH_API_KEY holds a character that no key has', {
    next: ['Set it to the key as Kibana shows it (base64), or to id:key, without spaces and line ends.'],
  });
}
