import { option } from '../option.js';
import { duration } from '../values/durations.js';
import { patterns } from '../values/lists.js';
import { wholeNumber } from '../values/numbers.js';
import { choice } from '../values/texts.js';

/** How files are followed. */
export const tailOptions = {
  tailFrom: option({
    type: choice('start', 'end'),
    default: undefined,
    defaultText: 'end; start with --once',
    env: 'LOGSHIP_FROM',
    flag: '--from <place>',
    commands: ['tail'],
    help: 'Where to begin with a file that is there and was never shipped: start or end. One that appears later begins at its start.',
  }),
  tailExclude: option({
    type: patterns,
    default: [],
    env: 'LOGSHIP_EXCLUDE',
    flag: '--exclude <pattern>',
    commands: ['tail'],
    help: 'Files that a pattern finds and that are not followed; may be given more than once.',
  }),
  tailIgnoreOlder: option({
    type: duration(1),
    default: undefined,
    env: 'LOGSHIP_IGNORE_OLDER',
    flag: '--ignore-older <duration>',
    commands: ['tail'],
    help: 'Do not begin with files that were last written to longer ago.',
  }),
  tailFlushInterval: option({
    type: duration(0),
    default: 0,
    env: 'LOGSHIP_FLUSH_INTERVAL',
    flag: '--flush-interval <duration>',
    commands: ['tail'],
    help: 'Let lines wait this long for more of their file, to go in fewer and larger batches; 0 ships them at once.',
  }),
  tailFlushPartial: option({
    type: duration(1),
    default: undefined,
    defaultText: 'when the file is rotated, or with --once',
    env: 'LOGSHIP_FLUSH_PARTIAL',
    flag: '--flush-partial <duration>',
    commands: ['tail'],
    help: 'Ship a line without a line end when nothing was added for this long.',
  }),
  tailPoll: option({
    type: duration(10),
    default: undefined,
    defaultText: 'the system tells',
    env: 'LOGSHIP_POLL',
    flag: '--poll <duration>',
    commands: ['tail'],
    help: 'Look at the files this often instead of being told: for network file systems.',
  }),
  tailMetricsPort: option({
    type: wholeNumber(0, 65_535),
    default: undefined,
    env: 'LOGSHIP_METRICS_PORT',
    flag: '--metrics <port>',
    commands: ['tail'],
    help: 'Serve /metrics (Prometheus) and /health on this port of 127.0.0.1; 0 lets the system choose one.',
  }),
  tailMaxOpen: option({
    type: wholeNumber(1, 100_000),
    default: 512,
    env: 'LOGSHIP_MAX_OPEN_FILES',
    help: 'Files that are held open at once; those that were not written to for the longest time are closed first.',
  }),
};
