import { option } from '../option.js';
import { size } from '../values/sizes.js';
import { choice } from '../values/texts.js';

const MIB = 1024 * 1024;

/** How files are read. */
export const uploadOptions = {
  format: option({
    type: choice('auto', 'ndjson', 'json', 'text'),
    default: 'auto',
    env: 'LOGSHIP_FORMAT',
    flag: '--format <name>',
    commands: ['upload', 'tail', 'replay'],
    help: 'What a file holds: ndjson, json (an array or objects in a row), text, or auto to find out.',
  }),
  maxSize: option({
    type: size(0, Infinity),
    default: 50 * MIB,
    env: 'LOGSHIP_MAX_SIZE',
    flag: '--max-size <size>',
    commands: ['upload'],
    help: 'Refuse files larger than this; 0 means no limit.',
  }),
  maxLineBytes: option({
    type: size(1, 1024 * MIB),
    default: 10 * MIB,
    env: 'LOGSHIP_MAX_LINE_BYTES',
    help: 'Reject records larger than this.',
  }),
  lane: option({
    type: choice('fast', 'reference'),
    default: 'fast',
    env: 'LOGSHIP_LANE',
    help: 'How records become events: by the fast lane, or by the slow one that defines it; both make the same.',
  }),
};
