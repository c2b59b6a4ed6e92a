import type { StateNotice } from '../../src/state/notices.js';
import type { StateContext } from '../../src/state/versioned-file.js';
import { ManualClock } from '../support/manual-clock.js';

/** A state context whose clock and notices a test can see. */
export interface TestContext extends StateContext {
  readonly clock: ManualClock;
  readonly told: StateNotice[];
}

export function testContext(): TestContext {
  const told: StateNotice[] = [];
  return { clock: new ManualClock(), told, notices: (notice) => told.push(notice) };
}
