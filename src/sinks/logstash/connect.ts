import { connect as connectSocket, type OnReadOpts, type Socket, type TcpNetConnectOpts } from 'node:net';
import { SinkError } from '../../model/errors.js';
import type { ProbeStep } from '../../model/sink.js';
import { type Limit, limitOf } from './limit.js';
import { type Peer, targetOf } from './peer.js';
import { resolveName } from './resolve.js';

/** What is read at once of a peer that nobody listens to. */
const DROPPED_BYTES = 4096;

export interface ConnectOptions {
  /**
   * What the peer says is of no interest: without TLS it is dropped unseen, and `pause` stops reading at once. Its end
   * is told all the same.
   */
  readonly deaf?: boolean;
  readonly onStep?: ((step: ProbeStep) => void) | undefined;
}

/**
 * Resolves the name, connects, and speaks TLS where the peer does. The socket stays half open when the peer ends its
 * side. Throws `SinkError`: `unresolved`, `refused` or `timeout`, `denied` or `refusing` over TLS; `broken` where
 * `closing` is aborted first.
 */
export async function connectTcp(
  peer: Peer,
  closing: AbortSignal,
  { deaf = false, onStep }: ConnectOptions = {},
): Promise<Socket> {
  const started = performance.now();
  const limit = limitOf(peer, closing);
  try {
    const addresses = await Promise.race([resolveName(peer), limit.reached]);
    onStep?.({ name: 'resolve', detail: addresses.join(', '), milliseconds: performance.now() - started });
    const dialled = performance.now();
    const socket = await Promise.race([
      dialAny(peer, addresses, { signal: limit.signal, ...(deaf && !peer.tls && { onread: dropping() }) }),
      limit.reached,
    ]);
    const detail = `${socket.remoteAddress} port ${peer.port}`;
    onStep?.({ name: 'connect', detail, milliseconds: performance.now() - dialled });
    return peer.tls ? await secure(peer, socket, limit, onStep) : socket;
  } finally {
    limit.lift();
  }
}

async function secure(peer: Peer, socket: Socket, limit: Limit, onStep?: (step: ProbeStep) => void): Promise<Socket> {
  const started = performance.now();
  limit.connected();
  const about = { host: peer.host, target: targetOf(peer) };
  const secured = await Promise.race([peer.tls!.secure(socket, about, limit.signal), limit.reached]);
  const { valid_to: until } = secured.getPeerCertificate();
  const trust = secured.authorized ? `certificate valid until ${until}` : 'certificate not checked';
  const detail = `${secured.getProtocol()}, ${trust}`;
  onStep?.({ name: 'tls', detail, milliseconds: performance.now() - started });
  return secured;
}

/** A name may have several addresses (`localhost`: one of IPv6, one of IPv4); the first that answers is taken. */
async function dialAny(peer: Peer, addresses: readonly string[], options: DialOptions): Promise<Socket> {
  let failure: unknown;
  for (const address of addresses) {
    try {
      return await dial(peer, address, options);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

type DialOptions = Pick<TcpNetConnectOpts, 'signal' | 'onread'>;

/** Reads into memory that nobody looks at. */
function dropping(): OnReadOpts {
  return { buffer: Buffer.allocUnsafeSlow(DROPPED_BYTES), callback: () => true };
}

function dial(peer: Peer, address: string, options: DialOptions): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket({ host: address, port: peer.port, allowHalfOpen: true, noDelay: true, ...options });
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      if (isOwnEcho(socket)) {
        socket.destroy();
        return reject(refusal(peer, { code: 'ECONNREFUSED' }));
      }
      // A cut cable shows no reset: without probes of its own the kernel would wait for ever.
      socket.setKeepAlive(true, 30_000);
      resolve(socket);
    });
    socket.once('error', (cause: NodeJS.ErrnoException) => reject(refusal(peer, cause)));
  });
}

/**
 * Whether a socket is connected to itself. Where nobody listens on a port of this machine, the kernel may dial from
 * that very port, and TCP lets the two ends be one: it would confirm whatever it sends.
 */
export function isOwnEcho({ localAddress, localPort, remoteAddress, remotePort }: Socket): boolean {
  return localPort === remotePort && localAddress === remoteAddress;
}

function refusal(peer: Peer, cause: Pick<NodeJS.ErrnoException, 'code'>): SinkError {
  const target = targetOf(peer);
  const reason =
    cause.code === 'ECONNREFUSED'
      ? 'the connection was refused: nothing listens there'
      : `no connection (${cause.code})`;
  return new SinkError('refused', target, `${target}: ${reason}`, {
    cause,
    next: [
      `Is Logstash running, with a ${peer.protocol} input on port ${peer.port}?`,
      'See each step with `logship test-message`.',
    ],
  });
}
