import type { Lane } from '../model/lane.js';
import { createFastLane } from './fast.js';
import { hasSimd } from './kernel-module.js';
import { createReferenceLane, type LaneOptions } from './reference.js';

/** Which lane to use: `reference` holds the fast one off. Both make the same of every source. */
export type LaneChoice = 'fast' | 'reference';

/** Loads a lane: the fast one where the machine has what it needs. */
export function createLane(options: LaneOptions, choice: LaneChoice = 'fast'): Promise<Lane> {
  return choice === 'fast' && hasSimd() ? createFastLane(options) : createReferenceLane(options);
}
