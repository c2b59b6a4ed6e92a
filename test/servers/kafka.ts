import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { IssuedCertificate } from '../support/authority.js';
import { built } from './cache.js';
import { requireJava, type JavaTools } from './java.js';
import { startProcess, type ServerProcess } from './process.js';
import type { Requirement } from './requirements.js';

const run = promisify(execFile);

const VERSION = '4.3.1';
const OLDEST_JAVA = 17;

/** Who may sign in, by each of the mechanisms. What he may write to is told by `allow`. */
export const KAFKA_USER = { name: 'alice', password: 'open-sesame=1' };

export interface KafkaNodeOptions {
  readonly java: JavaTools;
  /** What the listeners with TLS show. */
  readonly certificate: IssuedCertificate;
  /** Settings of the broker. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** One broker on 127.0.0.1, with data of its own. */
export interface KafkaNode {
  /** `127.0.0.1:PORT` of its listeners. Whoever does not sign in may do everything. */
  readonly plain: string;
  readonly sasl: string;
  readonly tls: string;
  readonly saslTls: string;
  readonly pid: number;
  createTopic(topic: string, partitions: number, settings?: Readonly<Record<string, string>>): Promise<void>;
  /** Lets the user write to a topic. */
  allow(topic: string): Promise<void>;
  /** All records of a topic, as Apache's own consumer reads them, in order within a partition. */
  read(topic: string): Promise<KafkaRecord[]>;
  /** As a power failure of the process: SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again on the same ports and data. */
  restart(): Promise<void>;
  /** Ends it, and removes its data. */
  stop(): Promise<void>;
}

export interface KafkaRecord {
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly key: string | undefined;
  readonly value: Buffer;
}

/** What the machine must have. */
export function requireKafka(): Requirement<JavaTools> {
  return requireJava(OLDEST_JAVA);
}

/** Builds the broker from Maven Central where no run has before, starts it, and waits until it takes records. */
export async function startKafka(options: KafkaNodeOptions): Promise<KafkaNode> {
  const home = await buildNode(options.java);
  const data = await mkdtemp(join(tmpdir(), 'logship-kafka-'));
  const ports = await freePorts(LISTENERS.length + 1);
  await writeFile(join(data, 'store.pem'), await storeOf(options.certificate));
  await writeFile(join(data, 'server.properties'), propertiesOf(options, data, ports));
  let server = await launch(options.java, home, data, ports);
  const call = async (method: string, path: string) => {
    const response = await fetch(`${server.ready}/${path}`, { method });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`);
    return text;
  };
  const [plain, sasl, tls, saslTls] = ports.map((port) => `127.0.0.1:${port}`);
  return {
    plain: plain!,
    sasl: sasl!,
    tls: tls!,
    saslTls: saslTls!,
    get pid() {
      return server.pid;
    },
    async createTopic(topic, partitions, settings = {}) {
      const query = new URLSearchParams({ partitions: String(partitions), ...settings });
      await call('PUT', `${topic}?${query.toString()}`);
    },
    async allow(topic) {
      await call('POST', `${topic}?user=${KAFKA_USER.name}`);
    },
    async read(topic) {
      return (await call('GET', topic)).split('\n').filter(Boolean).map(recordOf);
    },
    kill: () => server.end('SIGKILL'),
    async restart() {
      server = await launch(options.java, home, data, ports);
    },
    async stop() {
      await server.end('SIGKILL');
      await rm(data, { recursive: true, force: true });
    },
  };
}

function recordOf(line: string): KafkaRecord {
  const [partition, offset, timestamp, key, value] = line.split(' ');
  return {
    partition: Number(partition),
    offset: Number(offset),
    timestamp: Number(timestamp),
    key: key === '-' ? undefined : Buffer.from(key!, 'base64').toString(),
    value: Buffer.from(value!, 'base64'),
  };
}

const LISTENERS = [
  ['PLAIN', 'PLAINTEXT'],
  ['SASL', 'SASL_PLAINTEXT'],
  ['TLS', 'SSL'],
  ['SASLTLS', 'SASL_SSL'],
] as const;

const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'];

function propertiesOf({ settings = {} }: KafkaNodeOptions, data: string, ports: readonly number[]): string {
  const controller = `127.0.0.1:${ports.at(-1)}`;
  const addresses = LISTENERS.map(([name], index) => `${name}://127.0.0.1:${ports[index]}`).join(',');
  const protocols = [...LISTENERS, ['CONTROLLER', 'PLAINTEXT']].map((pair) => pair.join(':')).join(',');
  const module = (name: string) => `org.apache.kafka.common.security.${name} required`;
  const { name, password } = KAFKA_USER;
  const sasl = ['sasl', 'sasltls'].flatMap((listener) => [
    `listener.name.${listener}.sasl.enabled.mechanisms=${MECHANISMS.join(',')}`,
    `listener.name.${listener}.plain.sasl.jaas.config=${module('plain.PlainLoginModule')} user_${name}="${password}";`,
    ...['256', '512'].map(
      (bits) => `listener.name.${listener}.scram-sha-${bits}.sasl.jaas.config=${module('scram.ScramLoginModule')};`,
    ),
  ]);
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@${controller}`,
    'controller.listener.names=CONTROLLER',
    `listeners=${addresses},CONTROLLER://${controller}`,
    `advertised.listeners=${addresses}`,
    `listener.security.protocol.map=${protocols}`,
    'inter.broker.listener.name=PLAIN',
    `log.dirs=${join(data, 'logs')}`,
    'auto.create.topics.enable=false',
    'offsets.topic.replication.factor=1',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users=User:ANONYMOUS',
    'ssl.keystore.type=PEM',
    `ssl.keystore.location=${join(data, 'store.pem')}`,
    ...sasl,
    ...Object.entries(settings).map(([key, value]) => `${key}=${value}`),
    '',
  ].join('\n');
}

async function storeOf({ certPath, keyPath }: IssuedCertificate): Promise<string> {
  return `${await readFile(keyPath, 'utf8')}${await readFile(certPath, 'utf8')}`;
}

function launch(java: JavaTools, home: string, data: string, ports: readonly number[]): Promise<ServerProcess> {
  const { name, password } = KAFKA_USER;
  const users = MECHANISMS.slice(1).map((mechanism) => `${mechanism}=[name=${name},password="${password}"]`);
  const memory = ['-Xms128m', '-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
  const log = '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn';
  const path = [join(home, 'lib/*'), join(home, 'classes')].join(':');
  const main = ['KafkaNode', join(data, 'server.properties'), `127.0.0.1:${ports[0]}`, ...users];
  return startProcess(join(java.jdk.home, 'bin/java'), [...memory, log, '-cp', path, ...main]);
}

/** Kafka has to know its ports before it starts. They were free a moment ago. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

const SOURCES = join(import.meta.dirname, 'kafka');

/** Apache's own jars, and the few lines that start them. */
function buildNode({ jdk }: JavaTools): Promise<string> {
  const pom = join(SOURCES, 'pom.xml');
  const main = join(SOURCES, 'KafkaNode.java');
  return built(`kafka-${VERSION}`, [pom, main], async (home) => {
    const flags = ['-q', '-B', '-ntp', `-Dkafka.version=${VERSION}`, `-Dkafka.home=${home}`];
    await run('mvn', [...flags, '-f', pom, 'package'], { env: { ...process.env, JAVA_HOME: jdk.home } });
    const output = ['--release', String(OLDEST_JAVA), '-nowarn', '-d', join(home, 'classes')];
    await run(join(jdk.home, 'bin', 'javac'), [...output, '-cp', join(home, 'lib/*'), main]);
  });
}
