import { Signal } from '../../kit/signal.js';
import { SinkError } from '../../model/errors.js';
import type { Cluster } from './cluster.js';
import { fateOf, isComingUp, isTaken, topicFault } from './fault.js';
import { type KafkaOptions, targetOf } from './options.js';
import { stampBatch } from './records/record-batch.js';
import { Session } from './session.js';
import type { BrokerConnection } from './wire/connection.js';
import { KafkaCode } from './wire/errors.js';
import { initProducerId, produce, type ProduceAnswer } from './wire/requests.js';

/** A batch that is ready but for its place in the sequence. */
export interface ReadyBatch {
  readonly partition: number;
  readonly count: number;
  readonly bytes: Buffer;
}

/** A batch that was sent. */
export interface Flight {
  /** The last word on it. Rejects with `SinkError` where it is in doubt. */
  readonly answer: Promise<ProduceAnswer>;
}

interface OpenFlight extends Flight {
  readonly batch: ReadyBatch;
  /** In the order of the first sending. */
  readonly order: number;
  readonly resolve: (answer: ProduceAnswer) => void;
  readonly reject: (error: SinkError) => void;
  session: Session | undefined;
  /** Where it was sent last. */
  connection: BrokerConnection | undefined;
  /** Why it has to be sent again. */
  cause: ProduceAnswer | SinkError | undefined;
}

/** A broker knows the last five batches of a producer in a partition, and no more (KIP-98, KAFKA-5494). */
const MOST_FLYING = 5;

/** Milliseconds: how long what is in doubt is sent again as it is. A crashed leader is replaced after 9 s by default. */
const PATIENCE = 15_000;
const PAUSE = 250;

/** Milliseconds: a broker that has just started has no producer ids to give away yet, and gets some from its controller. */
const BEGINNING = 5000;

/** Milliseconds beyond the time that the replicas are given, until a silent leader is given up. */
const GRACE = 5000;

/**
 * An idempotent producer: it numbers the batches of each partition, so that a broker takes each one once however often it is sent. Where a
 * connection breaks or a leader moves, what is under way is sent again as it was, under the same numbers, for a while.
 * A number is never given to two batches: where one is refused or given up, a new session begins.
 */
export class Producer {
  readonly #cluster: Cluster;
  readonly #options: KafkaOptions;
  readonly #target: string;
  readonly #flying = new Set<OpenFlight>();
  readonly #lost: OpenFlight[] = [];
  readonly #changed = new Signal();
  #session: Session | undefined;
  #beginning: Promise<void> | undefined;
  #recovery: Promise<void> | undefined;
  #launched = 0;
  #closed = false;

  constructor(cluster: Cluster, options: KafkaOptions) {
    this.#cluster = cluster;
    this.#options = options;
    this.#target = targetOf(options);
  }

  /** Begins a session where there is none. Throws `SinkError`. */
  async prepare(): Promise<void> {
    if (!this.#session) await (this.#beginning ??= this.#begin().finally(() => (this.#beginning = undefined)));
  }

  /** Sends a batch as soon as there is room for it. Throws `SinkError` where its leader can't be reached. */
  async launch(batch: ReadyBatch): Promise<Flight> {
    while (!this.#mayFly(batch.partition)) await this.#makeReady(batch.partition);
    let settle: Pick<OpenFlight, 'resolve' | 'reject'> | undefined;
    const answer = new Promise<ProduceAnswer>((resolve, reject) => (settle = { resolve, reject }));
    answer.catch(() => {});
    const unsent = { session: undefined, connection: undefined, cause: undefined };
    const flight = { batch, answer, order: this.#launched++, ...unsent, ...settle! };
    this.#send(flight);
    return flight;
  }

  /** Gives up what is under way. */
  close(): void {
    this.#closed = true;
    this.#cluster.close();
    this.#changed.notify();
  }

  #mayFly(partition: number): boolean {
    if (this.#closed) throw new SinkError('broken', this.#target, `${this.#target}: the road is closed`);
    if (this.#recovery || !this.#session || this.#flyingTo(partition) >= MOST_FLYING) return false;
    const leader = this.#cluster.leaderOf(partition);
    return leader !== undefined && !this.#fliesElsewhere(partition, leader.connection);
  }

  /** Does one thing about whatever is in the way. */
  async #makeReady(partition: number): Promise<void> {
    if (this.#recovery) return this.#recovery;
    if (!this.#session) return this.prepare();
    const room = () => this.#flyingTo(partition) < MOST_FLYING || this.#recovery !== undefined;
    if (!room()) return this.#changed.until(room);
    // A connection whose session ends, and a leader that has moved, are left when nothing is under way any more: a new
    // leader that does not know of this producer takes whatever number comes first.
    await this.#changed.until(() => this.#flyingTo(partition) === 0);
    if (!this.#recovery) await this.#cluster.connectTo(partition);
  }

  #flyingTo(partition: number): number {
    let count = 0;
    for (const { batch } of this.#flying) if (batch.partition === partition) count++;
    return count;
  }

  /** Whether something is under way to another broker than the one that leads now. */
  #fliesElsewhere(partition: number, connection: BrokerConnection): boolean {
    for (const flight of this.#flying) {
      if (flight.batch.partition === partition && flight.connection !== connection) return true;
    }
    return false;
  }

  async #begin(): Promise<void> {
    const { clock, timeout } = this.#options;
    const until = clock.monotonic() + BEGINNING;
    for (;;) {
      const { connection } = await this.#cluster.any();
      const { code, id, epoch } = await connection.ask(initProducerId(), timeout);
      if (code === KafkaCode.none) {
        this.#session = new Session(id, epoch);
        return;
      }
      if (!isComingUp(code) || this.#closed || clock.monotonic() >= until) throw topicFault(code, this.#target);
      await clock.sleep(PAUSE);
    }
  }

  #send(flight: OpenFlight): void {
    const { batch } = flight;
    const { topic, timeout } = this.#options;
    const broker = this.#cluster.leaderOf(batch.partition);
    if (!broker)
      return this.#lose(flight, new SinkError('broken', this.#target, `${this.#target}: the connection broke`));
    if (flight.session !== this.#session) {
      flight.session = this.#session;
      stampBatch(batch.bytes, this.#session!.next(batch.partition, batch.count));
    }
    flight.connection = broker.connection;
    this.#flying.add(flight);
    const request = produce(broker.produceVersion, { topic, partition: batch.partition, batch: batch.bytes, timeout });
    broker.connection.ask(request, timeout + GRACE).then(
      (answer) => this.#onAnswer(flight, answer),
      (error: unknown) => this.#lose(flight, error as SinkError),
    );
  }

  #onAnswer(flight: OpenFlight, answer: ProduceAnswer): void {
    const fate = isTaken(answer.code) ? 'taken' : fateOf(answer.code);
    if (fate === 'again' || fate === 'anew') return this.#lose(flight, answer);
    this.#flying.delete(flight);
    // Its numbers are missing now, and whatever follows would be out of order.
    if (fate !== 'taken') this.#leave(flight.session);
    flight.resolve(answer);
    this.#changed.notify();
  }

  #leave(session: Session | undefined): void {
    if (this.#session === session) this.#session = undefined;
  }

  #lose(flight: OpenFlight, cause: ProduceAnswer | SinkError): void {
    flight.cause = cause;
    this.#flying.delete(flight);
    this.#lost.push(flight);
    this.#recovery ??= this.#recover().finally(() => {
      this.#recovery = undefined;
      this.#changed.notify();
    });
    this.#changed.notify();
  }

  /** Sends what was lost again, in order, until all of it has its answer or the time is over. Nothing else is sent meanwhile. */
  async #recover(): Promise<void> {
    const { clock } = this.#options;
    const until = clock.monotonic() + PATIENCE;
    for (let round = 0; ; round++) {
      await this.#changed.until(() => this.#flying.size === 0);
      const lost = this.#lost.splice(0).sort((a, b) => a.order - b.order);
      if (lost.length === 0) return;
      if (this.#closed || clock.monotonic() >= until) return this.#giveUp(lost);
      try {
        if (round > 0) await clock.sleep(PAUSE);
        await this.#reachAgain(lost);
      } catch (error) {
        if (!(error instanceof SinkError) || error.lasting) return this.#giveUp(lost, error);
        this.#lost.push(...lost);
        continue;
      }
      for (const flight of lost) this.#send(flight);
    }
  }

  /** Finds the leaders, and begins a new session where the old one is over. */
  async #reachAgain(lost: readonly OpenFlight[]): Promise<void> {
    await this.#cluster.refresh();
    for (const { cause, session } of lost) {
      if (!(cause instanceof SinkError) && cause && fateOf(cause.code) === 'anew') this.#leave(session);
    }
    await this.prepare();
    for (const partition of new Set(lost.map(({ batch }) => batch.partition))) {
      await this.#cluster.connectTo(partition);
    }
  }

  #giveUp(lost: readonly OpenFlight[], reason?: unknown): void {
    for (const { cause, session, resolve, reject } of lost) {
      this.#leave(session);
      if (reason instanceof SinkError) reject(reason);
      else if (cause instanceof SinkError) reject(cause);
      else if (cause) resolve(cause);
    }
  }
}
