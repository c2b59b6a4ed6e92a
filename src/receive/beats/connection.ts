import type { Socket } from 'node:net';
import type { ReceiveContext } from '../context.js';
import { beLate } from '../faults/be-late.js';
import { WantedFault } from '../faults/faults.js';
import { EventLines } from './event-lines.js';
import { type Frame, FrameError, type FrameLimits, FrameReader } from './frame-reader.js';
import { Inflation } from './inflate.js';

const KIND_ACK = 0x41;
/** Logstash takes what its heap holds; senders of Beats stay at some thousands. */
const MAX_WINDOW_EVENTS = 1_000_000;
/** How often a sender that waits for its ack hears that we live. Logstash says so every 5 s, and senders wait 30 s or more. */
const SIGN_OF_LIFE_MS = 3000;

/** The window that is coming in. */
interface OpenWindow {
  readonly version: number;
  readonly events: number;
  received: number;
  /** The number of the latest event, as its sender counts. */
  sequence: number;
  /** So many events are taken until the connection is broken off on purpose; all of them: the ack is not sent. */
  readonly breaksAt: number | undefined;
}

/** Takes what one sender sends, window by window, and acknowledges each when its events are as safe as they get. */
export class BeatsConnection {
  readonly #socket: Socket;
  readonly #context: ReceiveContext;
  readonly #limits: FrameLimits;
  readonly #reader: FrameReader;
  readonly #lines = new EventLines();
  /** Files that hold events of the open window. */
  readonly #touched = new Set<string>();
  #window: OpenWindow | undefined;
  #inflation: Inflation | undefined;

  constructor(socket: Socket, context: ReceiveContext) {
    this.#socket = socket;
    this.#context = context;
    this.#limits = { eventBytes: context.maxLineBytes, windowEvents: MAX_WINDOW_EVENTS };
    this.#reader = new FrameReader(this.#limits);
  }

  /** Resolves when the sender is done. Throws `FrameError`, what the socket says, or what the store says. */
  async run(): Promise<void> {
    const share = this.#context.held.share();
    try {
      for await (const chunk of this.#socket.iterator({ destroyOnReturn: false })) {
        for (const frame of this.#reader.push(chunk as Buffer)) await this.#take(frame);
        if (!share.set(this.#reader.held, this.#reader.pieces)) {
          throw new FrameError('an event that found no room beside those of other connections');
        }
        await this.#store();
      }
    } catch (error) {
      // What was taken until then is kept.
      if (error instanceof WantedFault) await this.#store();
      throw error;
    } finally {
      share.release();
      this.#inflation?.destroy();
    }
  }

  async #take(frame: Frame): Promise<void> {
    if (frame.kind === 'window') return this.#open(frame.version, frame.events);
    if (frame.kind === 'event') this.#add(frame);
    else await this.#inflate(frame.bytes, frame.left === 0);
    const { events, received } = this.#openWindow();
    if (received === events && !this.#inflation) await this.#acknowledge();
  }

  #open(version: number, events: number): void {
    if (this.#window) {
      const { received, events: expected } = this.#window;
      throw new FrameError(`a new window when ${received} of ${expected} events of the last one had come`);
    }
    // There is nothing to answer to an empty window.
    if (events === 0) return;
    const part = this.#context.faults.breaksAt();
    const breaksAt = part === undefined ? undefined : Math.floor(part * (events + 1));
    this.#window = { version, events, received: 0, sequence: 0, breaksAt };
  }

  #add(frame: Frame): void {
    if (frame.kind !== 'event') return;
    const window = this.#openWindow();
    if (window.received === window.events) throw new FrameError(`more than the ${window.events} events of its window`);
    if (window.received === window.breaksAt) throw new WantedFault();
    window.received++;
    window.sequence = frame.sequence;
    this.#lines.add(frame.json);
  }

  async #inflate(bytes: Buffer, last: boolean): Promise<void> {
    this.#openWindow();
    this.#inflation ??= new Inflation(this.#limits, async (frames) => {
      for (const frame of frames) this.#add(frame);
      await this.#store();
    });
    await this.#inflation.push(bytes);
    if (!last) return;
    await this.#inflation.finish();
    this.#inflation = undefined;
  }

  #openWindow(): OpenWindow {
    if (!this.#window) throw new FrameError('an event outside of a window');
    return this.#window;
  }

  /** Resolves when there is room for more. */
  async #store(): Promise<void> {
    const block = this.#lines.take();
    if (block) this.#context.intake.take(block, this.#touched);
    if (this.#context.store.full) await this.#context.store.room();
  }

  async #acknowledge(): Promise<void> {
    const { version, sequence, events, breaksAt } = this.#openWindow();
    const { clock, faults } = this.#context;
    const stop = this.#signsOfLife(version);
    try {
      await this.#store();
      await this.#context.store.settle(this.#touched);
      await beLate(faults.delay(), this.#socket, clock, faults);
    } finally {
      stop();
    }
    if (breaksAt === events) throw new WantedFault();
    this.#window = undefined;
    this.#touched.clear();
    this.#context.tally.windows++;
    // Only a sender that does not count its events is told how many they are.
    await this.#say(version, sequence || events);
  }

  /** While an ack is due, tells the sender that it is. Returns what ends that. */
  #signsOfLife(version: number): () => void {
    let cancel = () => {};
    const wait = () => {
      cancel = this.#context.clock.after(SIGN_OF_LIFE_MS, () => {
        void this.#say(version, 0);
        wait();
      });
    };
    wait();
    return () => cancel();
  }

  /** Sends an ack. Waits where the sender does not read them. */
  async #say(version: number, sequence: number): Promise<void> {
    const ack = Buffer.from([version, KIND_ACK, 0, 0, 0, 0]);
    ack.writeUInt32BE(sequence, 2);
    if (this.#socket.destroyed || this.#socket.write(ack)) return;
    await new Promise<void>((resolve) => {
      const go = () => {
        this.#socket.off('drain', go).off('close', go);
        resolve();
      };
      this.#socket.on('drain', go).on('close', go);
    });
  }
}
