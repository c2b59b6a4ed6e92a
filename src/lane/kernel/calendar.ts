import { byte, isDigit, MINUS } from './bytes';
import { writeTwo } from './numbers';

/** Days, read and written as `YYYY-MM-DD`. The latest day of each is kept: most records are of the same one. */

const DAY: i64 = 86_400_000;
const EARLIEST_YEAR: u32 = 1900;

let readHead: u64 = 0;
let readTail: u32 = 0;
let readDay: i64 = 0;

/** Whether a day stands at `p`; `dayMilliseconds` then tells when it begins. */
export function isDay(p: usize): bool {
  const head = load<u64>(p);
  const tail = <u32>load<u16>(p, 8);
  if (head == readHead && tail == readTail) return true;
  const century = twoDigits(p);
  const years = twoDigits(p + 2);
  const month = twoDigits(p + 5);
  const day = twoDigits(p + 8);
  if (century > 99 || years > 99 || byte(p + 4) != MINUS || byte(p + 7) != MINUS) return false;
  const year = century * 100 + years;
  if (year < EARLIEST_YEAR || month - 1 > 11 || day - 1 >= daysIn(year, month)) return false;
  readDay = <i64>(<i32>daysBefore(year, month, day)) * DAY;
  readHead = head;
  readTail = tail;
  return true;
}

/** Milliseconds since 1970 of the day that was read last. */
export function dayMilliseconds(): i64 {
  return readDay;
}

/** A number of two digits; above 99 where there is none. */
export function twoDigits(p: usize): u32 {
  const tens = byte(p);
  const ones = byte(p + 1);
  return isDigit(tens) && isDigit(ones) ? tens * 10 + ones - 0x30 * 11 : 100;
}

function daysIn(year: u32, month: u32): u32 {
  if (month == 2) return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
  return 30 + ((month + (month >> 3)) & 1);
}

// Years that begin in March have the leap day at their end: http://howardhinnant.github.io/date_algorithms.html
const DAYS_TO_1970: i32 = 719_468;
const DAYS_IN_ERA: u32 = 146_097;

/** Days from 1970 to a day. */
function daysBefore(year: u32, month: u32, day: u32): i32 {
  const shifted = month <= 2 ? year - 1 : year;
  const era = shifted / 400;
  const yearOfEra = shifted % 400;
  const dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return <i32>(era * DAYS_IN_ERA + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear) - DAYS_TO_1970;
}

const written = memory.data(16, 16);
let writtenDay: i32 = -1;

/** Writes a day. Sixteen bytes are overwritten. */
export function writeDay(to: usize, daysSince1970: i32): void {
  if (daysSince1970 != writtenDay) {
    writtenDay = daysSince1970;
    const days = <u32>(daysSince1970 + DAYS_TO_1970);
    const era = days / DAYS_IN_ERA;
    const dayOfEra = days % DAYS_IN_ERA;
    const yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / (DAYS_IN_ERA - 1)) / 365;
    const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const shifted = (5 * dayOfYear + 2) / 153;
    const month = shifted < 10 ? shifted + 3 : shifted - 9;
    const year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
    writeTwo(written, year / 100);
    writeTwo(written + 2, year % 100);
    store<u8>(written, MINUS, 4);
    writeTwo(written + 5, month);
    store<u8>(written, MINUS, 7);
    writeTwo(written + 8, dayOfYear - (153 * shifted + 2) / 5 + 1);
  }
  v128.store(to, v128.load(written));
}
