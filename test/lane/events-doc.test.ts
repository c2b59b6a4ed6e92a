import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createReferenceLane } from '../../src/lane/reference.js';
import type { EventRules } from '../../src/model/event.js';
import { PLAIN_RULES } from '../support/corpus.js';
import { encodeAll } from '../support/encode.js';
import { laneOptions } from '../support/lanes.js';

/** An example of docs/events.md: a line that says how the record is read, if any, then `in`, then what becomes of it. */
interface Example {
  readonly how: string;
  readonly record: string;
  readonly outcome: string;
}

const page = readFileSync(new URL('../../docs/events.md', import.meta.url), 'utf8');
const examples = Array.from(
  page.matchAll(/^(?:(.*)\n)?in {3}(.*)\n(.*)$/gm),
  ([, how = '', record, outcome]): Example => ({
    how: how.startsWith('`') ? '' : how,
    record: record!,
    outcome: outcome!,
  }),
);

function rulesOf(how: string): EventRules {
  const value = (flag: string) => new RegExp(`--${flag} (\\S+)`).exec(how)?.[1];
  return {
    ...PLAIN_RULES,
    service: value('service'),
    environment: value('environment'),
    ecsMeta: how.includes('--ecs-meta'),
  };
}

describe('docs/events.md tells the truth', () => {
  test('by more than a few examples', () => {
    expect(examples.length).toBeGreaterThan(10);
  });

  test.each(examples)('of $record', async ({ how, record, outcome }) => {
    const encoding = how === 'over Logstash' ? 'json-lines' : 'bulk';
    const lane = await createReferenceLane(
      laneOptions(how === 'text' ? 'text' : 'ndjson', { rules: rulesOf(how), encoding }),
    );
    const { events, rejects } = await encodeAll(lane, Buffer.from(record));
    const told = events.map(({ event }) => `out  ${event.trimEnd().split('\n').at(-1)}`);
    expect([...told, ...rejects.map(({ reason }) => `rejected: ${reason}`)]).toEqual([outcome]);
  });
});
