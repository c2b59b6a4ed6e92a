import { copy, equal } from './bytes';
import { ENVIRONMENT, presentFields, SERVICE, SOURCE, TAGS, TENANT } from './fields';
import { ECS_META, pieceLength } from './pieces';
import { environmentTag, environmentTagLength, serviceTag, serviceTagLength } from './tags';

/**
 * Events of one source mostly lack the same names (tenant, service, environment, source, tags), and are of the same
 * service: what is added to one is then what was added to the one before it, and is copied from there in one go.
 */

const NAMES: u32 = (1 << TENANT) | (1 << SERVICE) | (1 << ENVIRONMENT) | (1 << SOURCE) | (1 << TAGS);

/** What was added to the event before, and how long it is; 0 where it can't serve again. */
let added: usize = 0;
let addedLength: usize = 0;
// What it depends on.
let fields: u32 = 0;
let service: usize = 0;
let serviceLength: usize = 0;
let environment: usize = 0;
let environmentLength: usize = 0;

/** Forgets the event before: its memory, or that of its record, is no longer what it was. */
export function forgetAdded(): void {
  added = 0;
}

/** Whether the event is given the very names that the one before it was given. */
export function isRepeated(): bool {
  return (
    added != 0 &&
    (presentFields() & NAMES) == fields &&
    serviceTagLength() == serviceLength &&
    environmentTagLength() == environmentLength &&
    isText(serviceTag(), service, serviceLength) &&
    isText(environmentTag(), environment, environmentLength)
  );
}

function isText(text: usize, other: usize, length: usize): bool {
  return text == other || equal(text, other, length);
}

/** Writes what was added to the event before. */
export function repeatAdded(to: usize): usize {
  return copy(to, added, addedLength);
}

/** Notes what was added to an event, from `start` to `end`. */
export function noteAdded(start: usize, end: usize): void {
  // Among that stands an offset, which is of this event alone.
  if (pieceLength(ECS_META)) return;
  added = start;
  addedLength = end - start;
  fields = presentFields() & NAMES;
  service = serviceTag();
  serviceLength = serviceTagLength();
  environment = environmentTag();
  environmentLength = environmentTagLength();
}
