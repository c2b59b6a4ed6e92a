const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

/** Bytes as `512 B`, `12.3 MB`: powers of 1024, as in settings. */
export function showBytes(bytes: number): string {
  let power = 0;
  while (power < UNITS.length - 1 && bytes >= 1023.95 * 1024 ** power) power++;
  const shown = bytes / 1024 ** power;
  return `${power === 0 ? Math.round(shown) : shown.toFixed(1)} ${UNITS[power]}`;
}
