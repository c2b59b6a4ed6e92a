import { SinkError, type SinkFault } from '../../model/errors.js';
import { tlsFault, type TlsSettingNames } from '../tls/fault.js';
import { errorIn, type Answer } from './answer.js';
import { hostOf, type Cluster } from './options.js';
import { describe, verdictOf, type ElasticsearchFault } from './verdict.js';

/**
 * Why a whole request was not taken.
 * - `halve`: something in it is at fault.
 * - `too-large`: it is over the limit of the cluster, or of a proxy before it.
 * - a `SinkError`: it is not about what was sent.
 */
export type Refusal =
  | { readonly kind: 'halve'; readonly reason: string }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'fault'; readonly error: SinkError };

/** Judges an answer that is not 200. */
export function refusalOf(answer: Answer, target: string): Refusal {
  const error = errorIn(answer);
  if (answer.status === 413) return { kind: 'too-large' };
  if (answer.status === 400 && error !== undefined && isAboutDocuments(answer.status, error)) {
    return { kind: 'halve', reason: `400 ${describe(error)}` };
  }
  return { kind: 'fault', error: answerFault(answer, target) };
}

/** The cluster answers, and can't or won't serve the request, whatever it holds. */
export function answerFault(answer: Answer, target: string): SinkError {
  const { status } = answer;
  const error = errorIn(answer);
  const said = error === undefined ? `HTTP status ${status}` : `${status} ${describe(error)}`;
  const verdict = error && verdictOf({ status, error });
  if (status === 408 || status === 429 || status >= 500 || verdict?.kind === 'retry') {
    const { retryAfter } = answer;
    return new SinkError('busy', target, `${target}: Elasticsearch asks for patience: ${said}`, { retryAfter });
  }
  if (status === 401 || status === 403) {
    return new SinkError('denied', target, `${target}: Elasticsearch refused the credentials: ${said}`, {
      next: [
        'set ELASTICSEARCH_API_KEY, or ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD',
        'the user needs the privileges create_doc and auto_configure (or create_index) on logs-*',
      ],
    });
  }
  const what = error === undefined ? 'no Elasticsearch answers there' : 'Elasticsearch refuses the request';
  return new SinkError('refusing', target, `${target}: ${what}: ${said}`, {
    next: [
      'check the address, and the path after the port if there is a proxy: curl <ELASTICSEARCH_URL> shows who answers',
    ],
  });
}

/** Every event of a request is refused for the same fault of the request. */
export function allRefused(reason: string, target: string): SinkError {
  return new SinkError('refusing', target, `${target}: Elasticsearch takes none of these events: ${reason}`);
}

/** An answer came, and tells nothing that can be relied on. */
export function unreadable(reason: string, target: string): SinkError {
  return new SinkError('broken', target, `${target}: the answer to a bulk request can't be read: ${reason}`);
}

const FAULTS: readonly (readonly [pattern: RegExp, fault: SinkFault, what: string, next: string])[] = [
  [/ENOTFOUND|EAI_/, 'unresolved', 'the name is unknown', 'check the host name in ELASTICSEARCH_URL'],
  // Several addresses that all refuse end in an error without a message.
  [/ECONNREFUSED|^$/, 'refused', 'nobody listens there', 'is Elasticsearch running? check host and port'],
  [/EHOSTUNREACH|ENETUNREACH/, 'refused', 'there is no way to the host', 'check the network'],
  [/time(d ?)?-?out/i, 'timeout', 'no answer in time', 'is the cluster overloaded, or a firewall in between?'],
];

/** Whether a request has reached nobody, so that nothing was taken of it. */
export function isUnreached(error: unknown): boolean {
  return error instanceof SinkError && (error.fault === 'refused' || error.fault === 'unresolved');
}

/** What the settings of TLS are called. */
export const TLS_SETTINGS: TlsSettingNames = {
  ca: 'ELASTICSEARCH_CA_CERT',
  cert: 'ELASTICSEARCH_CLIENT_CERT',
  key: 'ELASTICSEARCH_CLIENT_KEY',
  serverName: 'ELASTICSEARCH_TLS_SERVER_NAME',
  off: 'http:// in ELASTICSEARCH_URL',
};

/** In TLS 1.3 that is refused when the request is under way already, and the client tells no more than that it broke. */
const ASKS_FOR_CERTIFICATE = `does it demand a certificate of us that it trusts (${TLS_SETTINGS.cert} and ${TLS_SETTINGS.key})?`;

/** No answer came. Of the client's error only the text is kept: it also holds the request, with its secrets. */
export function connectionFault(error: unknown, { target, nodes, tls }: Peer): SinkError {
  const text = error instanceof Error ? error.message : String(error);
  const [only] = nodes;
  const identity = tls.serverName ?? (nodes.length === 1 && only ? hostOf(only) : undefined);
  const about = { target, identity, hasCertificate: tls.cert !== undefined, settings: TLS_SETTINGS };
  const secured = tlsFault(new Error(text), about);
  if (secured) return secured;
  for (const [pattern, fault, what, next] of FAULTS) {
    if (pattern.test(text)) return new SinkError(fault, target, `${target}: ${what}${detail(text)}`, { next: [next] });
  }
  // A node that wants TLS closes a connection without it, and says nothing.
  const plain = nodes.some(({ protocol }) => protocol === 'http:');
  const next = plain ? 'is it https:// there?' : ASKS_FOR_CERTIFICATE;
  return new SinkError('broken', target, `${target}: the connection broke${detail(text)}`, {
    next: [`if it breaks every time: ${next}`],
  });
}

type Peer = Pick<Cluster, 'target' | 'nodes' | 'tls'>;

function detail(text: string): string {
  return text === '' ? '' : ` (${text})`;
}

/** Faults of headers and addresses come as 400 too; only Elasticsearch's own word on the content counts. */
function isAboutDocuments(status: number, error: ElasticsearchFault): boolean {
  return error.type !== 'media_type_header_exception' && verdictOf({ status, error })?.kind === 'reject';
}
