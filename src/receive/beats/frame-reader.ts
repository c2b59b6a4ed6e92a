import { ByteQueue } from './byte-queue.js';

/** The kinds of frames of lumberjack, as go-lumber and logstash-input-beats have them. Numbers are unsigned, big-endian. */
const KIND = { window: 0x57, json: 0x4a, data: 0x44, compressed: 0x43 } as const;
const VERSIONS = [0x31, 0x32];

/** Far above what an event of version 1 holds. */
const MAX_FIELDS = 10_000;

/** What a sender of Beats says. */
export type Frame =
  /** So many events follow, which are answered as one. `version` is the byte that the answer begins with. */
  | { readonly kind: 'window'; readonly version: number; readonly events: number }
  /** One event, as JSON, and its number in the window, which the answer names. */
  | { readonly kind: 'event'; readonly json: Buffer; readonly sequence: number }
  /** The next piece of frames that were deflated by zlib, and how many bytes of them are still to come. */
  | { readonly kind: 'deflated'; readonly bytes: Buffer; readonly left: number };

export interface FrameLimits {
  /** Bytes of the largest event. */
  readonly eventBytes: number;
  /** Events of the largest window. */
  readonly windowEvents: number;
}

/** The sender does not speak lumberjack, or asks for more than there is. The message goes on behind "it sent …". */
export class FrameError extends Error {}

/** So many bytes are needed to go on; `some`: at least one of them. */
interface Need {
  readonly kind: 'need';
  readonly bytes: number;
  readonly some?: boolean;
}

/** Reads frames from bytes that come in pieces of any size. Holds one event at most. */
export class FrameReader {
  readonly #queue = new ByteQueue();
  readonly #steps: Generator<Frame | Need, never, Buffer>;
  #step: Frame | Need;
  #between = true;

  /** @param inner whether these are the frames within a compressed one, where none is compressed again. */
  constructor(limits: FrameLimits, inner = false) {
    this.#steps = this.#read(limits, inner);
    this.#step = this.#steps.next().value;
  }

  /** Bytes of the frame that is not whole yet. */
  get held(): number {
    return this.#queue.length;
  }

  /** In how many pieces they lie. */
  get pieces(): number {
    return this.#queue.pieces;
  }

  /** Whether the bytes so far end where a frame ends. */
  get between(): boolean {
    return this.#between && this.#queue.length === 0;
  }

  /** Takes the next bytes, and hands out what is whole now. Throws `FrameError`; nothing can be read afterwards. */
  *push(chunk: Buffer): Generator<Frame, void> {
    this.#queue.push(chunk);
    for (;;) {
      const step = this.#step;
      if (step.kind !== 'need') {
        yield step;
        this.#step = this.#steps.next().value;
        continue;
      }
      const bytes = step.some ? this.#queue.takeSome(step.bytes) : this.#queue.take(step.bytes);
      if (bytes === undefined) return;
      this.#step = this.#steps.next(bytes).value;
    }
  }

  *#read(limits: FrameLimits, inner: boolean): Generator<Frame | Need, never, Buffer> {
    for (;;) {
      this.#between = true;
      const version = (yield need(1))[0]!;
      this.#between = false;
      if (!VERSIONS.includes(version)) throw new FrameError(`${hex(version)}, which begins no frame`);
      const kind = (yield need(1))[0]!;
      if (kind === KIND.window && !inner) {
        const events = (yield need(4)).readUInt32BE();
        if (events > limits.windowEvents) throw new FrameError(`a window of ${events} events`);
        yield { kind: 'window', version, events };
      } else if (kind === KIND.json) {
        const head = yield need(8);
        const size = bounded(head.readUInt32BE(4), limits);
        if (size === 0) throw new FrameError('an event without content');
        yield { kind: 'event', json: yield need(size), sequence: head.readUInt32BE() };
      } else if (kind === KIND.data) {
        yield* this.#readFields(limits);
      } else if (kind === KIND.compressed && !inner) {
        let left = (yield need(4)).readUInt32BE();
        if (left === 0) throw new FrameError('a compressed frame without content');
        while (left > 0) {
          const bytes = yield { kind: 'need', bytes: left, some: true };
          left -= bytes.length;
          yield { kind: 'deflated', bytes, left };
        }
      } else {
        const place = inner ? ' within a compressed one' : '';
        throw new FrameError(`a frame of the unknown kind ${hex(kind)}${place}`);
      }
    }
  }

  /** An event of version 1: keys and values, each behind its length. */
  *#readFields(limits: FrameLimits): Generator<Frame | Need, void, Buffer> {
    const head = yield need(8);
    const count = head.readUInt32BE(4);
    if (count > MAX_FIELDS) throw new FrameError(`an event of ${count} fields`);
    const fields: [string, string][] = [];
    let size = 0;
    while (fields.length < count) {
      const texts: string[] = [];
      for (let index = 0; index < 2; index++) {
        const length = (yield need(4)).readUInt32BE();
        size = bounded(size + length, limits);
        texts.push((yield need(length)).toString('utf8'));
      }
      fields.push([texts[0]!, texts[1]!]);
    }
    const json = Buffer.from(JSON.stringify(Object.fromEntries(fields)));
    yield { kind: 'event', json, sequence: head.readUInt32BE() };
  }
}

function need(bytes: number): Need {
  return { kind: 'need', bytes };
}

function bounded(size: number, { eventBytes }: FrameLimits): number {
  if (size <= eventBytes) return size;
  throw new FrameError(`an event of ${size} bytes, more than the ${eventBytes} that are taken`);
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}
