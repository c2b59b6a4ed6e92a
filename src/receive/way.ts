import { createBeatsWay } from './beats/server.js';
import type { ReceiveContext, Way } from './context.js';
import { createHttpWay } from './http/server.js';
import { bindUdp, type Endpoint, listenTcp, type Road } from './listen.js';
import { createTcpWay } from './tcp.js';
import { createUdpIntake } from './udp.js';

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

/** Begins to listen on a road. Throws `ReceiveError`; nothing listens then. */
export async function openWay(road: Road, at: Endpoint, context: ReceiveContext): Promise<OpenWay> {
  return road === 'udp' ? openDatagrams(at, context) : openStreams(road, at, context);
}

async function openStreams(road: Exclude<Road, 'udp'>, at: Endpoint, context: ReceiveContext): Promise<OpenWay> {
  const way = await WAYS[road](context);
  const address = await listenTcp(road, way.server, at);
  way.server.on('error', (error) => context.onTrouble(`${road}: ${error.message}`));
  return { address, close: () => way.close() };
}

async function openDatagrams(at: Endpoint, context: ReceiveContext): Promise<OpenWay> {
  const way = createUdpIntake(at.host, context);
  try {
    const address = await bindUdp(way.socket, at);
    way.socket.on('error', (error) => context.onTrouble(`udp: ${error.message}`));
    return { address, close: () => way.close() };
  } catch (error) {
    await way.close();
    throw error;
  }
}
