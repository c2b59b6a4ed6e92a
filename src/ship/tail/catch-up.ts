import { InputError, StateError } from '../../model/errors.js';
import type { Input } from '../../read/input.js';
import type { Pipeline } from '../pipeline.js';
import type { TailNotice } from './notices.js';
import { openPredecessor, type Predecessor, predecessorsOf, type Search } from './predecessors.js';

export interface CatchUpContext extends Search {
  readonly pipeline: Pipeline;
  readonly notices: (notice: TailNotice) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Ships what had a followed name while nobody followed it, the oldest first. Rotation goes on meanwhile: what has another
 * name by then is looked for again. Throws what ends the run.
 */
export async function catchUp(path: string, context: CatchUpContext): Promise<void> {
  const { pipeline, notices } = context;
  const find = () => predecessorsOf(path, context);
  const fresh = new Set<string>();
  let found = await find();
  // All are noted before the first one is shipped: what then ends the run does not make the next one pass over them.
  for (;;) {
    const noted = new Map<string, string>();
    const note = async (input: Input, one: Predecessor) => void noted.set(one.path, await pipeline.note(input));
    const all = await withEach(found.filter(isUnknown), context, note);
    for (const key of noted.values()) fresh.add(key);
    found = all ? found.map((one) => ({ ...one, key: one.key ?? noted.get(one.path) })) : await find();
    if (all) break;
  }
  const left = new Set(found.flatMap(({ key }) => key ?? []));
  const ship = async (input: Input, { path: from, key }: Predecessor) => {
    left.delete(key!);
    if (fresh.has(key!)) notices({ kind: 'caught-up', path, from });
    await pipeline.ship(input);
  };
  for (;;) {
    const next = found.filter(({ key }) => key !== undefined && left.has(key));
    if (next.length === 0 || (await withEach(next, context, ship))) return;
    found = await find();
  }
}

function isUnknown({ key }: Predecessor): boolean {
  return key === undefined;
}

/**
 * Does something with each. What concerns one of them alone is told, and the others follow.
 * @returns false where one is not where it was found any more.
 */
async function withEach(
  found: readonly Predecessor[],
  { pipeline, notices, signal }: CatchUpContext,
  deed: (input: Input, one: Predecessor) => Promise<void>,
): Promise<boolean> {
  for (const one of found) {
    if (signal.aborted) return true;
    const input = await openPredecessor(one);
    if (!input) return false;
    await deed(input, one).catch((error: unknown) => {
      const own = error instanceof InputError || error instanceof StateError;
      if (!own || pipeline.delivery.hasFailed) throw error;
      notices({ kind: 'failed', error });
    });
  }
  return true;
}
