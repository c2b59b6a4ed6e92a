import { BACKSLASH, byte, copy, QUOTE } from './bytes';
import { checksum, wasAscii } from './checksum';
import { addedBytes, addTime, writeAction } from './event';
import { addField, AT_TIMESTAMP, clearFields } from './fields';
import { levelLength, levelText } from './level';
import { endEvent, fits, isBulk, offsetOf, outputAt } from './output';
import { LEVEL_HEAD, MESSAGE_HEAD, put } from './pieces';
import { specialsIn } from './scalars';
import { findTags } from './tags';
import { beginsWithLevel, beginsWithTime, readHead } from './text-head';
import { isUtf8 } from './utf8';

/** So many bytes may one byte of a line become. */
const LONGEST_ESCAPE: usize = 6;

/** Makes an event of a line of text. False where the reference lane must. */
export function encodeLine(start: usize, end: usize): bool {
  const sum = checksum(start, end);
  if (!wasAscii() && !isUtf8(start, end)) return false;
  clearFields();
  if (!readHead(start, end)) return false;
  findTags();
  if (!fits((end - start) * LONGEST_ESCAPE + addedBytes())) return false;

  const offset = offsetOf(start);
  let out = outputAt();
  if (isBulk()) out = writeAction(out, offset, sum);
  out = writeEscaped(put(out, MESSAGE_HEAD), start, end);
  store<u8>(out++, QUOTE);
  if (beginsWithTime()) {
    addField(AT_TIMESTAMP, 0, 0);
    out = addTime(out);
  }
  if (beginsWithLevel()) out = copy(put(out, LEVEL_HEAD), levelText(), levelLength());
  endEvent(out, start, end, offset, sum);
  return true;
}

/** Writes what stands in the quotes of a JSON string. */
function writeEscaped(to: usize, from: usize, end: usize): usize {
  let out = to;
  let p = from;
  while (p < end) {
    const bytes = v128.load(p);
    v128.store(out, bytes);
    const specials = specialsIn(bytes);
    const plain: usize = specials ? <usize>ctz(specials) : 16;
    if (p + plain >= end) return out + (end - p);
    p += plain;
    out += plain;
    if (specials) out = writeEscape(out, byte(p++));
  }
  return out;
}

/** As JSON.stringify has it. */
function writeEscape(out: usize, character: u32): usize {
  store<u8>(out, BACKSLASH);
  const letter = letterOf(character);
  if (letter) {
    store<u8>(out, letter, 1);
    return out + 2;
  }
  // u00, and two digits.
  store<u32>(out, 0x00303075, 1);
  store<u8>(out, 0x30 + (character >> 4), 4);
  const low = character & 15;
  store<u8>(out, low < 10 ? 0x30 + low : 0x57 + low, 5);
  return out + 6;
}

function letterOf(character: u32): u32 {
  switch (character) {
    case 0x22:
    case 0x5c:
      return character;
    case 0x08:
      return 0x62;
    case 0x09:
      return 0x74;
    case 0x0a:
      return 0x6e;
    case 0x0c:
      return 0x66;
    case 0x0d:
      return 0x72;
    default:
      return 0;
  }
}
