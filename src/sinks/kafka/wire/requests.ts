import type { Reader } from './reader.js';
import { Writer } from './writer.js';

/** What is asked of a broker, and how its answer is read. Versions are those of the simple layout, which every broker knows. */
export interface Request<T> {
  readonly key: number;
  readonly version: number;
  readonly body: Writer;
  readonly read: (reader: Reader) => T;
}

/** Which versions of a request a broker takes. */
export interface VersionRange {
  readonly lowest: number;
  readonly highest: number;
}

const PRODUCE = 0;

export function apiVersions(): Request<{ readonly code: number; readonly ranges: ReadonlyMap<number, VersionRange> }> {
  return {
    key: 18,
    version: 0,
    body: new Writer(),
    read(reader) {
      const code = reader.int16();
      const entries = reader.array(() => {
        return [reader.int16(), { lowest: reader.int16(), highest: reader.int16() }] as const;
      });
      return { code, ranges: new Map(entries) };
    },
  };
}

export interface BrokerAddress {
  readonly id: number;
  readonly host: string;
  readonly port: number;
}

export interface TopicPartition {
  readonly index: number;
  /** The id of a broker; below 0 where there is none now. */
  readonly leader: number;
}

export interface TopicMetadata {
  readonly brokers: readonly BrokerAddress[];
  readonly code: number;
  readonly partitions: readonly TopicPartition[];
}

/** Who is who, and who leads the partitions of one topic. A broker that may create topics creates it. */
export function topicMetadata(topic: string): Request<TopicMetadata> {
  const body = new Writer();
  body.array([topic], (name) => body.string(name)).int8(1);
  return {
    key: 3,
    version: 4,
    body,
    read(reader) {
      reader.int32();
      const brokers = reader.array(() => {
        const broker = { id: reader.int32(), host: reader.string() ?? '', port: reader.int32() };
        reader.string();
        return broker;
      });
      reader.string();
      reader.int32();
      const topics = reader.array(() => {
        const code = reader.int16();
        reader.string();
        reader.boolean();
        const partitions = reader.array(() => {
          reader.int16();
          const partition = { index: reader.int32(), leader: reader.int32() };
          reader.array(() => reader.int32());
          reader.array(() => reader.int32());
          return partition;
        });
        return { code, partitions };
      });
      return { brokers, ...topics[0]! };
    },
  };
}

export interface ProducerId {
  readonly id: bigint;
  readonly epoch: number;
}

/** Begins a session in which a broker knows each batch that it has already. */
export function initProducerId(): Request<ProducerId & { readonly code: number }> {
  return {
    key: 22,
    version: 1,
    body: new Writer().string(null).int32(60_000),
    read(reader) {
      reader.int32();
      return { code: reader.int16(), id: reader.int64(), epoch: reader.int16() };
    },
  };
}

export interface ProduceAnswer {
  readonly code: number;
  readonly message: string | null;
  /** Which records of the batch are at fault, where the broker tells. */
  readonly records: readonly { readonly index: number; readonly message: string | null }[];
}

const ALL_REPLICAS = -1;

/** Which version of `produce` to use; undefined where there is none that both sides know. */
export function produceVersion(ranges: ReadonlyMap<number, VersionRange>): number | undefined {
  const range = ranges.get(PRODUCE);
  const version = Math.min(8, range?.highest ?? -1);
  return range && version >= Math.max(range.lowest, 3) ? version : undefined;
}

/** Hands one batch to the leader of a partition, which answers when all replicas in sync have it. */
export function produce(
  version: number,
  { topic, partition, batch, timeout }: { topic: string; partition: number; batch: Buffer; timeout: number },
): Request<ProduceAnswer> {
  const body = new Writer().string(null).int16(ALL_REPLICAS).int32(timeout);
  body.array([topic], () => body.string(topic).array([partition], () => body.int32(partition).bytes(batch)));
  return {
    key: PRODUCE,
    version,
    body,
    read(reader) {
      const [answers] = reader.array(() => {
        reader.string();
        return reader.array(() => readPartition(reader, version));
      });
      return answers![0]!;
    },
  };
}

function readPartition(reader: Reader, version: number): ProduceAnswer {
  reader.int32();
  const code = reader.int16();
  reader.int64();
  reader.int64();
  if (version >= 5) reader.int64();
  if (version < 8) return { code, message: null, records: [] };
  const records = reader.array(() => ({ index: reader.int32(), message: reader.string() }));
  return { code, records, message: reader.string() };
}

export function saslHandshake(
  mechanism: string,
): Request<{ readonly code: number; readonly mechanisms: readonly string[] }> {
  return {
    key: 17,
    version: 1,
    body: new Writer().string(mechanism),
    read: (reader) => ({ code: reader.int16(), mechanisms: reader.array(() => reader.string() ?? '') }),
  };
}

export interface SaslAnswer {
  readonly code: number;
  readonly message: string | null;
  readonly token: Buffer;
  /** Milliseconds until the broker ends the session; 0: never. */
  readonly lifetime: number;
}

export function saslAuthenticate(token: Buffer): Request<SaslAnswer> {
  return {
    key: 36,
    version: 1,
    body: new Writer().bytes(token),
    read: (reader) => ({
      code: reader.int16(),
      message: reader.string(),
      token: reader.bytes(),
      lifetime: Number(reader.int64()),
    }),
  };
}
