import type { Clock } from '../kit/clock.js';
import { delayBefore, type RetryPolicy } from '../kit/backoff.js';
import type { Sink } from '../model/sink.js';

/** A window that breaks this often in a row on a peer that takes connections may hold a poison record. */
const BREAKS_UNTIL_SEARCH = 3;

/** Milliseconds: a road that was given up is left alone for at least about that long. */
const LEAST_REST = 1000;

/** What to do after a failure: wait so many milliseconds and try again, or give the road up. */
export type NextTry = number | 'give up';

/** A sink, and what the last tries on it have shown: whether to try again, when, and how much to risk at once. */
export class Road {
  readonly sink: Sink;
  readonly #policy: RetryPolicy;
  readonly #clock: Clock;
  #proven = false;
  #failures = 0;
  /** Failures of any kind so far, those counted once that came together. */
  #incidents = 0;
  /** When the first failure of a row was, and until when nobody is to try. Monotonic milliseconds. */
  #failingSince = 0;
  #pausedUntil = 0;
  /** Until when the peer itself asked to be left alone. */
  #askedUntil = 0;
  #breaks = 0;
  #eventLimit = Infinity;
  /** How many events the window held that the search for a poison record began with. */
  #searched = 0;
  /** How often in a row the road was given up for a while. */
  #rests = 0;

  constructor(sink: Sink, policy: RetryPolicy, clock: Clock) {
    this.sink = sink;
    this.#policy = policy;
    this.#clock = clock;
  }

  /** How many events the next window may hold. */
  get eventLimit(): number {
    return Math.min(this.#eventLimit, this.sink.limits.events);
  }

  /** Milliseconds until the next try is due. */
  get pause(): number {
    return Math.max(0, Math.max(this.#pausedUntil, this.#askedUntil) - this.#clock.monotonic());
  }

  /** Whether the peer ever took an event. */
  get proven(): boolean {
    return this.#proven;
  }

  /** Whether a record that breaks connections is being looked for. */
  get searching(): boolean {
    return this.#breaks >= BREAKS_UNTIL_SEARCH;
  }

  /** To be asked before a try, and handed in with its failure: what fails together is one failure. */
  get ticket(): number {
    return this.#incidents;
  }

  /** A window came through, and so many of its events are with the peer. */
  succeeded(taken: number): void {
    if (taken > 0) this.#proven = true;
    this.#failures = 0;
    this.#rests = 0;
    this.#breaks = 0;
    if (this.#eventLimit === Infinity) return;
    // The search goes on where it was, with more at a time, until all of what broke has come through.
    this.#eventLimit *= 2;
    if (this.#eventLimit > this.#searched) this.#eventLimit = Infinity;
    else this.#breaks = BREAKS_UNTIL_SEARCH - 1;
  }

  /** The road is given up for a while, each time for longer. Until it has succeeded, one failure gives it up again. */
  rest(): void {
    const { delay } = this.#policy;
    const policy = { ...this.#policy, delay: Math.max(delay, LEAST_REST), backoff: 'exponential' } as const;
    this.#failures = 0;
    this.#pausedUntil = this.#clock.monotonic() + delayBefore(++this.#rests, policy);
  }

  /** The record that made the road fail is out of the way. */
  recovered(): void {
    this.#failures = 0;
    this.#pausedUntil = 0;
  }

  /** A window of `events` broke on a peer that had taken the connection. */
  broke(events: number, ticket: number): NextTry {
    if (ticket !== this.#incidents) return this.pause;
    this.#breaks++;
    // Most often the peer was restarted: the first try comes at once.
    if (this.#breaks === 1) return this.#atOnce();
    if (!this.searching || events === 1) return this.failed(ticket);
    // The peer lives, and the same events break the connection again and again: look for the one that does.
    if (this.#eventLimit === Infinity) {
      this.#searched = events;
      this.#failures = 0;
    }
    this.#eventLimit = Math.ceil(events / 2);
    return this.#atOnce();
  }

  /**
   * The peer could not be reached, or asked for patience: for so many milliseconds at least, where it said so
   * (`retryAfter`).
   */
  failed(ticket: number, retryAfter = 0): NextTry {
    const now = this.#clock.monotonic();
    this.#askedUntil = Math.max(this.#askedUntil, now + retryAfter);
    if (ticket !== this.#incidents) return this.pause;
    this.#incidents++;
    if (this.#failures === 0) this.#failingSince = now;
    this.#failures++;
    const wait = this.#wait(now, retryAfter);
    if (wait !== 'give up') this.#pausedUntil = now + wait;
    return wait;
  }

  #atOnce(): NextTry {
    this.#incidents++;
    return 0;
  }

  #wait(now: number, retryAfter: number): NextTry {
    if (this.#rests > 0) return 'give up';
    const { maxRetries, retryFor } = this.#policy;
    const delay = Math.max(delayBefore(this.#failures, this.#policy), retryAfter);
    if (retryFor === undefined) return this.#failures > maxRetries ? 'give up' : delay;
    const left = this.#failingSince + retryFor - now;
    // To ask before the peer wants to be asked would be of no use.
    return left <= 0 || retryAfter > left ? 'give up' : Math.min(delay, left);
  }
}
