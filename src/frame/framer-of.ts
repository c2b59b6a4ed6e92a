import type { Format } from '../model/event.js';
import type { Framer, FramerLimits } from './framer.js';
import { jsonValueFramer } from './json-values.js';
import { lineFramer } from './lines.js';

/** How each format is cut into records. */
const FRAMERS: Readonly<Record<Format, (limits: FramerLimits) => Framer>> = {
  ndjson: (limits) => lineFramer(limits, true),
  json: jsonValueFramer,
  text: (limits) => lineFramer(limits, false),
};

/** The framer of a format. */
export function framerOf(format: Format, limits: FramerLimits): Framer {
  return FRAMERS[format](limits);
}
