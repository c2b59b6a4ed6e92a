import type { Command } from 'commander';
import { parseDuration } from '../config/values/durations.js';
import { ConfigError } from '../model/errors.js';
import type { RejectQuery } from '../ship/reject-query.js';

/** What picks among the kept rejects. */
export interface RejectFlags {
  readonly since?: number;
  readonly reason?: string;
}

/** Adds the argument and the flags that pick among the kept rejects. */
export function addRejectFlags(command: Command): Command {
  return command
    .argument('[files...]', 'files of rejects; without them all in the state folder')
    .option('--since <duration>', 'only what was rejected in this time: 30m, 2h', duration)
    .option('--reason <text>', 'only reasons that hold this text');
}

/** Which of the kept rejects are meant. */
export function rejectQuery(
  files: readonly string[],
  stateDir: string,
  { since, reason }: RejectFlags,
  now = Date.now(),
): RejectQuery {
  return { stateDir, files, since: since === undefined ? undefined : now - since, reason };
}

function duration(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined) return milliseconds;
  throw new ConfigError(`--since ${JSON.stringify(text)} is no duration`, {
    next: ['Give one such as 30m, 2h or 48h; at most 24 days.'],
  });
}
