import { copy } from './bytes';

/** Texts that are prepared outside: by the rules, by the source, by the time of reading. */

/** Fields that `--set` gives to every event: `,"key":"value"` each. */
export const SET: u32 = 0;
/** `,"@timestamp":"…"`, the time of reading. */
export const READ_TIME: u32 = 1;
// `,"key":"value"` each, empty where there is none.
export const TENANT_FIELD: u32 = 2;
export const SERVICE_FIELD: u32 = 3;
export const ENVIRONMENT_FIELD: u32 = 4;
export const SOURCE_FIELD: u32 = 5;
/** All four of them, for the event that lacks them all. */
export const MISSING_FIELDS: u32 = 6;
/** `,"host":{…},"log":{"file":{…},"offset":`, or empty. */
export const ECS_META: u32 = 7;
/** `,"tags":[…]` with what the rules give. */
export const RULE_TAGS: u32 = 8;
/** What stands inside the quotes of a service and an environment that the rules give. */
export const SERVICE_TEXT: u32 = 9;
export const ENVIRONMENT_TEXT: u32 = 10;
export const TENANT_TEXT: u32 = 11;
/** `{"create":{"_index":"logs-` without and with the tenant of the rules. */
export const ACTION: u32 = 12;
export const TENANT_ACTION: u32 = 13;
/** `-YYYY.MM` of the time of reading. */
export const READ_MONTH: u32 = 14;
/** What stands before an id, the source key and a hyphen included, and behind it. */
export const ID_HEAD: u32 = 15;
export const ID_TAIL: u32 = 16;
// The rest is the same for all: the texts that stand in their names.
export const TIME_HEAD: u32 = 17;
export const LEVEL_HEAD: u32 = 18;
export const TAGS_HEAD: u32 = 19;
export const SERVICE_TAG: u32 = 20;
export const ENVIRONMENT_TAG: u32 = 21;
export const MESSAGE_HEAD: u32 = 22;

const pieces = memory.data(32 * 8, 16);

export function setPiece(piece: u32, start: usize, length: u32): void {
  store<u32>(pieces + piece * 8, <u32>start);
  store<u32>(pieces + piece * 8, length, 4);
}

export function pieceStart(piece: u32): usize {
  return load<u32>(pieces + piece * 8);
}

export function pieceLength(piece: u32): usize {
  return load<u32>(pieces + piece * 8, 4);
}

/** Writes a piece; gives where it ends. */
export function put(to: usize, piece: u32): usize {
  return copy(to, pieceStart(piece), pieceLength(piece));
}
