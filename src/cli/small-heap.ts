import { setFlagsFromString } from 'node:v8';

/**
 * Holds the heap small. What an upload leaves behind lives as long as a window: V8 would let the part of the heap in
 * which objects are young grow to some 30 MB, and what outlives that pile up for gigabytes of input before it looks
 * at it. That is memory that makes nothing faster.
 */
export function holdHeap(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=20');
}
