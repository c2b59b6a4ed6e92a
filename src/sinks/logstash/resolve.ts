import { lookup } from 'node:dns/promises';
import { SinkError } from '../../model/errors.js';
import { type Peer, targetOf } from './peer.js';

/** The host that stands in the settings where nobody set one. */
const DEFAULT_HOST = 'logstash';

/** The addresses of a peer, at least one. Throws `SinkError`: `unresolved`. */
export async function resolveName(peer: Peer): Promise<string[]> {
  try {
    const found = await lookup(peer.host, { all: true });
    return found.map(({ address }) => address);
  } catch (cause) {
    throw unresolved(peer, cause);
  }
}

/** The name is unknown. For the default host that is lasting: it exists in some networks only. */
export function unresolved(peer: Peer, cause: unknown): SinkError {
  const lasting = peer.host === DEFAULT_HOST;
  const next = lasting
    ? [
        'Set LOGSTASH_HOST (or --host) to where your Logstash is.',
        'No Logstash at hand? Run `logship receive` in another terminal and use `--host 127.0.0.1`.',
      ]
    : [`Check the name ${peer.host}: it stands in LOGSTASH_HOST (--host), or in --to.`];
  const message = `the host name ${peer.host} is unknown`;
  return new SinkError('unresolved', targetOf(peer), message, { cause, next, lasting });
}
