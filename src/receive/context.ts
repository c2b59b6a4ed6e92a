import type { Server } from 'node:net';
import type { TlsOptions } from 'node:tls';
import type { Clock } from '../kit/clock.js';
import type { Tally } from './counts.js';
import type { RoadFaults } from './faults/faults.js';
import type { HeldBytes } from './held-bytes.js';
import type { Intake } from './intake.js';
import type { Store } from './store.js';

/** What the ways in share: where events go, who counts them, and how much may wait in memory. */
export interface ReceiveContext {
  readonly intake: Intake;
  readonly store: Store;
  readonly tally: Tally;
  /** What has come in and is not whole yet, of all connections together. */
  readonly held: HeldBytes;
  /** Bytes of the longest event that is taken. */
  readonly maxLineBytes: number;
  /** Told of what went wrong, in words for a person. */
  readonly onTrouble: (message: string) => void;
  readonly clock: Clock;
  /** How the ways by connections speak TLS; absent: they do not. */
  readonly tls?: TlsOptions | undefined;
  /** What goes wrong on purpose. */
  readonly faults: RoadFaults;
}

/** A way in by connections: a server that does not listen yet, and can be stopped. */
export interface Way {
  readonly server: Server;
  /** Takes no more connections, cuts those that still send, and resolves when the last one is gone. */
  close(): Promise<void>;
}
