import type { Counters } from './counters.js';
import { readProcessFiles, readTotals, sumOf } from './statistics-files.js';
import { utcSeconds } from './timestamp.js';
import type { StateContext } from './versioned-file.js';

/** What `logship stats` shows of the past, in its own words. */
export interface Statistics {
  readonly total_sent: number;
  readonly total_failed: number;
  readonly total_retries: number;
  /** sent / (sent + failed); 1 when nothing was sent. */
  readonly success_rate: number;
  readonly last_error: string | null;
  /** `YYYY-MM-DD HH:MM:SS`, UTC. */
  readonly last_success: string | null;
}

/** Adds up what all processes have counted in a statistics folder. Throws `StateError`. */
export async function readStatistics(folder: string, context: StateContext): Promise<Statistics> {
  for (;;) {
    const totals = await readTotals(folder, context);
    const files = await readProcessFiles(folder, context);
    // A fold in between may have moved a file into the totals, and forgotten that it did.
    const { generation } = await readTotals(folder, context);
    if (generation === totals.generation) return present(sumOf(totals, files));
  }
}

function present({ sent, failed, retries, lastError, lastSuccess }: Counters): Statistics {
  return {
    total_sent: sent,
    total_failed: failed,
    total_retries: retries,
    success_rate: sent + failed === 0 ? 1 : sent / (sent + failed),
    last_error: lastError?.message ?? null,
    last_success: lastSuccess === null ? null : utcSeconds(lastSuccess),
  };
}
