import type { Batch, Encoding } from './batch.js';
import type { Verdict } from './verdict.js';

/**
 * What "delivered" means on a road, from strong to weak.
 * - `indexed`: Elasticsearch answered for the document.
 * - `accepted`: the peer took responsibility (a Beats ack).
 * - `stored`: in a file of this machine, and synced to its disk.
 * - `read`: the TCP peer that we dialled has read it.
 * - `written`: the system took it from our standard output; whoever reads it says nothing.
 * - `none`: sent, and nobody said a word.
 */
export type Acknowledgement = 'indexed' | 'accepted' | 'stored' | 'read' | 'written' | 'none';

/** Consecutive events of one batch: `batch[from, to)`. */
export interface Parcel {
  readonly batch: Batch;
  readonly from: number;
  readonly to: number;
}

/** What the peer said of one event that it did not take as new. */
export interface ItemVerdict {
  /** Which parcel of the window, in the order of `write`. */
  readonly parcel: number;
  /** Which event of the parcel's batch. */
  readonly event: number;
  readonly verdict: Verdict;
}

/** The answer to a window. An event that is not named was delivered. */
export interface Receipt {
  readonly exceptions: readonly ItemVerdict[];
  /** Milliseconds that the peer asks to be left alone for, before what is held back is sent again. */
  readonly retryAfter?: number | undefined;
}

/** How large a window may grow, and how many may be under way. */
export interface WindowLimits {
  readonly bytes: number;
  readonly events: number;
  /** Milliseconds without a write after which a window closes. */
  readonly idle: number;
  /** Milliseconds after its first write at which a window closes. */
  readonly age: number;
  /** Windows under way at once, the open one included. */
  readonly inFlight: number;
}

/**
 * A transaction with a peer: events are written, then committed; one receipt answers for all of them.
 * A window is used by one caller: `write` is awaited before the next `write` or `commit`.
 * What is thrown, a `SinkError`, leaves everything written in doubt, but for its `acknowledged` first events.
 */
export interface Window {
  /** Resolves when there is room for more. Throws `SinkError`. */
  write(parcel: Parcel): Promise<void>;
  /** Closes the window and waits for the peer's answer. Throws `SinkError`. */
  commit(): Promise<Receipt>;
  /** Gives the window up without waiting. */
  abandon(): void;
}

/** One step of a probe, as `test-message` shows it. */
export interface ProbeStep {
  readonly name: 'resolve' | 'connect' | 'tls' | 'topic' | 'send' | 'confirm';
  readonly detail: string;
  readonly milliseconds: number;
}

/** A road to a peer. Knows nothing of retries, fallbacks or files. */
export interface Sink {
  /** Names the peer: `tcp://logstash:5000`, `https://es:9200`. Never holds a secret. */
  readonly target: string;
  /** `Logstash`, `Elasticsearch`. */
  readonly product: string;
  readonly acknowledgement: Acknowledgement;
  readonly encoding: Encoding;
  readonly limits: WindowLimits;
  /** Opens a window: name, connection. Throws `SinkError`. */
  begin(): Promise<Window>;
  /** Asks whether the peer is there, sending no event; tells each step. Throws `SinkError`. */
  probe(onStep?: (step: ProbeStep) => void): Promise<void>;
  close(): Promise<void>;
}

/** What a sink tells while it waits, so that a person may know. */
export type SinkNotice =
  | { readonly kind: 'stalled'; readonly target: string; readonly seconds: number }
  | { readonly kind: 'resumed'; readonly target: string; readonly seconds: number }
  /** One of several hosts is left alone for a while; the others take what was meant for it. */
  | { readonly kind: 'host-out'; readonly target: string; readonly reason: string }
  | { readonly kind: 'host-back'; readonly target: string; readonly seconds: number };
