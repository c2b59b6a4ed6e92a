import {
  BACKSLASH,
  BLANKS,
  byte,
  CLOSE_ARRAY,
  COMMA,
  contains,
  copy,
  copyFlat,
  equal,
  OPEN_ARRAY,
  QUOTE,
  skipBlanks,
} from './bytes';
import { ENVIRONMENT, has, SERVICE, valueEndOf, valueOf } from './fields';
import { ENVIRONMENT_TAG, ENVIRONMENT_TEXT, pieceLength, pieceStart, put, SERVICE_TAG, SERVICE_TEXT } from './pieces';
import { endOfString } from './scalars';

/** `"service:<name>"` and `"env:<environment>"`. */

// What stands inside the quotes of the two; nothing where the event has none.
let service: usize = 0;
let serviceLength: usize = 0;
let environment: usize = 0;
let environmentLength: usize = 0;

/** Finds out which tags the record should have: its own service and environment come before those of the rules. */
export function findTags(): void {
  if (has(SERVICE)) {
    service = valueOf(SERVICE) + 1;
    serviceLength = byte(service - 1) == QUOTE ? valueEndOf(SERVICE) - 1 - service : 0;
  } else {
    service = pieceStart(SERVICE_TEXT);
    serviceLength = pieceLength(SERVICE_TEXT);
  }
  if (has(ENVIRONMENT)) {
    environment = valueOf(ENVIRONMENT) + 1;
    environmentLength = byte(environment - 1) == QUOTE ? valueEndOf(ENVIRONMENT) - 1 - environment : 0;
  } else {
    environment = pieceStart(ENVIRONMENT_TEXT);
    environmentLength = pieceLength(ENVIRONMENT_TEXT);
  }
}

/** What the tags name, and how long that is; 0 where there is none. */
export function serviceTag(): usize {
  return service;
}

export function serviceTagLength(): usize {
  return serviceLength;
}

export function environmentTag(): usize {
  return environment;
}

export function environmentTagLength(): usize {
  return environmentLength;
}

export function areTagsWanted(): bool {
  return serviceLength + environmentLength != 0;
}

/** At most so many bytes does `writeTags` write. */
export function tagsBytes(): usize {
  return serviceLength + environmentLength + 64;
}

function writeService(to: usize): usize {
  const out = copy(put(to, SERVICE_TAG), service, serviceLength);
  store<u8>(out, QUOTE);
  return out + 1;
}

function writeEnvironment(to: usize): usize {
  const out = copy(put(to, ENVIRONMENT_TAG), environment, environmentLength);
  store<u8>(out, QUOTE);
  return out + 1;
}

/** Writes the wanted tags, commas between them; `first`: nor is there one in front. */
export function writeTags(to: usize, first: bool): usize {
  return writeMissing(to, first, serviceLength != 0, environmentLength != 0);
}

function writeMissing(to: usize, first: bool, missesService: bool, missesEnvironment: bool): usize {
  let out = to;
  if (missesService) {
    if (!first) store<u8>(out++, COMMA);
    out = writeService(out);
  }
  if (missesEnvironment) {
    if (!first || missesService) store<u8>(out++, COMMA);
    out = writeEnvironment(out);
  }
  return out;
}

const CAPACITY: usize = 4096;
const TEXT = memory.data(4096 + 64, 16);
// A tag that is wanted, to compare with those that are there.
const TAG = memory.data(4096 + 64, 16);

/** Where `extendTags` writes. */
export function extendedTags(): usize {
  return TEXT;
}

/**
 * Adds the wanted tags to those that the event has.
 * @returns the length of the new value; 0 where nothing lacks; -1 for the reference lane.
 */
export function extendTags(start: usize, end: usize): isize {
  if (end - start + tagsBytes() > CAPACITY) return -1;
  const bracket = byte(start);
  if (bracket != OPEN_ARRAY && bracket != QUOTE) return -1;
  if (contains(start, end, <u8>BACKSLASH)) return -1;
  if (contains(service, service + serviceLength, <u8>BACKSLASH)) return -1;
  if (contains(environment, environment + environmentLength, <u8>BACKSLASH)) return -1;
  const isArray = bracket == OPEN_ARRAY;
  const first = isArray ? skipBlanks(start + 1, BLANKS) : start;
  const empty = isArray && byte(first) == CLOSE_ARRAY;
  const close = isArray ? end - 1 : end;

  allStrings = true;
  const missesService = serviceLength != 0 && !occurs(writeService(TAG), first, close);
  const missesEnvironment = environmentLength != 0 && !occurs(writeEnvironment(TAG), first, close);
  if (!allStrings) return -1;
  if (isArray && !missesService && !missesEnvironment) return 0;

  let out = TEXT;
  if (!isArray) store<u8>(out++, OPEN_ARRAY);
  out = copyFlat(out, start, close - start);
  out = writeMissing(out, empty, missesService, missesEnvironment);
  store<u8>(out, CLOSE_ARRAY);
  return out + 1 - TEXT;
}

let allStrings = true;

/** Whether the tag from `TAG` to `tagEnd` is among strings. Where they are not all strings, it says so. */
function occurs(tagEnd: usize, first: usize, close: usize): bool {
  for (let p = first; p < close;) {
    if (byte(p) != QUOTE) {
      allStrings = false;
      return false;
    }
    const end = endOfString(p + 1);
    if (end - p == tagEnd - TAG && equal(p, TAG, end - p)) return true;
    p = skipBlanks(end, BLANKS);
    if (p < close) p = skipBlanks(p + 1, BLANKS);
  }
  return false;
}
