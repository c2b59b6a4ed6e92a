import type { Clock } from '../../kit/clock.js';
import { SinkError } from '../../model/errors.js';
import type { ProbeStep } from '../../model/sink.js';
import { type BrokerHost, type KafkaOptions, nameOf, targetOf } from './options.js';
import { noSuchTopic, topicFault } from './fault.js';
import type { Broker } from './wire/dial.js';
import { KafkaCode } from './wire/errors.js';
import { type TopicMetadata, topicMetadata } from './wire/requests.js';

/** Connects to one broker. Throws `SinkError`. */
export type Dial = (broker: BrokerHost, onStep?: (step: ProbeStep) => void) => Promise<Broker>;

interface OpenBroker extends Broker {
  /** Monotonic milliseconds after which nothing new is asked of it: the broker is about to end the session. */
  readonly until: number;
}

/** Milliseconds: a topic that was just created takes a moment until brokers know of it. */
const TOPIC_PATIENCE = 3000;
const TOPIC_PAUSE = 100;

/** Milliseconds after which leaders and the number of partitions are asked for again. */
const FRESH = 5 * 60_000;

/** A session is left behind when this part of its life is over. */
const SAFE_LIFE = 0.8;

/** The brokers of a cluster, and who leads which partition of the topic. */
export class Cluster {
  readonly #options: KafkaOptions;
  readonly #dial: Dial;
  readonly #clock: Clock;
  readonly #target: string;
  readonly #open = new Map<string, OpenBroker>();
  readonly #dialling = new Map<string, Promise<OpenBroker>>();
  #addresses = new Map<number, BrokerHost>();
  #leaders = new Map<number, number>();
  #askedAt = -Infinity;

  constructor(options: KafkaOptions, dial: Dial) {
    this.#options = options;
    this.#dial = dial;
    this.#clock = options.clock;
    this.#target = targetOf(options);
  }

  /** How many partitions the topic has; 0 until it was asked for. */
  get partitions(): number {
    return this.#leaders.size;
  }

  get brokers(): number {
    return this.#addresses.size;
  }

  /** Asks for the leaders, where they are not known or were asked for long ago. Throws `SinkError`. */
  async prepare(): Promise<void> {
    if (this.#clock.monotonic() - this.#askedAt > FRESH) await this.refresh();
  }

  /** Asks for the leaders. Throws `SinkError`. */
  async refresh(): Promise<void> {
    const until = this.#clock.monotonic() + TOPIC_PATIENCE;
    for (;;) {
      const { code, brokers, partitions } = await this.#askAny();
      if (code === KafkaCode.none && partitions.length > 0) {
        this.#addresses = new Map(brokers.map((broker) => [broker.id, broker]));
        this.#leaders = new Map(partitions.map(({ index, leader }) => [index, leader]));
        this.#askedAt = this.#clock.monotonic();
        return;
      }
      const passing = code === KafkaCode.unknownTopicOrPartition || code === KafkaCode.leaderNotAvailable;
      if (!passing && code !== KafkaCode.none) throw topicFault(code, this.#target);
      if (this.#clock.monotonic() > until) throw noSuchTopic(this.#options.topic, this.#target);
      await this.#clock.sleep(TOPIC_PAUSE);
    }
  }

  /** Connects to a broker as if for the first time, and tells each step. Throws `SinkError`. */
  async reach(onStep: (step: ProbeStep) => void): Promise<void> {
    const { connection } = await this.#firstThatAnswers((host) => this.#dial(host, onStep));
    connection.close();
  }

  /** The connection to the leader of a partition, where there is one in use. */
  leaderOf(partition: number): Broker | undefined {
    const host = this.#addresses.get(this.#leaders.get(partition) ?? -1);
    return host && this.#usable(host);
  }

  /** Connects to the leader of a partition. Throws `SinkError`; the next `prepare` asks who leads it then. */
  async connectTo(partition: number): Promise<void> {
    try {
      await this.#connectToLeader(partition);
    } catch (error) {
      this.#askedAt = -Infinity;
      throw error;
    }
  }

  /** Any broker that can be reached. Throws `SinkError`. */
  async any(): Promise<Broker> {
    for (const [name, { connection }] of this.#open) if (!connection.usable) this.#open.delete(name);
    const [first] = this.#open.values();
    return first ?? this.#firstThatAnswers((host) => this.#connect(host));
  }

  close(): void {
    for (const { connection } of this.#open.values()) connection.close();
    this.#open.clear();
  }

  async #connectToLeader(partition: number): Promise<void> {
    const host = this.#addresses.get(this.#leaders.get(partition) ?? -1);
    if (!host) {
      throw new SinkError('busy', this.#target, `${this.#target}: partition ${partition} has no leader now`);
    }
    try {
      await this.#connect(host);
    } catch (error) {
      throw this.#isBootstrap(host) ? error : this.#astray(host, partition, error);
    }
  }

  async #askAny(): Promise<TopicMetadata> {
    const { topic, timeout, sasl } = this.#options;
    const { connection } = await this.any();
    try {
      return await connection.ask(topicMetadata(topic), timeout);
    } catch (error) {
      if (sasl || !(error instanceof SinkError) || error.fault !== 'broken') throw error;
      const next = ['A broker that wants a sign-in closes like this: set KAFKA_USERNAME and KAFKA_PASSWORD.'];
      throw new SinkError('broken', error.target, error.message, { next });
    }
  }

  /** Those that were named first, then those that are known from them. */
  async #firstThatAnswers<T>(attempt: (host: BrokerHost) => Promise<T>): Promise<T> {
    const hosts = new Map([...this.#options.brokers, ...this.#addresses.values()].map((host) => [nameOf(host), host]));
    const failures: unknown[] = [];
    for (const host of hosts.values()) {
      try {
        return await attempt(host);
      } catch (error) {
        if (!(error instanceof SinkError) || error.fault === 'denied') throw error;
        failures.push(error);
      }
    }
    throw failures[0];
  }

  #usable(host: BrokerHost): OpenBroker | undefined {
    const broker = this.#open.get(nameOf(host));
    return broker?.connection.usable && this.#clock.monotonic() < broker.until ? broker : undefined;
  }

  async #connect(host: BrokerHost): Promise<OpenBroker> {
    const name = nameOf(host);
    const usable = this.#usable(host) ?? this.#dialling.get(name);
    if (usable) return usable;
    const dialled = this.#dialNow(name, host).finally(() => this.#dialling.delete(name));
    this.#dialling.set(name, dialled);
    return dialled;
  }

  async #dialNow(name: string, host: BrokerHost): Promise<OpenBroker> {
    const broker = await this.#dial(host);
    const until = broker.lifetime > 0 ? this.#clock.monotonic() + broker.lifetime * SAFE_LIFE : Infinity;
    const open = { ...broker, until };
    this.#open.get(name)?.connection.close();
    this.#open.set(name, open);
    return open;
  }

  #isBootstrap(host: BrokerHost): boolean {
    return this.#options.brokers.some((known) => nameOf(known) === nameOf(host));
  }

  /** The cluster was reached, and sends us on to an address that can't be. */
  #astray(host: BrokerHost, partition: number, cause: unknown): unknown {
    if (!(cause instanceof SinkError) || cause.fault === 'denied' || cause.fault === 'broken') return cause;
    const message = `${cause.message} (the cluster says that the leader of partition ${partition} is ${nameOf(host)})`;
    const next = ['advertised.listeners of that broker must hold an address that this machine can reach.'];
    return new SinkError(cause.fault, cause.target, message, { next, cause, lasting: cause.lasting });
  }
}
