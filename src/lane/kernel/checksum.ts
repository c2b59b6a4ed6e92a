/** XXH64 with seed 0, as https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md describes it. */

const PRIME_1: u64 = 0x9e3779b185ebca87;
const PRIME_2: u64 = 0xc2b2ae3d27d4eb4f;
const PRIME_3: u64 = 0x165667b19e3779f9;
const PRIME_4: u64 = 0x85ebca77c2b2ae63;
const PRIME_5: u64 = 0x27d4eb2f165667c5;

const HIGH_BITS: u64 = 0x8080808080808080;
let seen: u64 = 0;

/** Whether the bytes of the latest checksum were all ASCII: it has looked at each of them anyway. */
export function wasAscii(): bool {
  return !(seen & HIGH_BITS);
}

function round(sum: u64, word: u64): u64 {
  return rotl<u64>(sum + word * PRIME_2, 31) * PRIME_1;
}

function merge(sum: u64, lane: u64): u64 {
  return (sum ^ round(0, lane)) * PRIME_1 + PRIME_4;
}

/** The checksum of `[from, to)`. */
export function checksum(from: usize, to: usize): u64 {
  const length = to - from;
  let p = from;
  let sum = PRIME_5;
  let all: u64 = 0;
  if (length >= 32) {
    const last = to - 32;
    let a = PRIME_1 + PRIME_2;
    let b = PRIME_2;
    let c: u64 = 0;
    let d: u64 = 0 - PRIME_1;
    do {
      const first = load<u64>(p);
      const second = load<u64>(p, 8);
      const third = load<u64>(p, 16);
      const fourth = load<u64>(p, 24);
      all |= first | second | third | fourth;
      a = round(a, first);
      b = round(b, second);
      c = round(c, third);
      d = round(d, fourth);
      p += 32;
    } while (p <= last);
    sum = rotl<u64>(a, 1) + rotl<u64>(b, 7) + rotl<u64>(c, 12) + rotl<u64>(d, 18);
    sum = merge(merge(merge(merge(sum, a), b), c), d);
  }
  sum += <u64>length;
  for (; p + 8 <= to; p += 8) {
    const word = load<u64>(p);
    all |= word;
    sum = rotl<u64>(sum ^ round(0, word), 27) * PRIME_1 + PRIME_4;
  }
  if (p + 4 <= to) {
    const word = <u64>load<u32>(p);
    all |= word;
    sum = rotl<u64>(sum ^ (word * PRIME_1), 23) * PRIME_2 + PRIME_3;
    p += 4;
  }
  for (; p < to; p++) {
    const word = <u64>load<u8>(p);
    all |= word;
    sum = rotl<u64>(sum ^ (word * PRIME_5), 11) * PRIME_1;
  }
  seen = all;
  sum = (sum ^ (sum >> 33)) * PRIME_2;
  sum = (sum ^ (sum >> 29)) * PRIME_3;
  return sum ^ (sum >> 32);
}
