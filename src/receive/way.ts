import type { Socket } from 'node:net';
import { createBeatsWay } from './beats/server.js';
import type { ReceiveContext, Way } from './context.js';
import { createHttpWay } from './http/server.js';
import { bindUdp, type Endpoint, listenTcp, placeOf, type Road } from './listen.js';
import { rememberCarriers } from './reset.js';
import { createTcpWay } from './tcp.js';
import { handshakeProblem } from './tls/handshake-problem.js';
import { createUdpIntake } from './udp.js';

/** Of one road at once. Each may hold a socket, and something in memory. */
const MAX_CONNECTIONS = 1000;

/** A road that is being listened on. */
export interface OpenWay {
  readonly address: Endpoint;
  close(): Promise<void>;
}

/** Makes the server of a road. A road by connections is a line here. */
const WAYS: Readonly<Record<Exclude<Road, 'udp'>, (context: ReceiveContext) => Way | Promise<Way>>> = {
  tcp: createTcpWay,
  beats: createBeatsWay,
  http: createHttpWay,
};

/**
 * Begins to listen on a road; or finds a port where nobody listens, if that is wanted. Throws `ReceiveError`; nothing
 * listens then.
 */
export async function openWay(road: Road, at: Endpoint, context: ReceiveContext): Promise<OpenWay> {
  return road === 'udp' ? openDatagrams(at, context) : openStreams(road, at, context);
}

async function openStreams(road: Exclude<Road, 'udp'>, at: Endpoint, context: ReceiveContext): Promise<OpenWay> {
  const way = await WAYS[road](context);
  const cutHandshakes = context.tls ? rememberCarriers(way.server) : () => undefined;
  way.server.maxConnections = MAX_CONNECTIONS;
  way.server.on('drop', () => context.onTrouble(`${road}: ${MAX_CONNECTIONS} connections are open; more are refused`));
  way.server.on('connection', (socket: Socket) => {
    if (!context.faults.refuses()) return;
    context.faults.done('refuse');
    socket.resetAndDestroy();
  });
  way.server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    context.tally.resets++;
    context.onTrouble(`${road}: no TLS with ${placeOf(socket)}: ${handshakeProblem(error)}`);
  });
  const address = await listenTcp(road, way.server, at);
  way.server.on('error', (error) => context.onTrouble(`${road}: ${error.message}`));
  const close = () => {
    const closed = way.close();
    cutHandshakes();
    return closed;
  };
  if (context.faults.closed) await close();
  return { address, close: () => (way.server.listening ? close() : Promise.resolve()) };
}

async function openDatagrams(at: Endpoint, context: ReceiveContext): Promise<OpenWay> {
  const way = createUdpIntake(at.host, context);
  try {
    const address = await bindUdp(way.socket, at);
    way.socket.on('error', (error) => context.onTrouble(`udp: ${error.message}`));
    if (!context.faults.closed) return { address, close: () => way.close() };
    await way.close();
    return { address, close: () => Promise.resolve() };
  } catch (error) {
    await way.close();
    throw error;
  }
}
