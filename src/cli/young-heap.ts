import { setFlagsFromString } from 'node:v8';

/**
 * Holds the part of the heap in which objects are young at the size that it has. What an upload leaves behind lives
 * as long as a window, so V8 would let that part grow to some 30 MB: memory that makes nothing faster.
 */
export function holdYoungHeap(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
