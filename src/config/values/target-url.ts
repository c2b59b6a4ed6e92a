import { nearestName } from '../nearest-name.js';
import { parseAddress } from './hosts.js';
import { readKafka } from './kafka.js';
import { maskUrl } from './lists.js';
import { LOGSTASH_PORTS, type LogstashTarget, type Target } from './target.js';
import type { Refusal } from './value-type.js';

/** How targets are written, by scheme: what goes before the rest, an example, and what reads the rest. */
interface Scheme {
  readonly example: string;
  read(rest: string, scheme: string): Target | Refusal;
}

const SCHEMES: Readonly<Record<string, Scheme>> = {
  tcp: { example: 'tcp://logstash:5000', read: readLogstash('tcp', false) },
  tls: { example: 'tls://logstash:5000', read: readLogstash('tcp', true) },
  udp: { example: 'udp://logstash:5001', read: readLogstash('udp', false) },
  beats: { example: 'beats://logstash:5044', read: readLogstash('beats', false) },
  'beats+tls': { example: 'beats+tls://logstash:5044', read: readLogstash('beats', true) },
  http: { example: 'http://elasticsearch:9200', read: readElasticsearch },
  https: { example: 'https://elasticsearch:9200/prefix', read: readElasticsearch },
  kafka: { example: 'kafka://broker-1:9092,broker-2:9092/logs', read: readBrokers },
  stdout: { example: 'stdout:', read: readStdout },
  file: { example: 'file:/var/spool/events', read: readFolder },
};

/** What people call a road that has another name here. */
const NICKNAMES: Readonly<Record<string, string>> = {
  logstash: 'tcp',
  ssl: 'tls',
  tcps: 'tls',
  'tcp+tls': 'tls',
  'beats+ssl': 'beats+tls',
  lumberjack: 'beats',
  elasticsearch: 'http',
  es: 'http',
};

/** Reads one target. The refusal quotes nothing that may be a secret. */
export function readTarget(text: string): Target | Refusal {
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(text) ?? [];
  // `localhost:5000` begins as a scheme does.
  if (scheme === undefined || /^\d+(,|\/|$)/.test(rest!)) {
    if (text === 'stdout' || text === '-') return refuse(text, 'names no road; did you mean stdout:?');
    const meant = parseAddress(text) ? `; did you mean tcp://${text}?` : '';
    return refuse(text, `names no road${meant}`);
  }
  const known = SCHEMES[scheme.toLowerCase()];
  if (!known)
    return refuse(
      text,
      `there is no road ${scheme}:${rest!.startsWith('//') ? '//' : ''}${didYouMean(scheme.toLowerCase())}`,
    );
  return known.read(rest!, scheme.toLowerCase());
}

export function isRefusal(read: Target | Refusal): read is Refusal {
  return 'reason' in read;
}

function refuse(text: string, reason: string, ...next: readonly string[]): Refusal {
  const examples = Object.values(SCHEMES).map(({ example }) => example);
  const ways = `A target is one of: ${examples.join(', ')}`;
  return { reason: `${JSON.stringify(maskUrl(text))}: ${reason}`, next: next.length > 0 ? next : [ways] };
}

function didYouMean(scheme: string): string {
  const nearest = NICKNAMES[scheme] ?? nearestName(scheme, Object.keys(SCHEMES))!;
  return `; did you mean ${SCHEMES[nearest]!.example}?`;
}

function readStdout(rest: string): Target | Refusal {
  return rest === '' ? { road: 'stdout' } : refuse(`stdout:${rest}`, 'takes nothing behind it', 'Write stdout:');
}

/** `file:folder`, `file:/folder` or `file:///folder`. */
function readFolder(rest: string): Target | Refusal {
  const folder = rest.replace(/^\/\/(?=\/)/, '');
  if (folder !== '' && !folder.startsWith('//')) return { road: 'file', folder };
  return refuse(`file:${rest}`, 'names no folder', 'Write file:folder or file:/path/to/folder');
}

function readLogstash(road: LogstashTarget['road'], tls: boolean): Scheme['read'] {
  return (rest, scheme) => {
    const text = `${scheme}:${rest}`;
    const authority = /^\/\/([^/?#]*)\/?$/.exec(rest)?.[1];
    if (rest.includes('@')) {
      return refuse(
        text,
        'holds a user or a password',
        'Leave it out: inputs of Logstash ask for a certificate at most (LOGSTASH_CLIENT_CERT, LOGSTASH_CLIENT_KEY).',
      );
    }
    if (authority === undefined) return refuse(text, `is no ${scheme}:// address`, `Write ${SCHEMES[scheme]!.example}`);
    const hosts = authority.split(',').map((item) => {
      const address = parseAddress(item.trim());
      return address && { port: LOGSTASH_PORTS[road], ...address };
    });
    const wrong = hosts.indexOf(undefined);
    if (wrong < 0) return { road, tls, hosts: hosts.filter((host) => host !== undefined) };
    const item = JSON.stringify(authority.split(',')[wrong]);
    return refuse(text, `${item} is no host with a port from 1 to 65535`, `Write ${SCHEMES[scheme]!.example}`);
  };
}

/** `//b1:9092,b2/topic`: brokers of one cluster, and a topic. */
function readBrokers(rest: string, scheme: string): Target | Refusal {
  const text = `${scheme}:${rest}`;
  if (rest.includes('@')) {
    const next = 'Set KAFKA_USERNAME and KAFKA_PASSWORD in the environment.';
    return refuse(text, 'holds a user or a password, which a command line shows to everybody', next);
  }
  return readKafka(rest) ?? refuse(text, 'names no brokers and topic', `Write ${SCHEMES[scheme]!.example}`);
}

/** `//a:9200,b:9200/prefix`: several nodes of one cluster, with one prefix. */
function readElasticsearch(rest: string, scheme: string): Target | Refusal {
  const text = `${scheme}:${rest}`;
  const [, authority = '', path = ''] = /^\/\/([^/?#]*)(.*)$/s.exec(rest) ?? [];
  if (/@/.test(authority)) {
    return refuse(
      text,
      'holds a user or a password, which a command line shows to everybody',
      'Set ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD, or ELASTICSEARCH_API_KEY, in the environment.',
    );
  }
  const nodes = authority.split(',').map((host) => `${scheme}://${host.trim()}${path}`);
  const fit = nodes.every((node) => URL.canParse(node) && !/[?#]/.test(node));
  return fit ? { road: 'elasticsearch', nodes } : refuse(text, 'is no address', `Write ${SCHEMES[scheme]!.example}`);
}
