import type { EventRules } from '../model/event.js';
import { align } from './kernel-module.js';
import { type SlotLayout, slotLayout } from './slot-output.js';

/** So far behind what it is given the kernel may read and write. */
const PADDING = 64;
/** Texts of a source: its path twice, escaped, and its key. A source with longer ones is for the reference lane. */
const SOURCE_TEXTS = 64 * 1024;
const TIME_TEXTS = 128;
/** What one event may need beyond a full batch. One that needs more is for the reference lane. */
const LARGE_EVENT = 64 * 1024;

/** How the memory behind what the kernel keeps for itself is divided. Addresses count from there. */
export interface MemoryPlan {
  readonly ruleTexts: Room;
  readonly sourceTexts: Room;
  readonly timeTexts: Room;
  /** Where each slab begins. */
  readonly slabs: readonly number[];
  readonly slot: SlotLayout;
  /** Where each slot begins. */
  readonly slots: readonly number[];
  /** Bytes of all. */
  readonly bytes: number;
}

export interface Room {
  readonly start: number;
  readonly bytes: number;
}

/**
 * @param slabBytes the size of a slab, and `count` how many there are: of slots there are as many.
 * @param batchBytes bytes after which a batch is closed.
 */
export function planMemory(rules: EventRules, slabBytes: number, count: number, batchBytes: number): MemoryPlan {
  let next = 0;
  const room = (bytes: number): Room => {
    const start = next;
    next = align(next + bytes + PADDING);
    return { start, bytes };
  };
  const slot = slotLayout(batchBytes, LARGE_EVENT);
  const places = (bytes: number) => Array.from({ length: count }, () => room(bytes).start);
  const texts = { ruleTexts: room(bytesOf(rules)), sourceTexts: room(SOURCE_TEXTS), timeTexts: room(TIME_TEXTS) };
  return { ...texts, slabs: places(slabBytes), slot, slots: places(slot.bytes), bytes: next };
}

/** More than the texts of the rules, and the names of their fields, can have: none stands in more than three. */
function bytesOf(rules: EventRules): number {
  return 4096 + 3 * Buffer.byteLength(JSON.stringify(rules));
}
