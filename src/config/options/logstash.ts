import { option } from '../option.js';
import type { CommandName } from '../option.js';
import { boolean } from '../values/booleans.js';
import { duration, seconds } from '../values/durations.js';
import { wholeNumber } from '../values/numbers.js';
import { hosts } from '../values/hosts.js';
import { LOGSTASH_PORTS, type LogstashTarget } from '../values/target.js';
import { choice } from '../values/texts.js';

const DIALLING: readonly CommandName[] = ['upload', 'tail', 'replay', 'test-message', 'stats'];
const SENDING: readonly CommandName[] = ['upload', 'tail', 'replay', 'test-message'];

/** Where Logstash is, and how patient to be with it. */
export const logstashOptions = {
  useLogstash: option({
    type: boolean,
    default: true,
    env: 'USE_LOGSTASH',
    flag: '--no-logstash',
    commands: SENDING,
    help: 'Whether to ship to Logstash; --no-logstash ships straight to Elasticsearch.',
  }),
  logstashHost: option({
    type: hosts,
    default: [{ host: 'logstash' }],
    env: 'LOGSTASH_HOST',
    flag: '--host <name>',
    commands: DIALLING,
    help: 'Name or address of Logstash; several, separated by commas, share the events.',
    advise: (text) =>
      text.includes('://') ? 'This names the host alone. A whole address goes into --to (LOGSHIP_TO).' : undefined,
  }),
  logstashProtocol: option({
    type: choice('tcp', 'udp', 'beats'),
    default: 'tcp',
    env: 'LOGSTASH_PROTOCOL',
    flag: '--protocol <name>',
    commands: DIALLING,
    help: 'How to talk to Logstash: tcp, udp or beats.',
  }),
  logstashPort: option({
    type: wholeNumber(1, 65535),
    default: 5000,
    computeDefault: ({ known }) => LOGSTASH_PORTS[known['logstashProtocol'] as LogstashTarget['road']],
    defaultText: '5000 (tcp), 5001 (udp), 5044 (beats)',
    env: 'LOGSTASH_PORT',
    flag: '--port <number>',
    commands: DIALLING,
    help: 'Port of Logstash.',
    advise: (text) =>
      /^(tcp|udp):\/\//.test(text)
        ? 'Kubernetes and Docker links set this variable for a service named "logstash": set enableServiceLinks: false, rename the service, or give --port.'
        : undefined,
  }),
  logstashTimeout: option({
    type: seconds(1),
    default: 5000,
    env: 'LOGSTASH_TIMEOUT',
    flag: '--timeout <seconds>',
    commands: DIALLING,
    help: 'Seconds to find and connect to Logstash; fractions are allowed.',
  }),
  logstashMaxRetries: option({
    type: wholeNumber(0, 1000),
    default: 3,
    env: 'LOGSTASH_MAX_RETRIES',
    flag: '--max-retries <number>',
    commands: SENDING,
    help: 'How often to try again after the first attempt failed.',
  }),
  logstashRetryDelay: option({
    type: seconds(0),
    default: 2000,
    env: 'LOGSTASH_RETRY_DELAY',
    flag: '--retry-delay <seconds>',
    commands: SENDING,
    help: 'Seconds to wait before each further attempt; fractions are allowed.',
  }),
  retryBackoff: option({
    type: choice('fixed', 'exponential'),
    default: 'fixed',
    env: 'LOGSHIP_RETRY_BACKOFF',
    flag: '--retry-backoff <kind>',
    commands: ['upload', 'tail', 'replay'],
    help: 'Whether the waits between attempts stay the same or grow: fixed or exponential.',
  }),
  retryFor: option({
    type: duration(0),
    default: undefined,
    env: 'LOGSHIP_RETRY_FOR',
    flag: '--retry-for <duration>',
    commands: ['upload', 'tail', 'replay'],
    help: 'Go on trying for this long, whatever the number of retries.',
  }),
  deadline: option({
    type: duration(1),
    default: undefined,
    env: 'LOGSHIP_DEADLINE',
    flag: '--deadline <duration>',
    commands: ['upload', 'replay'],
    help: 'End the whole run after this long; what is not delivered by then stays pending.',
  }),
  logstashBatchSize: option({
    type: wholeNumber(1, 100_000),
    default: 100,
    env: 'LOGSTASH_BATCH_SIZE',
    flag: '--batch-size <number>',
    commands: ['upload', 'tail', 'replay'],
    help: 'Events in a batch: what Beats windows begin with, and what UDP sends without a pause.',
  }),
  logstashConcurrency: option({
    type: wholeNumber(1, 64),
    default: 2,
    env: 'LOGSTASH_CONCURRENCY',
    help: 'Beats windows under way at once, each on a connection of its own.',
  }),
  logstashCompression: option({
    type: wholeNumber(0, 9),
    default: 0,
    env: 'LOGSTASH_COMPRESSION',
    help: 'Compress Beats windows with zlib, from 1 (fast) to 9 (small); 0 sends them as they are.',
  }),
  logstashConfirm: option({
    type: choice('auto', 'never'),
    default: 'auto',
    env: 'LOGSTASH_CONFIRM',
    help: 'Wait until the TCP peer has read everything (auto), or never, for a peer that does not close connections.',
  }),
};
