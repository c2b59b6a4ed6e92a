import { StateError } from '../model/errors.js';

const ELSEWHERE = 'Choose another folder with --state-dir or LOGSHIP_STATE_DIR.';

const NEXT: Readonly<Record<string, readonly string[]>> = {
  ENOENT: ['Check the path.', ELSEWHERE],
  EACCES: ['Make it writable for this user.', ELSEWHERE],
  EPERM: ['Make it writable for this user.', ELSEWHERE],
  EROFS: ['It lies on a read-only file system.', ELSEWHERE],
  ENOSPC: ['Free some space on that disk and run again: it goes on after the last acknowledged record.', ELSEWHERE],
  EDQUOT: ['Free some of your quota and run again: it goes on after the last acknowledged record.', ELSEWHERE],
  ENOTDIR: ['A part of that path is a file, not a folder.', ELSEWHERE],
  EEXIST: ['Something that is no folder has that name.', ELSEWHERE],
};

/** The `code` of a file system error (`ENOENT`), if `error` is one. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Turns a file system error into one that says what could not be done, where, and what to do next. */
export function stateFailure(doing: string, path: string, error: unknown): StateError {
  if (error instanceof StateError) return error;
  const code = errorCode(error);
  const said = error instanceof Error ? error.message : String(error);
  const reason = code === 'ENOENT' ? 'it is not there' : said;
  return new StateError(`can't ${doing} ${path}: ${reason}`, {
    next: (code === undefined ? undefined : NEXT[code]) ?? [ELSEWHERE],
    cause: error,
  });
}
