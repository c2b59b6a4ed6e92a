import type { Batch } from '../../../model/batch.js';
import type { EventPlaces } from './event.js';
import { partitionOf } from './partition.js';

/** A key, and where it belongs. */
export interface Route {
  readonly key: Buffer;
  readonly partition: number;
}

/** Keys that are remembered; a fleet has fewer tenants. */
const MOST = 10_000;

/** Gives each event its key and its partition: all events of a key go to one partition, and stay in order there. */
export class Router {
  readonly #by: 'tenant' | 'source';
  readonly #routes = new Map<string, Route>();
  #partitions = 0;
  #last: Route | undefined;

  constructor(by: 'tenant' | 'source') {
    this.#by = by;
  }

  /** Says how many partitions there are now. */
  over(partitions: number): void {
    if (partitions === this.#partitions) return;
    this.#partitions = partitions;
    this.#routes.clear();
    this.#last = undefined;
  }

  /** The route of the event whose parts stand at `at` in `batch`. */
  route(batch: Batch, at: EventPlaces): Route {
    if (this.#by === 'source') return this.#find(batch.source.key);
    const { bytes } = batch;
    const { tenantStart, tenantEnd } = at;
    if (this.#last && sameBytes(this.#last.key, bytes, tenantStart, tenantEnd)) return this.#last;
    const name = Buffer.from(bytes.buffer, bytes.byteOffset + tenantStart, tenantEnd - tenantStart).toString();
    return (this.#last = this.#find(name));
  }

  #find(name: string): Route {
    const known = this.#routes.get(name);
    if (known) return known;
    if (this.#routes.size >= MOST) this.#routes.clear();
    const key = Buffer.from(name);
    const route = { key, partition: partitionOf(key, this.#partitions) };
    this.#routes.set(name, route);
    return route;
  }
}

function sameBytes(key: Buffer, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== key.length) return false;
  for (let index = 0; index < key.length; index++) if (key[index] !== bytes[start + index]) return false;
  return true;
}
