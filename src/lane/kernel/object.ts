import {
  byte,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  isDigit,
  MINUS,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  skipBlanks,
  SPACE,
} from './bytes';
import { FIRST_EXPECTED, isMet, keyOf, lengthOf, nextExpected, readKey, readKeyId } from './expected';
import { addField, clearFields, UNSURE } from './fields';
import { endOfNumber, endOfString, endOfWord, specialsIn } from './scalars';

/** One bit a level is all that is kept of what is open. */
const MAX_DEPTH = 64;

/**
 * Reads the object at `from`, as RFC 8259 has it but for UTF-8, and notes the fields that mean something.
 * What lies behind the stretch must be a character that no JSON has.
 * @returns just past the object; 0 where it is none, is not whole, has no member, or is one for the reference lane.
 */
export function readObject(from: usize, blanks: u64): usize {
  let p = from;
  let depth = 1;
  // The lowest bit tells what is open: an object (1) or an array (0).
  let open: u64 = 1;
  let expected = FIRST_EXPECTED;
  let field: u32 = 0;
  let value: usize = 0;
  clearFields();

  // Each turn reads a member, from the brace or the comma before it, or an element of an array.
  while (true) {
    if (open & 1) {
      let key: u32;
      if (isMet(expected, p)) {
        p += lengthOf(expected);
        key = keyOf(expected);
      } else {
        p = readKey(p, expected, blanks);
        if (!p) return 0;
        key = readKeyId();
      }
      expected = nextExpected(expected);
      if (depth == 1) {
        if (key == UNSURE) return 0;
        field = key;
        value = p;
      }
    }

    const character = byte(p);
    if (character == QUOTE) {
      // Most strings are short, and hold nothing that is escaped.
      const specials = specialsIn(v128.load(p, 1));
      if (!specials) p = endOfString(p + 17);
      else {
        const special = p + 1 + ctz(specials);
        p = byte(special) == QUOTE ? special + 1 : endOfString(special);
      }
      if (!p) return 0;
    } else if (isDigit(character) || character == MINUS) {
      p = endOfNumber(p);
      if (!p) return 0;
    } else if (character == OPEN_OBJECT || character == OPEN_ARRAY) {
      const inner = skipBlanks(p + 1, blanks);
      if (byte(inner) == character + 2) p = inner + 1;
      else {
        if (depth == MAX_DEPTH) return 0;
        depth++;
        open <<= 1;
        if (character == OPEN_OBJECT) open |= 1;
        else p = inner;
        continue;
      }
    } else {
      p = endOfWord(p);
      if (!p) return 0;
    }

    while (true) {
      if (depth == 1 && field != 0) addField(field, value, p);
      let next = byte(p);
      if (next <= SPACE) {
        p = skipBlanks(p, blanks);
        next = byte(p);
      }
      if (next == COMMA) {
        if (!(open & 1)) p = skipBlanks(p + 1, blanks);
        break;
      }
      if (next != (open & 1 ? CLOSE_OBJECT : CLOSE_ARRAY)) return 0;
      p++;
      depth--;
      if (depth == 0) return p;
      open >>= 1;
    }
  }
}
