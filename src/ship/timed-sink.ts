import type { Clock } from '../kit/clock.js';
import type { Acknowledgement, ProbeStep, Receipt, Sink, Window, WindowLimits } from '../model/sink.js';
import type { Encoding } from '../model/batch.js';

/** A sink that tells what sending took: the steps `send` and `confirm`, as `probe` tells those before them. */
export class TimedSink implements Sink {
  readonly #sink: Sink;
  readonly #clock: Clock;
  readonly #onStep: (step: ProbeStep) => void;

  constructor(sink: Sink, clock: Clock, onStep: (step: ProbeStep) => void) {
    this.#sink = sink;
    this.#clock = clock;
    this.#onStep = onStep;
  }

  get target(): string {
    return this.#sink.target;
  }

  get product(): string {
    return this.#sink.product;
  }

  get acknowledgement(): Acknowledgement {
    return this.#sink.acknowledgement;
  }

  get encoding(): Encoding {
    return this.#sink.encoding;
  }

  get limits(): WindowLimits {
    return this.#sink.limits;
  }

  async begin(): Promise<Window> {
    const window = await this.#sink.begin();
    let started = 0;
    let bytes = 0;
    return {
      write: (parcel) => {
        started = this.#clock.monotonic();
        bytes += parcel.batch.bytes.length;
        return window.write(parcel);
      },
      commit: async () => {
        // One of several windows may have found nothing left to send.
        if (bytes === 0) return window.commit();
        const written = this.#clock.monotonic();
        this.#onStep({ name: 'send', detail: `${bytes} bytes`, milliseconds: written - started });
        const receipt = await window.commit();
        if (isTaken(receipt)) {
          const milliseconds = this.#clock.monotonic() - written;
          this.#onStep({ name: 'confirm', detail: this.acknowledgement, milliseconds });
        }
        return receipt;
      },
      abandon: () => window.abandon(),
    };
  }

  probe(onStep?: (step: ProbeStep) => void): Promise<void> {
    return this.#sink.probe(onStep);
  }

  close(): Promise<void> {
    return this.#sink.close();
  }
}

function isTaken({ exceptions }: Receipt): boolean {
  return exceptions.every(({ verdict }) => verdict.kind === 'duplicate');
}
