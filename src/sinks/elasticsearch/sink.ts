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

  /** Throws `ConfigError` for an address that is none. */
  constructor(options: ElasticsearchOptions) {
    this.#options = options;
    this.#cluster = clusterOf(options);
    this.target = this.#cluster.target;
  }

  /** `bytes` shrinks when the cluster says 413. */
  get limits(): WindowLimits {
    const bytes = Math.min(this.#options.bulkBytes, this.#size.most);
    return { bytes, events: 100_000, idle: IDLE, age: AGE, inFlight: this.#options.concurrency };
  }

  async begin(): Promise<Window> {
    return new BulkWindow(await this.#open(), this.target, this.#size);
  }

  async probe(onStep: (step: ProbeStep) => void = () => {}): Promise<void> {
    await probe(this.#cluster, await this.#open(), onStep);
  }

  async close(): Promise<void> {
    const wire = await this.#wire;
    this.#wire = undefined;
    await wire?.close();
  }

  #open(): Promise<Wire> {
    this.#wire ??= openWire(this.#cluster, this.#options);
    return this.#wire;
  }
}
