import { copy, copyFlat } from './bytes';

/** Parts of a record that give way to something else. */

// An edit: where it begins and ends in the record, where its replacement is, how long that is.
const EDIT_BYTES = 16;
const edits = memory.data(4 * 16, 16);
let count: usize = 0;

export function clearEdits(): void {
  count = 0;
}

/** Notes an edit. At most four a record; they may come in any order. */
export function edit(start: usize, end: usize, replacement: usize, length: usize): void {
  let at = edits + count * EDIT_BYTES;
  count++;
  for (; at > edits && load<u32>(at - EDIT_BYTES) > <u32>start; at -= EDIT_BYTES) {
    v128.store(at, v128.load(at - EDIT_BYTES));
  }
  store<u32>(at, <u32>start);
  store<u32>(at, <u32>end, 4);
  store<u32>(at, <u32>replacement, 8);
  store<u32>(at, <u32>length, 12);
}

/** How many bytes the edits bring. */
export function editedBytes(): usize {
  let bytes: usize = 0;
  for (let at = edits, end = edits + count * EDIT_BYTES; at < end; at += EDIT_BYTES) bytes += load<u32>(at, 12);
  return bytes;
}

let feeds: bool = false;

/** Whether line feeds may stand inside a record. */
export function expectFeeds(expected: bool): void {
  feeds = expected;
}

function copyPart(to: usize, from: usize, length: usize): usize {
  return feeds ? copyFlat(to, from, length) : copy(to, from, length);
}

/** Copies a part of a record, edited. */
export function copyEdited(to: usize, from: usize, end: usize): usize {
  let out = to;
  let p = from;
  for (let at = edits, last = edits + count * EDIT_BYTES; at < last; at += EDIT_BYTES) {
    out = copyPart(out, p, <usize>load<u32>(at) - p);
    out = copy(out, load<u32>(at, 8), load<u32>(at, 12));
    p = load<u32>(at, 4);
  }
  return copyPart(out, p, end - p);
}
