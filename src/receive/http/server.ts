import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { ReceiveContext, Way } from '../context.js';
import { WantedFault } from '../faults/faults.js';
import { reset } from '../reset.js';
import { send } from './answer.js';
import { checkLength } from './body.js';
import { HttpFault } from './fault.js';
import { HttpService } from './service.js';

const HEADERS_MS = 10_000;
const REQUEST_MS = 5 * 60_000;
const IDLE_MS = 5 * 60_000;

/**
 * Makes a server that takes bulk requests as Elasticsearch does, not listening yet. An answer says that what it speaks
 * of is stored.
 */
export async function createHttpWay(context: ReceiveContext): Promise<Way> {
  const { tally, onTrouble } = context;
  const service = await HttpService.create(context);
  const active = new Set<IncomingMessage>();
  let closing = false;

  /** `gently`: after what was said has left, which a reset would overtake. */
  const breakOff = ({ socket }: IncomingMessage, how?: 'gently') => {
    context.faults.done('reset');
    tally.resets++;
    if (how) socket.destroySoon();
    else reset(socket);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    active.add(request);
    try {
      const { status, body, sendHalf } = await service.serve(request);
      if (closing) response.setHeader('Connection', 'close');
      send(request, response, status, body, {}, sendHalf);
      if (sendHalf) breakOff(request, 'gently');
    } catch (error) {
      if (error instanceof WantedFault) return breakOff(request);
      if (!(error instanceof HttpFault)) {
        // Whoever went away needs no answer; what the store says concerns the person who started us.
        if (request.socket.destroyed) return;
        onTrouble(`${(error as Error).message}; a request was refused, so that its sender sends again`);
      }
      const fault = error instanceof HttpFault ? error : unavailable(error as Error);
      send(request, response, fault.status, JSON.stringify(fault.body), fault.headers);
    } finally {
      active.delete(request);
      // What was not read has to come all the same, before the next request.
      request.resume();
    }
  };

  const options = {
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: IDLE_MS,
    connectionsCheckingInterval: HEADERS_MS / 2,
    noDelay: true,
  };
  const server = context.tls ? createTlsServer({ ...options, ...context.tls }) : createServer(options);
  server.setTimeout(IDLE_MS);
  server.on('request', (request, response) => void answer(request, response));
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    try {
      checkLength(request);
      response.writeContinue();
    } catch {
      // The answer says the same, and the body stays where it is.
    }
    void answer(request, response);
  });
  server.on('connection', (socket) => {
    tally.connections++;
    tally.open++;
    socket.on('close', () => tally.open--);
    socket.on('error', () => tally.resets++);
  });
  return {
    server,
    close: () =>
      new Promise((resolve) => {
        closing = true;
        server.close(() => resolve());
        // Whoever has sent all of a request gets an answer.
        for (const request of active) if (!request.complete) request.socket.destroy();
      }),
  };
}

function unavailable(error: Error): HttpFault {
  return new HttpFault(503, 'unavailable_shards_exception', error.message);
}
