import type { Writable } from 'node:stream';
import { type Clock, systemClock } from '../kit/clock.js';
import { type ReceiverCounts, Tally } from './counts.js';
import { FolderStore } from './folder-store.js';
import { Intake } from './intake.js';
import { bindUdp, type Endpoint, listenTcp } from './listen.js';
import { PrintStore } from './print-store.js';
import { nowhere, type Store } from './store.js';
import { createTcpIntake } from './tcp.js';
import { createUdpIntake } from './udp.js';

/** Far above the longest line that logship sends, and far below what would hurt. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** What a receiver does. Without `out` and `print` it only counts. */
export interface ReceiverOptions {
  /** Where to take connections; absent: none are taken. */
  readonly tcp?: Endpoint | undefined;
  /** Where to take datagrams; absent: none are taken. */
  readonly udp?: Endpoint | undefined;
  /** A folder for the files `logs-{tenant}-YYYY.MM.ndjson` and `unparsable.ndjson`; made where it is missing. */
  readonly out?: string | undefined;
  /** Where to print lines, if there is no `out`. `show` makes them fit for the eye. */
  readonly print?: { readonly to: Writable; readonly show?: (lines: Uint8Array) => Uint8Array | string } | undefined;
  /** Bytes of the longest line; a connection that sends a longer one is reset. */
  readonly maxLineBytes?: number | undefined;
  /** Told of what went wrong while receiving, in words for a person. */
  readonly onTrouble?: ((message: string) => void) | undefined;
  readonly clock?: Clock | undefined;
}

/** A receiver at work. */
export interface Receiver {
  /** Where it listens: with the real ports, where the system chose them. */
  readonly addresses: { readonly tcp?: Endpoint; readonly udp?: Endpoint };
  counts(): ReceiverCounts;
  /**
   * Takes nothing new, confirms the connections whose senders are done, cuts the others, and resolves when what was
   * read is on disk. Rejects with what the system says, when that fails.
   */
  close(): Promise<void>;
}

/** Starts to receive JSON lines over TCP and UDP. Throws `ReceiveError` when it can't: nothing listens then. */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const { clock = systemClock, maxLineBytes = MAX_LINE_BYTES, onTrouble = () => undefined } = options;
  const store = await openStore(options);
  const tally = new Tally();
  const intake = new Intake(store, tally, clock);
  const context = { intake, store, tally, maxLineBytes, onTrouble };
  const closers: (() => Promise<void>)[] = [];
  const addresses: { tcp?: Endpoint; udp?: Endpoint } = {};
  const close = async () => {
    await Promise.all(closers.map((stop) => stop()));
    await store.close();
  };

  try {
    if (options.tcp) {
      const tcp = createTcpIntake(context);
      addresses.tcp = await listenTcp(tcp.server, options.tcp);
      closers.push(() => tcp.close());
      tcp.server.on('error', (error) => onTrouble(`tcp: ${error.message}`));
    }
    if (options.udp) {
      const udp = createUdpIntake(options.udp.host, context);
      closers.push(() => udp.close());
      addresses.udp = await bindUdp(udp.socket, options.udp);
      udp.socket.on('error', (error) => onTrouble(`udp: ${error.message}`));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { addresses, counts: () => tally.snapshot(), close };
}

async function openStore({ out, print }: ReceiverOptions): Promise<Store> {
  if (out !== undefined) return FolderStore.open(out);
  return print ? new PrintStore(print.to, print.show) : nowhere;
}
