import type { ProbeStep, Sink, Window, WindowLimits } from '../../model/sink.js';
import { Cluster } from './cluster.js';
import { type KafkaOptions, targetOf } from './options.js';
import { probe } from './probe.js';
import { Producer } from './producer.js';
import { type Compressor, compressorOf } from './records/compression.js';
import { Router } from './records/router.js';
import { type BatchSize, KafkaWindow } from './window.js';
import { dialBroker } from './wire/dial.js';

/** Milliseconds: how long a window that isn't full waits for more. */
const IDLE = 100;
const AGE = 1000;

const WINDOW_BYTES = 4 * 1024 * 1024;

/**
 * Kafka, with acks=all: a window is a few batches of records, and is delivered when all replicas in sync have them. Events come
 * laid out for a bulk request, as there tenant and id stand in front; a record's value is the event as Logstash gets it.
 */
export class KafkaSink implements Sink {
  readonly product = 'Kafka';
  readonly acknowledgement = 'accepted';
  readonly encoding = 'bulk';
  readonly limits: WindowLimits;
  readonly target: string;
  readonly #options: KafkaOptions;
  readonly #compressor: Compressor;
  readonly #cluster: Cluster;
  readonly #producer: Producer;
  readonly #router: Router;
  readonly #size: BatchSize;
  readonly #closing = new AbortController();
  /** Resolves when the latest window has sent what it holds: events are first sent in the order of their windows. */
  #launched: Promise<void> = Promise.resolve();

  /** Throws `ConfigError` for a compression that this Node.js lacks. */
  constructor(options: KafkaOptions) {
    this.#options = options;
    this.target = targetOf(options);
    this.limits = { bytes: WINDOW_BYTES, events: 100_000, idle: IDLE, age: AGE, inFlight: options.inFlight };
    this.#compressor = compressorOf(options.compression);
    const { timeout, tls, sasl } = options;
    const dialling = { timeout, tls, sasl, closing: this.#closing.signal };
    this.#cluster = new Cluster(options, (broker, onStep) => dialBroker(broker, dialling, onStep));
    this.#producer = new Producer(this.#cluster, options);
    this.#router = new Router(options.key);
    this.#size = { most: options.batchBytes };
  }

  async begin(): Promise<Window> {
    await this.#launched;
    await this.#cluster.prepare();
    await this.#producer.prepare();
    this.#router.over(this.#cluster.partitions);
    let onLaunched = () => {};
    this.#launched = new Promise((resolve) => (onLaunched = resolve));
    return new KafkaWindow({
      producer: this.#producer,
      router: this.#router,
      compressor: this.#compressor,
      size: this.#size,
      ordered: this.#options.ordered,
      now: () => this.#options.clock.now(),
      onLaunched,
    });
  }

  async probe(onStep: (step: ProbeStep) => void = () => {}): Promise<void> {
    await probe(this.#cluster, this.#options.topic, onStep);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#producer.close();
  }
}
