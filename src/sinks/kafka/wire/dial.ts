import { lookup } from 'node:dns/promises';
import { connect as connectSocket, type Socket } from 'node:net';
import { onAbort } from '../../../kit/on-abort.js';
import { SinkError } from '../../../model/errors.js';
import type { ProbeStep } from '../../../model/sink.js';
import { isOwnEcho } from '../../logstash/connect.js';
import type { TlsDialer } from '../../tls/dialer.js';
import { type BrokerHost, nameOf } from '../options.js';
import { BrokerConnection } from './connection.js';
import { describeCode, KafkaCode } from './errors.js';
import { apiVersions, produceVersion, saslAuthenticate, saslHandshake } from './requests.js';
import { SaslFault, type SaslOptions, signIn } from './sasl.js';

export interface DialOptions {
  /** Milliseconds for all of it. */
  readonly timeout: number;
  readonly tls: TlsDialer | undefined;
  readonly sasl: SaslOptions | undefined;
  /** Ends all tries. */
  readonly closing: AbortSignal;
}

/** A broker that was reached, and knows who we are. */
export interface Broker {
  readonly connection: BrokerConnection;
  readonly produceVersion: number;
  /** Milliseconds after which the broker ends the session; 0: never. */
  readonly lifetime: number;
}

/**
 * Resolves, connects, speaks TLS where it is on, and signs in where that is asked for.
 * Throws `SinkError`: `unresolved`, `refused`, `timeout`, `denied`, `refusing`; `broken` where it was closed meanwhile.
 */
export async function dialBroker(
  broker: BrokerHost,
  options: DialOptions,
  onStep: (step: ProbeStep) => void = () => {},
): Promise<Broker> {
  const target = nameOf(broker);
  const started = performance.now();
  const signal = AbortSignal.any([options.closing, AbortSignal.timeout(options.timeout)]);
  const addresses = await resolve(broker, target);
  onStep({ name: 'resolve', detail: addresses.join(', '), milliseconds: performance.now() - started });
  const dialled = performance.now();
  const socket = await dialAny(addresses, broker.port, target, signal, options.timeout);
  const secured = options.tls ? await options.tls.secure(socket, { host: broker.host, target }, signal) : socket;
  const connection = new BrokerConnection(secured, target);
  try {
    const reached = await greet(connection, target, options);
    const as = options.sasl ? `, signed in as ${options.sasl.username}` : '';
    const detail = `${socket.remoteAddress} port ${broker.port}${options.tls ? ', TLS' : ''}${as}`;
    onStep({ name: 'connect', detail, milliseconds: performance.now() - dialled });
    return reached;
  } catch (error) {
    connection.close();
    throw error;
  }
}

async function resolve({ host }: BrokerHost, target: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (cause) {
    const next = [`Check the name ${host}: it stands in KAFKA_BROKERS (--kafka), or a broker gave it as its own.`];
    throw new SinkError('unresolved', target, `${target}: the host name ${host} is unknown`, { cause, next });
  }
}

async function dialAny(
  addresses: readonly string[],
  port: number,
  target: string,
  signal: AbortSignal,
  timeout: number,
): Promise<Socket> {
  let failure: unknown;
  for (const address of addresses) {
    try {
      return await dial(address, port, signal);
    } catch (error) {
      failure = error;
    }
  }
  if (signal.aborted) {
    const next = ['A firewall may drop the packets. KAFKA_TIMEOUT says how long to wait.'];
    throw new SinkError('timeout', target, `${target}: no connection within ${timeout / 1000} s`, { next });
  }
  const { code } = failure as NodeJS.ErrnoException;
  const what =
    code === 'ECONNREFUSED' ? 'the connection was refused: nothing listens there' : `no connection (${code})`;
  throw new SinkError('refused', target, `${target}: ${what}`, {
    cause: failure,
    next: ['Is Kafka running there? Check host and port.', 'See each step with `logship test-message`.'],
  });
}

function dial(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((done, reject) => {
    const socket = connectSocket({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 });
    const giveUp = () => void socket.destroy(new Error('given up'));
    if (signal.aborted) giveUp();
    const takeBack = onAbort(signal, giveUp);
    socket.once('error', reject);
    socket.once('connect', () => {
      takeBack();
      if (isOwnEcho(socket)) return void socket.destroy(Object.assign(new Error('own echo'), { code: 'ECONNREFUSED' }));
      socket.off('error', reject);
      done(socket);
    });
  });
}

/** Asks what the broker understands, and signs in. */
async function greet(connection: BrokerConnection, target: string, { timeout, sasl }: DialOptions): Promise<Broker> {
  const { ranges } = await connection.ask(apiVersions(), timeout);
  const version = produceVersion(ranges);
  if (version === undefined) {
    throw new SinkError(
      'refusing',
      target,
      `${target}: the broker is too old, or no Kafka: it takes no records as logship sends them`,
      {
        next: ['Kafka 2.2 and everything newer does.'],
      },
    );
  }
  const lifetime = sasl ? await authenticate(connection, target, sasl, timeout) : 0;
  return { connection, produceVersion: version, lifetime };
}

/** @returns milliseconds until the session ends; 0: never. */
async function authenticate(
  connection: BrokerConnection,
  target: string,
  sasl: SaslOptions,
  timeout: number,
): Promise<number> {
  const handshake = await connection.ask(saslHandshake(sasl.mechanism.toUpperCase()), timeout);
  if (handshake.code !== KafkaCode.none) {
    const known = handshake.mechanisms.join(', ') || 'none';
    throw denied(target, describeCode(handshake.code), [`Set KAFKA_SASL_MECHANISM to one that it knows: ${known}.`]);
  }
  let lifetime = 0;
  try {
    await signIn(sasl, async (token) => {
      const answer = await connection.ask(saslAuthenticate(token), timeout);
      if (answer.code !== KafkaCode.none) throw denied(target, describeCode(answer.code, answer.message));
      lifetime = answer.lifetime;
      return answer.token;
    });
  } catch (error) {
    if (error instanceof SaslFault) throw denied(target, error.message);
    throw error;
  }
  return lifetime;
}

function denied(target: string, what: string, next = ['Check KAFKA_USERNAME and KAFKA_PASSWORD.']): SinkError {
  return new SinkError('denied', target, `${target}: Kafka refused the credentials: ${what}`, { next });
}
