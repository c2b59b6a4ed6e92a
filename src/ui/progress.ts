import process from 'node:process';
import type { Ora } from 'ora';
import { systemClock } from '../kit/clock.js';
import type { Clock } from '../kit/clock.js';
import { progressText } from './progress-text.js';
import type { ProgressUpdate } from './progress-text.js';
import { useColour } from './terminal.js';

/** A line on a terminal that says how far an upload is. What others write meanwhile stands above it. */
export interface Progress {
  /** May be called as often as one likes: the line is drawn ten times a second. */
  update(update: ProgressUpdate): void;
  /** Takes the line away; the next update brings it back. */
  clear(): void;
  /** Takes the line away for good. */
  stop(): void;
}

export interface ProgressOptions {
  readonly stream: NodeJS.WriteStream;
  /** False: nothing is drawn, nothing is loaded. */
  readonly enabled: boolean;
  readonly clock?: Clock;
}

/** Milliseconds from one drawing to the next. */
const INTERVAL = 100;

/**
 * Makes the line of progress. Nothing is drawn where `stream` is no terminal, or one that doesn't know its width (0):
 * there ora would take the line for endlessly many, and clear them all.
 */
export function createProgress({ stream, enabled, clock = systemClock }: ProgressOptions): Progress {
  if (!enabled || !stream.isTTY || !stream.columns || process.env['TERM'] === 'dumb') {
    return { update: () => {}, clear: () => {}, stop: () => {} };
  }
  return new ProgressLine(stream, clock);
}

class ProgressLine implements Progress {
  readonly #clock: Clock;
  #spinner: Ora | undefined;
  #latest: ProgressUpdate | undefined;
  #shown = false;
  #stopped = false;
  #started = 0;
  #before = 0;

  constructor(stream: NodeJS.WriteStream, clock: Clock) {
    this.#clock = clock;
    void this.#load(stream);
  }

  update(update: ProgressUpdate): void {
    if (update.path !== this.#latest?.path) {
      this.#started = this.#clock.monotonic();
      this.#before = update.bytes;
    }
    this.#latest = update;
    this.#shown = true;
    this.#draw();
  }

  clear(): void {
    this.#shown = false;
    this.#spinner?.stop();
  }

  stop(): void {
    this.#stopped = true;
    this.clear();
  }

  async #load(stream: NodeJS.WriteStream): Promise<void> {
    const { default: ora } = await import('ora');
    this.#spinner = ora({
      stream,
      isEnabled: true,
      interval: INTERVAL,
      color: useColour(stream) ? 'cyan' : false,
      // Hiding the cursor brings in handlers for signals, and Ctrl-C is the command's; stdin may be what is uploaded.
      hideCursor: false,
      discardStdin: false,
    });
    this.#draw();
  }

  #draw(): void {
    const spinner = this.#spinner;
    if (!spinner || !this.#shown || this.#stopped) return;
    const seconds = (this.#clock.monotonic() - this.#started) / 1000;
    spinner.text = progressText(this.#latest!, seconds, this.#before);
    if (!spinner.isSpinning) spinner.start();
  }
}
