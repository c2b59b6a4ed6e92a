import type { FaultKind } from './faults/rule.js';
import type { Route } from '../event/route.js';

/** What a receiver has seen since it started. */
export interface ReceiverCounts {
  /** Lines that were kept: those of all tenants, and the unparsable ones. */
  readonly received: number;
  /** Lines that are no JSON object, or name an illegal tenant. */
  readonly unparsable: number;
  /** Events by tenant. */
  readonly tenants: Readonly<Record<string, number>>;
  /** Bytes of the lines that were kept. */
  readonly bytes: number;
  /** Connections so far, of all roads but UDP. */
  readonly connections: number;
  /** Connections of these that are open now. */
  readonly open: number;
  /** Connections that ended with a reset, from either side: their sender has no confirmation. */
  readonly resets: number;
  /** Windows of Beats that were acknowledged. */
  readonly windows: number;
  /** Bulk requests over HTTP. */
  readonly requests: number;
  /** Documents of these that were there already, by their ids. */
  readonly conflicts: number;
  /** Datagrams that could not be kept. */
  readonly dropped: number;
  /** What went wrong on purpose, by its kind. */
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
}

/** Counts what a receiver sees. */
export class Tally {
  connections = 0;
  open = 0;
  resets = 0;
  windows = 0;
  requests = 0;
  conflicts = 0;
  dropped = 0;
  #bytes = 0;
  #unparsable = 0;
  readonly #faults: Partial<Record<FaultKind, number>> = {};
  readonly #tenants = new Map<string, number>();

  /** Lines of one route were kept. */
  add(route: Route, lines: number, bytes: number): void {
    this.#bytes += bytes;
    if (route.tenant === undefined) this.#unparsable += lines;
    else this.#tenants.set(route.tenant, (this.#tenants.get(route.tenant) ?? 0) + lines);
  }

  /** Something went wrong on purpose. */
  fault(kind: FaultKind): void {
    this.#faults[kind] = (this.#faults[kind] ?? 0) + 1;
  }

  snapshot(): ReceiverCounts {
    let received = this.#unparsable;
    for (const events of this.#tenants.values()) received += events;
    return {
      received,
      unparsable: this.#unparsable,
      tenants: Object.fromEntries(this.#tenants),
      bytes: this.#bytes,
      connections: this.connections,
      open: this.open,
      resets: this.resets,
      windows: this.windows,
      requests: this.requests,
      conflicts: this.conflicts,
      dropped: this.dropped,
      faults: { ...this.#faults },
    };
  }
}
