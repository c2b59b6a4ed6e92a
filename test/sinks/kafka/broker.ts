import { onTestFinished } from 'vitest';
import { crc32c } from '../../../src/sinks/kafka/records/crc32c.js';
import { startPeer } from '../../support/peers/peer.js';

/** A batch as a broker reads it. */
export interface ReceivedBatch {
  readonly connection: number;
  readonly producer: bigint;
  readonly sequence: number;
  readonly count: number;
  readonly values: readonly string[];
}

/** What the broker does with a batch: a code, silence (the connection is cut), or its answer held back until `release`. */
export type Answer = number | 'cut' | 'hold';

export interface ScriptedBroker {
  readonly port: number;
  /** All batches, in the order of their arrival. */
  readonly batches: readonly ReceivedBatch[];
  /** Producer ids that were given out. */
  readonly sessions: number;
  /** Answers what was held back. */
  release(): void;
  /** Cuts all connections, and listens no more. */
  close(): Promise<void>;
}

export interface BrokerOptions {
  /** The highest version of `produce` that it knows. */
  readonly produce?: number;
  /** The port of the broker that leads the partition, where it is another one. */
  readonly leader?: () => number;
  /** Codes by which it says, one after the other, that it has no producer id yet. */
  readonly notReady?: readonly number[];
}

/**
 * Starts a broker with one partition, which does with each batch what `decide` says. It is gone when the test ends.
 */
export async function startBroker(
  decide: (batch: ReceivedBatch, index: number) => Answer,
  { produce = 8, leader, notReady = [] }: BrokerOptions = {},
): Promise<ScriptedBroker> {
  const batches: ReceivedBatch[] = [];
  const held: (() => void)[] = [];
  let sessions = 0;
  let refused = 0;
  let connections = 0;
  const peer = await startPeer({}, (socket) => {
    const connection = connections++;
    let received = Buffer.alloc(0);
    const answer = (id: number, ...parts: Buffer[]) => {
      const body = Buffer.concat([int32(id), ...parts]);
      socket.write(Buffer.concat([int32(body.length), body]));
    };
    const onProduce = (id: number, body: Buffer) => {
      const batch = { connection, ...readBatch(body) };
      batches.push(batch);
      const decision = decide(batch, batches.length - 1);
      const say = (code: number) =>
        answer(id, int32(1), text('logs'), int32(1), partitionAnswer(code, produce), int32(0));
      if (decision === 'cut') socket.destroy();
      else if (decision === 'hold') held.push(() => say(0));
      else say(decision);
    };
    const onRequest = (request: Buffer) => {
      const id = request.readInt32BE(4);
      const body = request.subarray(10 + request.readInt16BE(8));
      switch (request.readInt16BE(0)) {
        case 18:
          return answer(id, int16(0), int32(1), int16(0), int16(3), int16(produce));
        case 3:
          return answer(id, metadata(leader?.() ?? (socket.address() as { port: number }).port));
        case 22:
          if (refused < notReady.length) {
            return answer(id, int32(0), int16(notReady[refused++]!), int64(-1n), int16(-1));
          }
          return answer(id, int32(0), int16(0), int64(BigInt(++sessions)), int16(0));
        default:
          return onProduce(id, body);
      }
    };
    return {
      data(chunk) {
        received = Buffer.concat([received, chunk]);
        while (received.length >= 4 && received.length >= 4 + received.readInt32BE()) {
          const end = 4 + received.readInt32BE();
          const request = received.subarray(4, end);
          received = received.subarray(end);
          if (!socket.destroyed) onRequest(request);
        }
      },
    };
  });
  onTestFinished(() => peer.close());
  return {
    port: peer.port,
    batches,
    get sessions() {
      return sessions;
    },
    release: () => held.splice(0).forEach((say) => say()),
    close: () => peer.close(),
  };
}

function metadata(port: number): Buffer {
  const broker = [int32(1), int32(7), text('127.0.0.1'), int32(port), int16(-1)];
  const partition = [int16(0), int32(0), int32(7), int32(0), int32(0)];
  const topic = [int32(1), int16(0), text('logs'), Buffer.from([0]), int32(1), ...partition];
  return Buffer.concat([int32(0), ...broker, int16(-1), int32(7), ...topic]);
}

function partitionAnswer(code: number, version: number): Buffer {
  const old = [int32(0), int16(code), int64(0n), int64(-1n), ...(version >= 5 ? [int64(0n)] : [])];
  return Buffer.concat(version >= 8 ? [...old, int32(0), int16(-1)] : old);
}

/** The one batch of a request: behind transaction, acks, timeout, topic and partition. */
function readBatch(body: Buffer): Omit<ReceivedBatch, 'connection'> {
  const at = 2 + 2 + 4 + 4 + 2 + 'logs'.length + 4 + 4 + 4;
  const batch = body.subarray(at);
  if (body.readInt16BE(2) !== -1) throw new Error('acks are not all');
  if (batch[16] !== 2 || batch.readUInt32BE(17) !== crc32c(batch, 21)) throw new Error('the batch is damaged');
  const count = batch.readInt32BE(57);
  return {
    producer: batch.readBigInt64BE(43),
    sequence: batch.readInt32BE(53),
    count,
    values: readValues(batch, count),
  };
}

function readValues(batch: Buffer, count: number): string[] {
  let at = 61;
  const varint = () => {
    let [value, shift] = [0, 0];
    for (;;) {
      const byte = batch[at++]!;
      value |= (byte & 0x7f) << shift;
      shift += 7;
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1);
    }
  };
  return Array.from({ length: count }, (_, index) => {
    const end = varint() + at;
    at += 2;
    if (varint() !== index) throw new Error('a record is out of place');
    const key = varint();
    at += key;
    const length = varint();
    const value = batch.toString('utf8', at, at + length);
    at += length;
    if (batch[at++] !== 0 || at !== end) throw new Error('a record has another length than it says');
    return value;
  });
}

const int16 = (value: number) => Buffer.from([(value >> 8) & 0xff, value & 0xff]);
const text = (value: string) => Buffer.concat([int16(value.length), Buffer.from(value)]);

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}
