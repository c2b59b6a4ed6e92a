import type { Clock } from '../../kit/clock.js';
import type { Encoding } from '../../model/batch.js';
import { SinkError } from '../../model/errors.js';
import type { Acknowledgement, ProbeStep, Sink, SinkNotice, Window, WindowLimits } from '../../model/sink.js';
import { allAway } from './all-away.js';
import { Host } from './host.js';
import { SpreadWindow } from './window.js';

export interface SpreadSinkOptions {
  /** At least one, all of one kind: doors to the same pipeline. */
  readonly sinks: readonly Sink[];
  /** Stay with one host as long as it can be used. */
  readonly sticky: boolean;
  readonly clock: Clock;
  readonly onNotice: (notice: SinkNotice) => void;
}

/** Several hosts as one road: each window goes to one of them, and from one that fails to another at once. */
export class SpreadSink implements Sink {
  readonly target: string;
  readonly product: string;
  readonly acknowledgement: Acknowledgement;
  readonly encoding: Encoding;
  readonly #hosts: readonly Host[];
  readonly #sticky: boolean;
  /** The host that was chosen last stands at the end, or at the front where the choice is sticky. */
  #order: readonly Host[];

  constructor({ sinks, sticky, clock, onNotice }: SpreadSinkOptions) {
    const [first] = sinks as readonly [Sink, ...Sink[]];
    this.target = targetOf(sinks);
    this.product = first.product;
    this.acknowledgement = first.acknowledgement;
    this.encoding = first.encoding;
    this.#hosts = sinks.map((sink) => new Host({ sink, clock, onNotice }));
    this.#sticky = sticky;
    this.#order = this.#hosts;
  }

  /** The windows under way share the memory that one host's window may take. */
  get limits(): WindowLimits {
    const all = this.#hosts.map(({ sink }) => sink.limits);
    const inUse = this.#hosts.filter(({ available }) => available).map(({ sink }) => sink.limits);
    const inFlight = sum((inUse.length > 0 ? inUse : all).map((limits) => limits.inFlight));
    return { ...all[0]!, bytes: Math.ceil(all[0]!.bytes / this.#hosts.length), inFlight };
  }

  async begin(): Promise<Window> {
    const window = new SpreadWindow({ target: this.target, choose: (tried) => this.#choose(tried) });
    await window.open();
    return window;
  }

  /** One that answers will do. Tells the steps of each. */
  async probe(onStep?: (step: ProbeStep) => void): Promise<void> {
    const answers = await Promise.allSettled(this.#hosts.map(({ sink }) => probeHost(sink, onStep)));
    const faults = answers.filter((answer) => answer.status === 'rejected').map(({ reason }) => reason as Error);
    const fault = faults.find((error) => !(error instanceof SinkError));
    if (fault) throw fault;
    if (faults.length === answers.length) throw allAway(this.target, faults as SinkError[]);
  }

  async close(): Promise<void> {
    await Promise.all(this.#hosts.map((host) => host.close()));
  }

  /**
   * The host with the least under way, of those that are to be used; the one that was chosen longest ago, of several.
   * Where none is left of these, one that was away is as good as any.
   */
  #choose(tried: ReadonlySet<Host>): Host | undefined {
    const left = this.#order.filter((host) => !tried.has(host));
    const available = left.filter((host) => host.available);
    const candidates = available.length > 0 ? available : left;
    const least = Math.min(...candidates.map(({ load }) => load));
    const chosen = candidates.find(({ load }) => this.#sticky || load === least);
    if (chosen === undefined) return undefined;
    const others = this.#order.filter((host) => host !== chosen);
    this.#order = this.#sticky ? [chosen, ...others] : [...others, chosen];
    return chosen;
  }
}

/** The steps of one host stand together. */
async function probeHost(sink: Sink, onStep: (step: ProbeStep) => void = () => {}): Promise<void> {
  const steps: ProbeStep[] = [];
  await sink.probe((step) => steps.push(step));
  steps.forEach(onStep);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** `tcp://a:5000,b:5000`: the same in whatever order the hosts are listed. */
function targetOf(sinks: readonly Sink[]): string {
  const names = [...new Set(sinks.map(({ target }) => target))].sort();
  const scheme = /^.*?:\/\//.exec(names[0]!)?.[0] ?? '';
  return scheme + names.map((name) => name.slice(scheme.length)).join(',');
}
