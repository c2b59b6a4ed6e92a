import type { Writable } from 'node:stream';
import { type Clock, systemClock } from '../kit/clock.js';
import { type ReceiverCounts, Tally } from './counts.js';
import { faultsOn } from './faults/faults.js';
import type { WantedFaults } from './faults/wanted.js';
import { FolderStore } from './folder-store.js';
import { HeldBytes } from './held-bytes.js';
import { Intake } from './intake.js';
import { type Endpoint, type Road, ROADS } from './listen.js';
import { PrintStore } from './print-store.js';
import { nowhere, type Store } from './store.js';
import { openTls, type ServerTls, type TlsFiles } from './tls/server-tls.js';
import { openWay } from './way.js';

/** Far above the longest line that logship sends, and far below what would hurt. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;
/** For all connections together: four of the longest lines at once. */
const MAX_HELD_BYTES = 4 * MAX_LINE_BYTES;

/** A place for each road that is to be taken; the others are not. */
export type Places = Readonly<Partial<Record<Road, Endpoint | undefined>>>;

/** What a receiver does, and where. Without `out` and `print` it only counts. */
export interface ReceiverOptions extends Places {
  /** A folder for the files `logs-{tenant}-YYYY.MM.ndjson` and `unparsable.ndjson`; made where it is missing. */
  readonly out?: string | undefined;
  /** Where to print lines, if there is no `out`. `show` makes them fit for the eye. */
  readonly print?: { readonly to: Writable; readonly show?: (lines: Uint8Array) => Uint8Array | string } | undefined;
  /** Bytes of the longest line; a connection that sends a longer one is reset. */
  readonly maxLineBytes?: number | undefined;
  /** Speak TLS on all roads but UDP. */
  readonly tls?: TlsFiles | undefined;
  /** What is to go wrong on purpose. */
  readonly faults?: WantedFaults | undefined;
  /** Told of what went wrong while receiving, in words for a person. */
  readonly onTrouble?: ((message: string) => void) | undefined;
  readonly clock?: Clock | undefined;
}

/** A receiver at work. */
export interface Receiver {
  /** Where it listens: with the real ports, where the system chose them. */
  readonly addresses: Readonly<Partial<Record<Road, Endpoint>>>;
  /** The file that clients have to trust, where the certificate was made here. */
  readonly caFile: string | undefined;
  counts(): ReceiverCounts;
  /**
   * Takes nothing new, confirms the connections whose senders are done, cuts the others, and resolves when what was
   * read is on disk. Rejects with what the system says, when that fails.
   */
  close(): Promise<void>;
}

/** Starts to receive events on the roads that were asked for. Throws `ReceiveError` when it can't: nothing listens then. */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const { clock = systemClock, maxLineBytes = MAX_LINE_BYTES, onTrouble = () => undefined } = options;
  const store = await openStore(options);
  const tally = new Tally();
  const intake = new Intake(store, tally, clock);
  const held = new HeldBytes(MAX_HELD_BYTES);
  const context = { intake, store, tally, held, maxLineBytes, onTrouble, clock };
  const { rules, seed } = options.faults ?? { rules: [], seed: 0 };
  const closers: (() => Promise<void>)[] = [];
  const addresses: Partial<Record<Road, Endpoint>> = {};
  let tls: ServerTls | undefined;
  const close = async () => {
    await Promise.all(closers.map((stop) => stop()));
    await tls?.close();
    await store.close();
  };

  try {
    if (options.tls) tls = await openTls(options.tls, hostsOf(options), clock);
    for (const road of ROADS) {
      const at = options[road];
      if (!at) continue;
      const way = await openWay(road, at, {
        ...context,
        tls: tls?.options,
        faults: faultsOn(road, rules, seed, tally),
      });
      addresses[road] = way.address;
      closers.push(() => way.close());
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { addresses, caFile: tls?.caFile, counts: () => tally.snapshot(), close };
}

function hostsOf(places: Places): string[] {
  return ROADS.flatMap((road) => places[road]?.host ?? []);
}

async function openStore({ out, print }: ReceiverOptions): Promise<Store> {
  if (out !== undefined) return FolderStore.open(out);
  return print ? new PrintStore(print.to, print.show) : nowhere;
}
