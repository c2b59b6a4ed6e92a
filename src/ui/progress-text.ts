import { basename } from 'node:path';
import { printable } from '../kit/printable.js';
import { showBytes } from '../kit/show-bytes.js';
import { showCountOf, showRate, showSeconds } from './numbers.js';

/** How far an upload is. */
export interface ProgressUpdate {
  /** The source that is being read. */
  readonly path: string;
  /** Bytes of it that are done with, those of an earlier run included. */
  readonly bytes: number;
  /** Bytes of it in all; absent where nobody knows, as with standard input. */
  readonly total?: number | undefined;
  /** Records delivered, of all sources. */
  readonly records: number;
  readonly retries?: number;
  /** Why nothing moves. */
  readonly note?: string | undefined;
}

/**
 * The line of progress.
 * @param seconds since the first update for this source
 * @param before bytes that were done with at that update
 */
export function progressText(update: ProgressUpdate, seconds: number, before: number): string {
  const { path, bytes, total, records, retries = 0, note } = update;
  const moved = bytes - before;
  const left = total !== undefined && moved > 0 && seconds >= 1 ? ((total - bytes) / moved) * seconds : undefined;
  const parts = [
    basename(path),
    total ? `${showBytes(bytes)} of ${showBytes(total)} (${Math.floor((bytes / total) * 100)}%)` : showBytes(bytes),
    showCountOf(records, 'record'),
    showRate(moved, seconds),
    left === undefined ? '' : `${showSeconds(left)} left`,
    retries > 0 ? `retried ${showCountOf(retries, 'time')}` : '',
    note ?? '',
  ];
  return printable(parts.filter((part) => part !== '').join(' · '));
}
