/** Milliseconds since 1970 as a part of a file name that sorts by time: `20260731T235959.123Z`. */
export function fileStamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replaceAll(/[-:]/g, '');
}

/** Milliseconds since 1970 as people read it: `2026-07-31 23:59:59`, in UTC. */
export function utcSeconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
}
