import { BACKSLASH, byte, isDigit, MINUS, POINT, QUOTE, ZERO } from './bytes';

/** Strings, numbers and words of JSON: where they end. All functions give 0 where there is none. */

/** What a string can't hold as it is: a quote, a backslash or a control character, one bit each. */
export function specialsIn(bytes: v128): u32 {
  const marks = v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c)));
  return i8x16.bitmask(v128.or(marks, i8x16.le_u(bytes, i8x16.splat(0x1f))));
}

/** Just past the closing quote of the string whose first character is at `from`. */
export function endOfString(from: usize): usize {
  let p = from;
  while (true) {
    const specials = specialsIn(v128.load(p));
    if (!specials) {
      p += 16;
      continue;
    }
    p += ctz(specials);
    const character = byte(p);
    if (character == QUOTE) return p + 1;
    if (character != BACKSLASH) return 0;
    p = endOfEscape(p + 1);
    if (!p) return 0;
  }
}

/** Just past the escape whose letter is at `p`. */
function endOfEscape(p: usize): usize {
  switch (byte(p)) {
    case 0x22:
    case 0x5c:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return p + 1;
    case 0x75:
      return isHex(byte(p + 1)) && isHex(byte(p + 2)) && isHex(byte(p + 3)) && isHex(byte(p + 4)) ? p + 5 : 0;
    default:
      return 0;
  }
}

function isHex(character: u32): bool {
  return isDigit(character) || (character | 0x20) - 0x61 < 6;
}

/** Which bytes are digits, one bit each. */
export function digitsIn(bytes: v128): u32 {
  // 0 to 9 become 0x76 to 0x7f, the largest of all signed bytes.
  return i8x16.bitmask(i8x16.gt_s(i8x16.add(bytes, i8x16.splat(0x46)), i8x16.splat(0x75)));
}

/** How many digits stand at `from`. */
export function digitsAt(from: usize): usize {
  let p = from;
  while (true) {
    const count = ctz(~digitsIn(v128.load(p)));
    p += count;
    if (count < 16) return p - from;
  }
}

/** Just past the number at `from`. */
export function endOfNumber(from: usize): usize {
  let p = byte(from) == MINUS ? from + 1 : from;
  const whole = digitsAt(p);
  if (whole == 0 || (whole > 1 && byte(p) == ZERO)) return 0;
  p += whole;
  let character = byte(p);
  if (character == POINT) {
    const fraction = digitsAt(p + 1);
    if (fraction == 0) return 0;
    p += fraction + 1;
    character = byte(p);
  }
  return (character | 0x20) == 0x65 ? endOfExponent(p + 1) : p;
}

function endOfExponent(from: usize): usize {
  const sign = byte(from);
  const p = sign == 0x2b || sign == MINUS ? from + 1 : from;
  const digits = digitsAt(p);
  return digits ? p + digits : 0;
}

/** Just past `true`, `false` or `null`. */
export function endOfWord(p: usize): usize {
  const word = load<u32>(p);
  if (word == 0x65757274 || word == 0x6c6c756e) return p + 4;
  return word == 0x736c6166 && byte(p + 4) == 0x65 ? p + 5 : 0;
}
