import { lookup } from 'node:dns/promises';
import { connect as connectSocket, type Socket } from 'node:net';
import { SinkError } from '../../model/errors.js';
import type { ProbeStep } from '../../model/sink.js';

/** Where a TCP peer is, and how long it may take to reach it. */
export interface TcpPeer {
  readonly host: string;
  readonly port: number;
  /** Milliseconds for name and connection together. */
  readonly timeout: number;
}

/** The host that stands in the settings where nobody set one. */
const DEFAULT_HOST = 'logstash';

/** The peer as a URL. */
export function tcpTarget({ host, port }: TcpPeer): string {
  return `tcp://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Resolves the name and connects. The socket stays half open when the peer ends its side.
 * Throws `SinkError`: `unresolved`, `refused` or `timeout`; `broken` where `closing` is aborted first.
 */
export async function connectTcp(
  peer: TcpPeer,
  closing: AbortSignal,
  onStep?: (step: ProbeStep) => void,
): Promise<Socket> {
  const started = performance.now();
  const limit = limitOf(peer, closing);
  try {
    const addresses = await Promise.race([resolveName(peer), limit.reached]);
    onStep?.({ name: 'resolve', detail: addresses.join(', '), milliseconds: performance.now() - started });
    const dialled = performance.now();
    const socket = await Promise.race([dialAny(peer, addresses, limit.signal), limit.reached]);
    const detail = `${socket.remoteAddress} port ${peer.port}`;
    onStep?.({ name: 'connect', detail, milliseconds: performance.now() - dialled });
    return socket;
  } finally {
    limit.lift();
  }
}

async function resolveName(peer: TcpPeer): Promise<string[]> {
  try {
    const found = await lookup(peer.host, { all: true });
    return found.map(({ address }) => address);
  } catch (cause) {
    throw unresolved(peer, cause);
  }
}

/** The name is unknown. For the default host that is lasting: it exists in some networks only. */
export function unresolved(peer: TcpPeer, cause: unknown): SinkError {
  const lasting = peer.host === DEFAULT_HOST;
  const next = lasting
    ? [
        'Set LOGSTASH_HOST (or --host) to where your Logstash is.',
        'No Logstash at hand? Run `logship receive` in another terminal and use `--host 127.0.0.1`.',
      ]
    : [`Check the name: LOGSTASH_HOST is ${peer.host}.`];
  const message = `the host name ${peer.host} is unknown`;
  return new SinkError('unresolved', tcpTarget(peer), message, { cause, next, lasting });
}

/** A name may have several addresses (`localhost`: one of IPv6, one of IPv4); the first that answers is taken. */
async function dialAny(peer: TcpPeer, addresses: readonly string[], signal: AbortSignal): Promise<Socket> {
  let failure: unknown;
  for (const address of addresses) {
    try {
      return await dial(peer, address, signal);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

function dial(peer: TcpPeer, address: string, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket({ host: address, port: peer.port, allowHalfOpen: true, noDelay: true, signal });
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

function refusal(peer: TcpPeer, cause: Pick<NodeJS.ErrnoException, 'code'>): SinkError {
  const target = tcpTarget(peer);
  const reason =
    cause.code === 'ECONNREFUSED'
      ? 'the connection was refused: nothing listens there'
      : `no connection (${cause.code})`;
  return new SinkError('refused', target, `${target}: ${reason}`, {
    cause,
    next: [`Is Logstash running, with a tcp input on port ${peer.port}?`, 'See each step with `logship test-message`.'],
  });
}

/** What ends a try to connect: its timeout, or the end of the sink. */
function limitOf(peer: TcpPeer, closing: AbortSignal): { signal: AbortSignal; reached: Promise<never>; lift(): void } {
  const controller = new AbortController();
  const target = tcpTarget(peer);
  let lift = (): void => {};
  const reached = new Promise<never>((_resolve, reject) => {
    const end = (error: SinkError) => {
      reject(error);
      controller.abort();
    };
    const onClosing = () => end(new SinkError('broken', target, `${target}: the road is closed`));
    const timer = setTimeout(() => {
      const message = `${target}: no connection within ${peer.timeout / 1000} s`;
      const next = ['A firewall may drop the packets. LOGSTASH_TIMEOUT (--timeout) says how long to wait.'];
      end(new SinkError('timeout', target, message, { next }));
    }, peer.timeout);
    closing.addEventListener('abort', onClosing);
    lift = () => {
      clearTimeout(timer);
      closing.removeEventListener('abort', onClosing);
    };
    if (closing.aborted) onClosing();
  });
  reached.catch(() => {});
  return { signal: controller.signal, reached, lift: () => lift() };
}
