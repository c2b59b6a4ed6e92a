import type { Sequence } from './records/record-batch.js';

/** Numbers of a sequence begin again after the largest that 32 bits with a sign hold. */
const NUMBERS = 2 ** 31;

/** What one producer id has sent so far: the numbers of its records, partition by partition. */
export class Session {
  readonly #producerId: bigint;
  readonly #producerEpoch: number;
  readonly #next = new Map<number, number>();

  constructor(producerId: bigint, producerEpoch: number) {
    this.#producerId = producerId;
    this.#producerEpoch = producerEpoch;
  }

  /** Gives the next `count` numbers of a partition away. */
  next(partition: number, count: number): Sequence {
    const first = this.#next.get(partition) ?? 0;
    this.#next.set(partition, (first + count) % NUMBERS);
    return { producerId: this.#producerId, producerEpoch: this.#producerEpoch, first };
  }
}
