import { parseAddress } from './hosts.js';
import type { KafkaTarget } from './target.js';
import type { ValueType } from './value-type.js';

/** Where brokers of Kafka listen unless they are told otherwise. */
export const KAFKA_PORT = 9092;

/** Where events go in Kafka unless another topic is named. */
export const DEFAULT_TOPIC = 'logs';

/** A topic as Kafka allows it. */
export const topic: ValueType<string> = {
  expects: 'the name of a topic: letters, digits, ".", "_" and "-", at most 249 of them',
  read: (raw) =>
    typeof raw === 'string' && /^[a-zA-Z0-9._-]{1,249}$/.test(raw) && !/^\.{1,2}$/.test(raw) ? raw : undefined,
  show: (value) => value,
};

/** Reads `//b1:9092,b2/topic`, what stands behind `kafka:`; `undefined` for anything else. */
export function readKafka(rest: string): KafkaTarget | undefined {
  const [, authority, path = ''] = /^\/\/([^/?#]*)(?:\/([^/?#]*))?$/.exec(rest) ?? [];
  const brokers = (authority ?? '').split(',').map((item) => parseAddress(item.trim()));
  const name = topic.read(path === '' ? DEFAULT_TOPIC : path);
  if (name === undefined || !brokers.every((broker) => broker !== undefined)) return undefined;
  return { road: 'kafka', brokers: brokers.map((broker) => ({ port: KAFKA_PORT, ...broker })), topic: name };
}
