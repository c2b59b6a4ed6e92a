import type { CommandName } from '../option.js';
import { option } from '../option.js';
import { boolean } from '../values/booleans.js';
import { seconds } from '../values/durations.js';
import { hosts, serverName } from '../values/hosts.js';
import { DEFAULT_TOPIC, topic } from '../values/kafka.js';
import { wholeNumber } from '../values/numbers.js';
import { size } from '../values/sizes.js';
import { choice, path, text } from '../values/texts.js';

const DIALLING: readonly CommandName[] = ['upload', 'tail', 'replay', 'test-message', 'stats'];
const MIB = 1024 * 1024;

/** Where Kafka is: it takes the place of Logstash, which reads from there. */
export const kafkaOptions = {
  kafkaBrokers: option({
    type: hosts,
    default: undefined,
    env: 'KAFKA_BROKERS',
    flag: '--kafka <brokers>',
    commands: DIALLING,
    help: 'Brokers of Kafka, separated by commas (port 9092 unless it is given): events go there in place of Logstash.',
  }),
  kafkaTopic: option({
    type: topic,
    default: DEFAULT_TOPIC,
    env: 'KAFKA_TOPIC',
    flag: '--topic <name>',
    commands: DIALLING,
    help: 'The topic of Kafka that events go to.',
  }),
  kafkaKey: option({
    type: choice('tenant', 'source'),
    default: 'tenant',
    env: 'KAFKA_KEY',
    help: 'What decides the partition, and is kept in order: the tenant of an event, or its file (source).',
  }),
  kafkaCompression: option({
    type: choice('none', 'gzip', 'snappy', 'lz4', 'zstd'),
    default: 'none',
    env: 'KAFKA_COMPRESSION',
    help: 'How records are compressed: none, gzip, snappy, lz4 or zstd (with Node.js 22.15 and newer).',
  }),
  kafkaBatchBytes: option({
    type: size(1024, 100 * MIB),
    default: 1_000_000,
    env: 'KAFKA_BATCH_BYTES',
    help: 'Largest batch of records, before compression; brokers take about 1 MB (message.max.bytes).',
  }),
  kafkaConcurrency: option({
    type: wholeNumber(1, 16),
    default: 2,
    env: 'KAFKA_CONCURRENCY',
    help: 'Windows of up to 4 MiB that are under way at once.',
  }),
  kafkaTimeout: option({
    type: seconds(1),
    default: 10_000,
    env: 'KAFKA_TIMEOUT',
    help: 'Seconds to connect and sign in, and for all replicas to answer.',
  }),
  kafkaUsername: option({
    type: text,
    default: undefined,
    env: 'KAFKA_USERNAME',
    help: 'User name for Kafka (SASL); never a flag.',
  }),
  kafkaPassword: option({
    type: text,
    default: undefined,
    env: 'KAFKA_PASSWORD',
    secret: true,
    help: 'Password for Kafka (SASL); never a flag.',
  }),
  kafkaSaslMechanism: option({
    type: choice('plain', 'scram-sha-256', 'scram-sha-512'),
    default: 'plain',
    env: 'KAFKA_SASL_MECHANISM',
    help: 'How to sign in where a user name is set: plain (the password itself, so with TLS only), scram-sha-256 or scram-sha-512.',
  }),
  kafkaCaCert: option({
    type: path('file'),
    default: undefined,
    env: 'KAFKA_CA_CERT',
    help: 'PEM file of the authorities that sign the certificates of the brokers, in place of the public ones.',
  }),
  kafkaClientCert: option({
    type: path('file'),
    default: undefined,
    env: 'KAFKA_CLIENT_CERT',
    help: 'PEM file of the certificate that the brokers ask of us, with those that vouch for it behind it.',
  }),
  kafkaClientKey: option({
    type: path('file'),
    default: undefined,
    env: 'KAFKA_CLIENT_KEY',
    help: 'PEM file of the private key that belongs to KAFKA_CLIENT_CERT.',
  }),
  kafkaTls: option({
    type: boolean,
    default: false,
    computeDefault: ({ known }) => known['kafkaCaCert'] !== undefined || known['kafkaClientCert'] !== undefined,
    defaultText: 'false; true where one of the certificates above is set',
    env: 'KAFKA_TLS',
    help: 'Encrypt the way to the brokers.',
  }),
  kafkaTlsServerName: option({
    type: serverName,
    default: undefined,
    env: 'KAFKA_TLS_SERVER_NAME',
    help: 'The name that the certificates of the brokers must hold, where it is not the host that is dialled.',
  }),
};
