import { byte, equal, isDigit, MINUS, POINT, QUOTE } from './bytes';
import { pieceLength, pieceStart, TENANT_TEXT } from './pieces';

let pinned: bool = false;

/** Whether events may name no other tenant than that of the rules. */
export function pinTenant(pin: bool): void {
  pinned = pin;
}

const LONGEST: usize = 100;

/** Whether a JSON value is a tenant beyond doubt: a string of a to z, 0 to 9 and, not in front, `-`, `_` and `.`. */
export function isTenant(start: usize, end: usize): bool {
  const size = end - start - 2;
  if (byte(start) != QUOTE || size == 0 || size > LONGEST || !isPlain(byte(start + 1))) return false;
  for (let p = start + 2; p < end - 1; p++) {
    const character = byte(p);
    if (!isPlain(character) && character != MINUS && character != 0x5f && character != POINT) return false;
  }
  return !pinned || (size == pieceLength(TENANT_TEXT) && equal(start + 1, pieceStart(TENANT_TEXT), size));
}

function isPlain(character: u32): bool {
  return isDigit(character) || character - 0x61 < 26;
}
