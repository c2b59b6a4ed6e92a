import { byte, copy, MINUS, OPEN_OBJECT, CLOSE_OBJECT, POINT, QUOTE } from './bytes';
import { clearEdits, edit, editedBytes } from './edits';
import {
  AT_TIMESTAMP,
  has,
  LEVEL,
  LOG,
  LOG_LEVEL,
  OTHER_LEVELS,
  OTHER_TIMES,
  presentFields,
  SEVERITY,
  ENVIRONMENT,
  SERVICE,
  SOURCE,
  TAGS,
  TENANT,
  valueEndOf,
  valueOf,
} from './fields';
import { LEVEL_CHANGED, LEVEL_UNSURE, levelLength, levelText, NO_LEVEL, readLevel } from './level';
import { writeBase36, writeDecimal } from './numbers';
import {
  ACTION,
  ECS_META,
  ENVIRONMENT_FIELD,
  ID_HEAD,
  ID_TAIL,
  LEVEL_HEAD,
  MISSING_FIELDS,
  pieceLength,
  put,
  READ_MONTH,
  READ_TIME,
  RULE_TAGS,
  SERVICE_FIELD,
  SET,
  SOURCE_FIELD,
  TAGS_HEAD,
  TENANT_ACTION,
  TENANT_FIELD,
  TIME_HEAD,
} from './pieces';
import { isRepeated, noteAdded, repeatAdded } from './repeat';
import { areTagsWanted, extendedTags, extendTags, findTags, tagsBytes, writeTags } from './tags';
import { isTenant } from './tenant';
import { canonicalLength, isCanonical, readTime, timeText, writeTime } from './time';

/** What becomes of the fields that the record has, and what is added. The rules are those of src/event/. */

/** The time of the event, in quotes; 0 for the time of reading. */
let time: usize = 0;
let timeLength: usize = 0;
/** Whether the level that was read last is to be added. */
let addsLevel = false;

/** Decides what becomes of the fields of the record. False where the reference lane must. */
export function prepareFields(): bool {
  clearEdits();
  if (has(TENANT) && !isTenant(valueOf(TENANT), valueEndOf(TENANT))) return false;
  if (!prepareTime() || !prepareLevel()) return false;
  findTags();
  if (!has(TAGS) || !areTagsWanted()) return true;
  const length = extendTags(valueOf(TAGS), valueEndOf(TAGS));
  if (length > 0) edit(valueOf(TAGS), valueEndOf(TAGS), extendedTags(), length);
  return length >= 0;
}

function prepareTime(): bool {
  time = 0;
  if (has(AT_TIMESTAMP)) {
    const start = valueOf(AT_TIMESTAMP);
    const end = valueEndOf(AT_TIMESTAMP);
    if (!readTime(start, end)) return false;
    useTime(start);
    if (time != start) edit(start, end, time, timeLength);
    return true;
  }
  const others = presentFields() & OTHER_TIMES;
  if (others) {
    const field = ctz(others);
    if (!readTime(valueOf(field), valueEndOf(field))) return false;
    useTime(valueOf(field));
  }
  return true;
}

/** Takes the time that was read last for that of the event. `text`: where it stands, or stands in quotes. */
export function useTime(text: usize): void {
  if (isCanonical() && byte(text) == QUOTE) {
    time = text;
    timeLength = canonicalLength();
  } else {
    timeLength = writeTime();
    time = timeText();
  }
}

/** Leaves the event with the time of reading. */
export function useReadTime(): void {
  time = 0;
}

function prepareLevel(): bool {
  addsLevel = false;
  if (has(LEVEL)) {
    const start = valueOf(LEVEL);
    const end = valueEndOf(LEVEL);
    const found = readLevel(start, end);
    if (found == LEVEL_CHANGED) edit(start, end, levelText(), levelLength());
    return found != LEVEL_UNSURE;
  }
  if (presentFields() & OTHER_LEVELS) {
    for (let field = SEVERITY; field <= LOG_LEVEL; field++) {
      if (!has(field)) continue;
      const found = readLevel(valueOf(field), valueEndOf(field));
      if (found == LEVEL_UNSURE) return false;
      if (found == NO_LEVEL) continue;
      addsLevel = true;
      return true;
    }
  }
  // A level inside `log` is looked for by the reference lane.
  return !has(LOG) || byte(valueOf(LOG)) != OPEN_OBJECT;
}

/** At most so many bytes are added to the record, the prepared texts not counted. */
export function addedBytes(): usize {
  return editedBytes() + tagsBytes() + 256;
}

/** Writes the fields that the event lacks. */
export function addFields(to: usize, offset: u64): usize {
  let out = put(to, SET);
  if (!has(AT_TIMESTAMP)) out = addTime(out);
  if (addsLevel) out = copy(put(out, LEVEL_HEAD), levelText(), levelLength());
  if (isRepeated()) return repeatAdded(out);
  const end = addNames(out, offset);
  noteAdded(out, end);
  return end;
}

/** Writes the fields that say where the event is from. */
function addNames(to: usize, offset: u64): usize {
  let out = to;
  if (!(presentFields() & ((1 << TENANT) | (1 << SERVICE) | (1 << ENVIRONMENT) | (1 << SOURCE)))) {
    out = put(out, MISSING_FIELDS);
  } else {
    if (!has(TENANT)) out = put(out, TENANT_FIELD);
    if (!has(SERVICE)) out = put(out, SERVICE_FIELD);
    if (!has(ENVIRONMENT)) out = put(out, ENVIRONMENT_FIELD);
    if (!has(SOURCE)) out = put(out, SOURCE_FIELD);
  }
  if (pieceLength(ECS_META)) {
    out = writeDecimal(put(out, ECS_META), offset);
    store<u8>(out++, CLOSE_OBJECT);
  }
  if (has(TAGS) || !areTagsWanted()) return out;
  if (!(presentFields() & ((1 << SERVICE) | (1 << ENVIRONMENT)))) return put(out, RULE_TAGS);
  out = writeTags(put(out, TAGS_HEAD), true);
  store<u8>(out, 0x5d);
  return out + 1;
}

/** Adds the time of the event. */
export function addTime(out: usize): usize {
  if (!time) return put(out, READ_TIME);
  return copy(put(out, TIME_HEAD), time, timeLength);
}

/** Writes the action line of a bulk request. */
export function writeAction(to: usize, offset: u64, sum: u64): usize {
  let out: usize;
  if (has(TENANT)) {
    out = put(to, ACTION);
    out = copy(out, valueOf(TENANT) + 1, valueEndOf(TENANT) - valueOf(TENANT) - 2);
  } else out = put(to, TENANT_ACTION);
  if (time) {
    store<u8>(out, MINUS);
    store<u32>(out, load<u32>(time, 1), 1);
    store<u8>(out, POINT, 5);
    store<u16>(out, load<u16>(time, 6), 6);
    out += 8;
  } else out = put(out, READ_MONTH);
  return writeId(out, offset, sum);
}

/** Writes an id, and what stands around it on the road. */
export function writeId(to: usize, offset: u64, sum: u64): usize {
  let out = writeBase36(put(to, ID_HEAD), offset);
  store<u8>(out++, MINUS);
  return put(writeBase36(out, sum), ID_TAIL);
}
