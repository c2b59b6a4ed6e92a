import { maskOf } from './bytes';

/**
 * UTF-8, checked sixteen bytes at a time by three table look-ups: John Keiser and Daniel Lemire, "Validating UTF-8
 * In Less Than One Instruction Per Byte", https://arxiv.org/abs/2010.03090. Each bit is an error that two neighbours
 * can make; it is one where all three tables say so.
 */

const TOO_SHORT: u8 = 1 << 0;
const TOO_LONG: u8 = 1 << 1;
const OVERLONG_3: u8 = 1 << 2;
const TOO_LARGE: u8 = 1 << 3;
const SURROGATE: u8 = 1 << 4;
const OVERLONG_2: u8 = 1 << 5;
const TOO_LARGE_1000: u8 = 1 << 6;
const OVERLONG_4: u8 = 1 << 6;
const TWO_CONTINUATIONS: u8 = 1 << 7;
const CARRY: u8 = TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS;
const ANY_LARGE: u8 = CARRY | TOO_LARGE | TOO_LARGE_1000;
const LOW_CONTINUATION: u8 = TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS;

// By the high half of the first byte.
const FIRST_HIGH = memory.data<u8>([
  TOO_LONG,
  TOO_LONG,
  TOO_LONG,
  TOO_LONG,
  TOO_LONG,
  TOO_LONG,
  TOO_LONG,
  TOO_LONG,
  TWO_CONTINUATIONS,
  TWO_CONTINUATIONS,
  TWO_CONTINUATIONS,
  TWO_CONTINUATIONS,
  TOO_SHORT | OVERLONG_2,
  TOO_SHORT,
  TOO_SHORT | OVERLONG_3 | SURROGATE,
  TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4,
]);
// By the low half of the first byte.
const FIRST_LOW = memory.data<u8>([
  CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4,
  CARRY | OVERLONG_2,
  CARRY,
  CARRY,
  CARRY | TOO_LARGE,
  ANY_LARGE,
  ANY_LARGE,
  ANY_LARGE,
  ANY_LARGE,
  ANY_LARGE,
  ANY_LARGE,
  ANY_LARGE,
  ANY_LARGE,
  ANY_LARGE | SURROGATE,
  ANY_LARGE,
  ANY_LARGE,
]);
// By the high half of the second byte.
const SECOND_HIGH = memory.data<u8>([
  TOO_SHORT,
  TOO_SHORT,
  TOO_SHORT,
  TOO_SHORT,
  TOO_SHORT,
  TOO_SHORT,
  TOO_SHORT,
  TOO_SHORT,
  LOW_CONTINUATION | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4,
  LOW_CONTINUATION | OVERLONG_3 | TOO_LARGE,
  LOW_CONTINUATION | SURROGATE | TOO_LARGE,
  LOW_CONTINUATION | SURROGATE | TOO_LARGE,
  TOO_SHORT,
  TOO_SHORT,
  TOO_SHORT,
  TOO_SHORT,
]);

/** The errors that sixteen bytes make together with those before them. */
function errorsOf(bytes: v128, before: v128): v128 {
  const first = i8x16.shuffle(before, bytes, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
  const second = i8x16.shuffle(before, bytes, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
  const third = i8x16.shuffle(before, bytes, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28);
  const low = i8x16.splat(0x0f);
  const special = v128.and(
    v128.and(
      i8x16.swizzle(v128.load(FIRST_HIGH), i8x16.shr_u(first, 4)),
      i8x16.swizzle(v128.load(FIRST_LOW), v128.and(first, low)),
    ),
    i8x16.swizzle(v128.load(SECOND_HIGH), i8x16.shr_u(bytes, 4)),
  );
  // Behind the lead of three or four bytes a second and a third continuation are no error but wanted.
  const afterLeads = v128.or(
    i8x16.sub_sat_u(second, i8x16.splat(<i8>(0xe0 - 0x80))),
    i8x16.sub_sat_u(third, i8x16.splat(<i8>(0xf0 - 0x80))),
  );
  return v128.xor(v128.and(afterLeads, i8x16.splat(<i8>0x80)), special);
}

/** Whether `[from, to)` is UTF-8, whole characters at both ends. */
export function isUtf8(from: usize, to: usize): bool {
  let before = i8x16.splat(0);
  let errors = i8x16.splat(0);
  let p = from;
  for (; p + 16 <= to; p += 16) {
    const bytes = v128.load(p);
    if (i8x16.bitmask(v128.or(bytes, before))) errors = v128.or(errors, errorsOf(bytes, before));
    before = bytes;
  }
  // The zeros behind the end complain of a character that is cut short.
  const rest = v128.and(v128.load(p), maskOf(to - p));
  return !v128.any_true(v128.or(errors, errorsOf(rest, before)));
}
