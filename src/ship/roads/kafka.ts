import type { Settings } from '../../config/options.js';
import type { KafkaTarget } from '../../config/values/target.js';
import { ConfigError } from '../../model/errors.js';
import { KafkaSink } from '../../sinks/kafka/sink.js';
import type { SaslOptions } from '../../sinks/kafka/wire/sasl.js';
import { TlsDialer } from '../../sinks/tls/dialer.js';
import type { TlsSettingNames } from '../../sinks/tls/fault.js';
import type { OpenRoad } from './road.js';
import { readPemOf } from '../pem-of.js';

const TLS_SETTINGS: TlsSettingNames = {
  ca: 'KAFKA_CA_CERT',
  cert: 'KAFKA_CLIENT_CERT',
  key: 'KAFKA_CLIENT_KEY',
  serverName: 'KAFKA_TLS_SERVER_NAME',
  off: 'KAFKA_TLS=false',
};

/** Kafka, from where Logstash and others read. */
export const open: OpenRoad<KafkaTarget> = async ({ brokers, topic }, settings, { clock }) => {
  return new KafkaSink({
    brokers,
    topic,
    key: settings.kafkaKey,
    compression: settings.kafkaCompression,
    batchBytes: settings.kafkaBatchBytes,
    inFlight: settings.kafkaConcurrency,
    ordered: settings.ordered,
    timeout: settings.kafkaTimeout,
    tls: settings.kafkaTls ? await kafkaTls(settings) : undefined,
    sasl: saslOf(settings),
    clock,
  });
};

function saslOf({
  kafkaUsername: username,
  kafkaPassword: password,
  kafkaSaslMechanism: mechanism,
}: Settings): SaslOptions | undefined {
  if (username !== undefined && password !== undefined) return { mechanism, username, password };
  if (username === undefined && password === undefined) return undefined;
  const missing = username === undefined ? 'KAFKA_USERNAME' : 'KAFKA_PASSWORD';
  throw new ConfigError(`${missing} is missing: Kafka needs a user name and a password, or neither`, {
    next: [`Set ${missing} in the environment, or in a file .env.`],
  });
}

async function kafkaTls(settings: Settings): Promise<TlsDialer> {
  const pem = await readPemOf(
    { ca: settings.kafkaCaCert, cert: settings.kafkaClientCert, key: settings.kafkaClientKey },
    TLS_SETTINGS,
  );
  const { kafkaTlsServerName: serverName, insecure } = settings;
  return new TlsDialer({ ...pem, serverName, insecure }, TLS_SETTINGS);
}
