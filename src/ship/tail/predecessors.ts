import { InputError } from '../../model/errors.js';
import { openFile } from '../../read/file-input.js';
import type { Input, InputFile } from '../../read/input.js';
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
    // One that was met under a name that rotation had given it is as good as one that was followed: a run that was cut
    // off while it went on there had not come to the next one.
    passed ||= recognised !== undefined;
    const copied = !recognised && passed && (await isCopyOf(path, input.file));
    await input.close();
    // Of those that no run has met, the ones that are older than what was read last were never to be followed.
    if (passed && !copied) found.push({ path: name, known: recognised !== undefined });
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

const HEAD = 1024;

/** Whether a file begins as the one at `path` does: it is a copy of that, which is about to be truncated. */
async function isCopyOf(path: string, copy: InputFile): Promise<boolean> {
  const current = await openLog(path);
  if (!current?.file) return false;
  try {
    const heads = await Promise.all([current.file.readAt(0, HEAD), copy.readAt(0, HEAD)]);
    const length = Math.min(...heads.map((head) => head.length));
    const [a, b] = heads.map((head) => head.subarray(0, length));
    return length > 0 && Buffer.compare(a!, b!) === 0;
  } finally {
    await current.close();
  }
}
