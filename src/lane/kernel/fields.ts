/** The fields of an event that mean something, and where the latest record has them. */

// Times, in the order in which they are looked at.
export const AT_TIMESTAMP: u32 = 1;
export const DATETIME: u32 = 6;
// Levels, likewise.
export const LEVEL: u32 = 7;
export const SEVERITY: u32 = 8;
export const LOG_LEVEL: u32 = 10;
export const LOG: u32 = 11;
export const TENANT: u32 = 12;
export const SERVICE: u32 = 13;
export const ENVIRONMENT: u32 = 14;
export const SOURCE: u32 = 15;
export const TAGS: u32 = 16;
/** A key that makes the record one for the reference lane. */
export const UNSURE: u32 = 17;

export const OTHER_TIMES: u32 = (2 << DATETIME) - (2 << AT_TIMESTAMP);
export const OTHER_LEVELS: u32 = (2 << LOG_LEVEL) - (1 << SEVERITY);

const spans = memory.data(18 * 8, 16);
/** Which fields the record has, one bit each. */
let present: u32 = 0;

export function clearFields(): void {
  present = 0;
}

/** Notes a field. Where the record has it twice, the last one counts. */
export function addField(id: u32, start: usize, end: usize): void {
  present |= 1 << id;
  store<u32>(spans + id * 8, <u32>start);
  store<u32>(spans + id * 8, <u32>end, 4);
}

export function presentFields(): u32 {
  return present;
}

export function has(id: u32): bool {
  return ((present >> id) & 1) != 0;
}

/** Where the value of a field begins. */
export function valueOf(id: u32): usize {
  return load<u32>(spans + id * 8);
}

/** Just past the value of a field. */
export function valueEndOf(id: u32): usize {
  return load<u32>(spans + id * 8, 4);
}
