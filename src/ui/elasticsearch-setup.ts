import type { SetupStep } from '../sinks/elasticsearch/setup/plan.js';
import type { SetupResult } from '../sinks/elasticsearch/setup/setup.js';
import { shortList } from './short-list.js';

/** What was done in a cluster, a line each. */
export function saySetup(result: SetupResult): string {
  const lines = [
    `${result.cluster} at ${result.target}`,
    ...result.steps.map((step) => `${step.what} ${step.name}: ${sayState(step)}`),
    `it holds for ${result.patterns.join(', ')}, with priority ${result.priority}`,
    sayRetention(result),
  ];
  return `${lines.join('\n')}\n`;
}

/** The requests that a run would send: method and path, the body below, an empty line between. */
export function sayRequests({ steps }: SetupResult): string {
  const wanting = steps.filter(({ state }) => state !== 'unchanged').map(({ request }) => request);
  return wanting.map(({ method, path, body }) => `${method} ${path}\n${JSON.stringify(body, null, 2)}\n`).join('\n');
}

/** What a person should know beside that. */
export function sayRemarks(result: SetupResult, dryRun: boolean): string[] {
  const { assumed, cluster, steps, changed } = result;
  const remarks = [...result.remarks];
  if (assumed !== undefined) remarks.unshift(`${assumed}: these are the requests for ${cluster}, as it comes`);
  if (!dryRun) {
    const later = 'data streams that are there already take it with their next rollover';
    return changed ? [...remarks, later] : remarks;
  }
  for (const { what, name, state, changes } of steps) {
    if (state === 'unchanged') remarks.push(`${what} ${name} is there as it should be: nothing is to be sent`);
    if (state === 'outdated') remarks.push(`${what} ${name} would be updated: ${shortList(changes)}`);
    if (state === 'foreign') remarks.push(`${what} ${name} was changed by somebody: only --overwrite replaces it`);
  }
  return remarks;
}

function sayState({ state, changes }: SetupStep): string {
  switch (state) {
    case 'missing':
      return 'created';
    case 'outdated':
      return `updated (${shortList(changes)})`;
    case 'foreign':
      return `overwritten (${shortList(changes)})`;
    case 'unchanged':
      return 'unchanged';
  }
}

function sayRetention({ lifecycle }: SetupResult): string {
  if (!lifecycle) return 'events are kept, in one index a month: this cluster has no lifecycles';
  if (lifecycle.retention === undefined) return `events are kept; new indices are begun by ${lifecycle.kind}`;
  return `events are deleted ${lifecycle.retention} after their index was closed off, by ${lifecycle.kind}`;
}
