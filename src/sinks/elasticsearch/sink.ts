import type { ProbeStep, Sink, Window, WindowLimits } from '../../model/sink.js';
import { clusterOf, type Cluster, type ElasticsearchOptions } from './options.js';
import { probe } from './probe.js';
import { BulkWindow, type RequestSize } from './window.js';
import { openWire, type Wire } from './wire.js';

/** Milliseconds: how long a window that isn't full waits for more. */
const IDLE = 200;
const AGE = 1000;

/** Straight to Elasticsearch: a window is a bulk request of creates with our ids, so sending again is safe. */
export class ElasticsearchSink implements Sink {
  readonly product = 'Elasticsearch';
  readonly acknowledgement = 'indexed';
  readonly encoding = 'bulk';
  readonly target: string;
  readonly #cluster: Cluster;
  readonly #options: ElasticsearchOptions;
  readonly #size: RequestSize = { most: Infinity };
  #wire: Promise<Wire> | undefined;
  #asked: Promise<void> | undefined;

  /** Throws `ConfigError` for an address that is none. */
  constructor(options: ElasticsearchOptions) {
    this.#options = options;
    this.#cluster = clusterOf(options);
    this.target = this.#cluster.target;
  }

  /** `bytes` is what the cluster takes, where it says so, and shrinks when it says 413. */
  get limits(): WindowLimits {
    const bytes = Math.min(this.#options.bulkBytes, this.#size.most);
    return { bytes, events: 100_000, idle: IDLE, age: AGE, inFlight: this.#options.concurrency };
  }

  /** Throws where nobody is there: to fill a window for nobody takes memory that an outage may need for hours. */
  async begin(): Promise<Window> {
    const wire = await this.#open();
    this.#asked ??= this.#askLimit(wire);
    await this.#asked;
    return new BulkWindow(wire, this.target, this.#size, () => (this.#asked = undefined));
  }

  async probe(onStep: (step: ProbeStep) => void = () => {}): Promise<void> {
    await probe(this.#cluster, await this.#open(), onStep);
  }

  async close(): Promise<void> {
    const wire = await this.#wire;
    this.#wire = undefined;
    await wire?.close();
  }

  /** Where no answer comes, the window finds out more of it, and the next one asks again. */
  async #askLimit(wire: Wire): Promise<void> {
    let limit: number | undefined;
    try {
      limit = await wire.contentLimit();
    } finally {
      if (limit === undefined) this.#asked = undefined;
    }
    if (limit !== undefined) this.#size.most = Math.min(this.#size.most, limit);
  }

  #open(): Promise<Wire> {
    this.#wire ??= openWire(this.#cluster, this.#options);
    return this.#wire;
  }
}
