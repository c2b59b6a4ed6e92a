/** Numbers, written as text. */

// 1,296 pairs of digits in base 36.
const PAIRS = memory.data(36 * 36 * 2, 16);
const DIGITS_36 = '0123456789abcdefghijklmnopqrstuvwxyz';
for (let pair = 0; pair < 36 * 36; pair++) {
  store<u8>(PAIRS + pair * 2, <u8>DIGITS_36.charCodeAt(pair / 36));
  store<u8>(PAIRS + pair * 2, <u8>DIGITS_36.charCodeAt(pair % 36), 1);
}

const POWER_2: u32 = 36 * 36;
const POWER_4: u32 = POWER_2 * POWER_2;
const POWER_6: u64 = <u64>POWER_4 * POWER_2;
const SIX_ZEROS: u64 = 0x303030303030;

/** Six digits in base 36 of a number below 36⁶, the first one in the lowest byte. */
function sixDigits(value: u32): u64 {
  const first = value / POWER_4;
  const rest = value - first * POWER_4;
  const second = rest / POWER_2;
  const third = rest - second * POWER_2;
  const low = load<u16>(PAIRS + first * 2) | ((<u64>load<u16>(PAIRS + second * 2)) << 16);
  return low | ((<u64>load<u16>(PAIRS + third * 2)) << 32);
}

/** Without the zeros in front. */
function writeFirst(out: usize, value: u32): usize {
  const digits = sixDigits(value);
  const zeroBits = ctz((digits ^ SIX_ZEROS) | (1 << 40)) & ~7;
  store<u64>(out, digits >> zeroBits);
  return out + 6 - <usize>(zeroBits >> 3);
}

function writeSix(out: usize, value: u32): usize {
  store<u64>(out, sixDigits(value));
  return out + 6;
}

/** Writes a number in base 36. Up to 8 bytes behind the last digit are overwritten. */
export function writeBase36(to: usize, value: u64): usize {
  if (value < POWER_6) return writeFirst(to, <u32>value);
  const high = value / POWER_6;
  const low = <u32>(value - high * POWER_6);
  if (high < POWER_6) return writeSix(writeFirst(to, <u32>high), low);
  const top = high / POWER_6;
  const middle = <u32>(high - top * POWER_6);
  return writeSix(writeSix(writeFirst(to, <u32>top), middle), low);
}

/** Writes a number in base 10. */
export function writeDecimal(to: usize, value: u64): usize {
  let length: usize = 1;
  for (let rest = value / 10; rest > 0; rest /= 10) length++;
  let rest = value;
  for (let at = to + length; at > to;) {
    store<u8>(--at, <u8>(0x30 + (rest % 10)));
    rest /= 10;
  }
  return to + length;
}

/** Writes two digits. */
export function writeTwo(to: usize, value: u32): void {
  store<u16>(to, <u16>((0x30 + value / 10) | ((0x30 + (value % 10)) << 8)));
}
