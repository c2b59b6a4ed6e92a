import { isUtf8 } from 'node:buffer';
import type { Clock } from '../kit/clock.js';
import type { Tally } from './counts.js';
import { type Route, Router, UNPARSABLE } from '../event/route.js';
import type { Store } from './store.js';

const NEWLINE = 0x0a;

/** Lines of one block that go to one place. */
interface Share {
  readonly runs: Buffer[];
  lines: number;
}

/** Takes blocks of whole lines, and gives each line to its place, untouched. */
export class Intake {
  readonly #store: Store;
  readonly #tally: Tally;
  readonly #router: Router;

  constructor(store: Store, tally: Tally, clock: Clock) {
    this.#store = store;
    this.#tally = tally;
    this.#router = new Router(clock);
  }

  /**
   * Stores and counts the lines of a block, each of which has its line end. The names of the files written to are
   * added to `touched`. Throws what the store throws; what it kept until then is kept.
   */
  take(block: Buffer, touched?: Set<string>): void {
    for (const [route, { runs, lines }] of this.#share(block)) {
      const bytes = runs.length === 1 ? runs[0]! : Buffer.concat(runs);
      touched?.add(route.file);
      this.put(route, bytes, lines);
    }
  }

  /** Where an event goes that is sent to an index: by its name, where that names tenant and month; else by the event. */
  routeOf(index: string, event: Readonly<Record<string, unknown>>): Route {
    return this.#router.named(index) ?? this.#router.of(event);
  }

  /** Stores and counts lines of one route, each with its line end. Throws what the store throws. */
  put(route: Route, lines: Buffer, count: number): void {
    this.#store.keep(route.file, lines);
    this.#tally.add(route, count, lines.length);
  }

  #share(block: Buffer): Map<Route, Share> {
    const shares = new Map<Route, Share>();
    // Decoding never makes or loses a line end, so the lines of the text are those of the block, one by one.
    const text = block.toString('utf8');
    const clean = isUtf8(block);
    // A character takes at least as many bytes as units of text; equal lengths mean equal positions.
    const aligned = text.length === block.length;
    let route: Route | undefined;
    let runStart = 0;
    let runLines = 0;
    const closeRun = (end: number) => {
      if (!route) return;
      let share = shares.get(route);
      if (!share) shares.set(route, (share = { runs: [], lines: 0 }));
      share.runs.push(block.subarray(runStart, end));
      share.lines += runLines;
    };
    for (let at = 0, textAt = 0; at < block.length;) {
      const textEnd = text.indexOf('\n', textAt) + 1;
      const end = aligned ? textEnd : block.indexOf(NEWLINE, at) + 1;
      const readable = clean || isUtf8(block.subarray(at, end));
      const next = readable ? this.#router.route(text.slice(textAt, textEnd)) : UNPARSABLE;
      if (next !== route) {
        closeRun(at);
        route = next;
        runStart = at;
        runLines = 0;
      }
      runLines++;
      at = end;
      textAt = textEnd;
    }
    closeRun(block.length);
    return shares;
  }
}
