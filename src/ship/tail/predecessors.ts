import { InputError } from '../../model/errors.js';
import { openFile } from '../../read/file-input.js';
import type { Input } from '../../read/input.js';
import { rotatedFrom } from '../../read/tail/rotated-names.js';
import type { State } from '../../state/state.js';

/** A file that had the name of a followed one, and of which something may be unread. */
export interface Predecessor {
  readonly path: string;
  /** An earlier run has met it. */
  readonly known: boolean;
}

/**
 * Finds what a followed name stood for before, while nobody followed it: the file that an earlier run knew by that
 * name, found again by its content, and those that were rotated after it. The oldest first.
 * @param isFollowed whether a path is followed by itself.
 */
export async function predecessorsOf(
  path: string,
  { sources }: State,
  isFollowed: (path: string) => boolean,
): Promise<Predecessor[]> {
  const found: Predecessor[] = [];
  let passed = false;
  for (const name of await rotatedFrom(path)) {
    const input = isFollowed(name) ? undefined : await openLog(name);
    if (!input?.file) continue;
    const recognised = await sources.find({ ...input.file, path: name });
    await input.close();
    passed ||= recognised?.movedFrom === path;
    // Of those that no run has met, the ones that are older than what was read last were never to be followed.
    if (recognised || passed) found.push({ path: name, known: recognised !== undefined });
  }
  return found;
}

/** What can't be read as a log is no log: it may be anything that has a similar name. */
export async function openLog(path: string): Promise<Input | undefined> {
  try {
    return await openFile(path, { maxSize: 0, holes: true });
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
