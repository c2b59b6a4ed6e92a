import type { Encoding } from '../model/batch.js';
import type { EventRules, Format } from '../model/event.js';
import type { Work } from '../model/lane.js';
import type { Position } from '../model/position.js';
import type { Source } from '../model/source.js';
import { advanceBy } from './advance.js';
import { keyNumbers, TEXT_LEVELS } from './kernel-keys.js';
import type { MemoryPlan } from './kernel-memory.js';
import type { Kernel, LoadedKernel } from './kernel-module.js';
import { piecesOfRules, piecesOfSource, TextRegion, TimeTexts } from './kernel-texts.js';
import type { SlotOutput } from './slot-output.js';
import type { Passed } from './batch-builder.js';
import type { Cursor } from './stretch.js';

const DAY = 86_400_000;
/** The numbers that the kernel has for formats. */
const FORMATS: Readonly<Record<Format, number>> = { ndjson: 0, json: 1, text: 2 };

export interface DriverOptions {
  readonly format: Format;
  readonly rules: EventRules;
  readonly encoding: Encoding;
  readonly maxLineBytes: number;
}

/** Tells the kernel what it has to know, and makes it run. */
export class KernelDriver {
  readonly #kernel: Kernel;
  readonly #options: DriverOptions;
  readonly #plan: MemoryPlan;
  readonly #sourceTexts: TextRegion;
  readonly #timeTexts: TimeTexts;
  readonly #ruleTextBytes: number;
  #source: Source | undefined;
  #sourceTextBytes: number | undefined;
  #readAt: number | undefined;
  // Of the stretch that is being encoded.
  #slab = 0;
  #to = 0;
  #final = false;

  /** @param set the fields that every event is given. */
  constructor(loaded: LoadedKernel, plan: MemoryPlan, options: DriverOptions, set: ReadonlyMap<string, string>) {
    const { kernel, memory, free } = loaded;
    const { format, rules, encoding, maxLineBytes } = options;
    this.#kernel = kernel;
    this.#options = options;
    this.#plan = plan;
    const region = ({ start, bytes }: MemoryPlan['timeTexts']) => new TextRegion(kernel, memory, free + start, bytes);
    this.#sourceTexts = region(plan.sourceTexts);
    this.#timeTexts = new TimeTexts(region(plan.timeTexts));
    const names = nameKeys(loaded, plan, rules, set);
    const ruleTexts = region({ start: plan.ruleTexts.start + names, bytes: plan.ruleTexts.bytes - names });
    this.#ruleTextBytes = ruleTexts.write(piecesOfRules(rules, set))!;
    kernel.configure(FORMATS[format], maxLineBytes, +(encoding === 'bulk'), +rules.pinTenant, +rules.ecsMeta);
  }

  /**
   * Prepares for a stretch of a slab that lies in the kernel's memory.
   * @returns false where the source has more texts than there is room for.
   */
  begin(work: Work, output: SlotOutput): boolean {
    const { source, readAt, slab, from, start } = work;
    if (source !== this.#source) {
      this.#source = source;
      this.#sourceTextBytes = this.#sourceTexts.write(
        piecesOfSource(source, this.#options.rules, this.#options.encoding),
      );
    }
    if (this.#sourceTextBytes === undefined) return false;
    if (readAt !== this.#readAt) {
      this.#readAt = readAt;
      this.#timeTexts.write(readAt);
    }
    this.#slab = slab.bytes.byteOffset;
    this.#to = this.#slab + work.to;
    this.#final = work.final;
    const texts = this.#ruleTextBytes + this.#sourceTextBytes + this.#plan.timeTexts.bytes;
    const latest = Math.floor(readAt + DAY);
    this.#kernel.begin(this.#slab, output.at, this.#slab + from, start.offset, latest, texts);
    return true;
  }

  /** Encodes records from a cursor on. @returns just past the last one, if there was any, and where it stopped. */
  run({ at, state }: Cursor, output: SlotOutput): { last: Passed | undefined; stop: Cursor } {
    const kernel = this.#kernel;
    const { full, limit } = output;
    kernel.run(this.#slab + at, this.#to, state, +this.#final, output.at, output.row, full, limit);
    const count = kernel.framesCount();
    output.wrote(count, kernel.outputAt());
    const stop = { at: kernel.framesAt() - this.#slab, state: kernel.framesState() };
    if (count === 0) return { last: undefined, stop };
    const feeds = this.#options.format === 'json' ? undefined : kernel.lastFeeds();
    return { last: { at: kernel.lastEnd() - this.#slab, state: kernel.lastState(), feeds }, stop };
  }

  /** The position that many bytes later, as `advance` in advance.ts tells it. */
  readonly advance = (start: Position, bytes: Uint8Array, from: number, to: number): Position => {
    const feeds = this.#kernel.feedsIn(bytes.byteOffset + from, bytes.byteOffset + to);
    return advanceBy(feeds, start, bytes, from, to);
  };
}

/** Names the keys and levels that the kernel looks for. @returns the bytes that their names take. */
function nameKeys(
  { kernel, memory, free }: LoadedKernel,
  plan: MemoryPlan,
  rules: EventRules,
  set: ReadonlyMap<string, string>,
): number {
  const start = free + plan.ruleTexts.start;
  let at = start;
  const write = (name: string): readonly [start: number, length: number] => {
    // As in a record, the quote stands behind it: the kernel looks at two characters of every name.
    const bytes = Buffer.from(`${name}"`);
    memory.set(bytes, at);
    at += bytes.length;
    return [at - bytes.length, bytes.length - 1];
  };
  for (const [key, number] of keyNumbers(rules, set)) kernel.addKey(...write(key), number);
  for (const level of TEXT_LEVELS) kernel.addLevel(...write(level));
  return at - start;
}
