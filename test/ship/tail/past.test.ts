import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Past, type PastOptions } from '../../../src/ship/tail/past.js';
import { openState } from '../../../src/state/state.js';
import { ManualClock } from '../../support/manual-clock.js';
import { tempFolder } from '../../support/temp-folder.js';

const LOG = '/var/log/app.log';
const BEGUN = Date.UTC(2026, 6, 1);
const LATER = BEGUN + 3_600_000;

/** Of a state in which a log, rotated since, was begun for one target. */
async function pastOf(own: Partial<PastOptions> = {}): Promise<Past> {
  const clock = new ManualClock(BEGUN);
  const state = await openState({
    folder: join(await tempFolder(), 'state'),
    sourceId: 'here',
    rejectsLimit: 0,
    clock,
  });
  const id = { key: 'abcdefghijkl', target: 'tcp://one:5000', tenant: 'default' };
  const writer = await state.checkpoints.writer({ ...id, path: `${LOG}.2`, readAt: async () => new Uint8Array(0) });
  clock.advance(LATER - BEGUN);
  writer.advance({ offset: 0, line: 1, column: 1, framing: 0, records: 0 });
  await writer.close();
  return new Past({ state, ...id, before: LATER, forgotten: false, ...own });
}

const times = (birthtimeMs: number, mtimeMs: number) => ({ birthtimeMs, mtimeMs });

test('a file is younger that was made and written since the first one of its name was begun', async () => {
  const past = await pastOf();
  const minute = 60_000;
  expect(await past.isYounger(LOG, times(BEGUN + minute, BEGUN + minute))).toBe(true);
  expect(await past.isYounger(LOG, times(BEGUN - minute, BEGUN + minute))).toBe(false);
  expect(await past.isYounger(LOG, times(BEGUN + minute, BEGUN - minute))).toBe(false);
  expect(await past.isYounger('/var/log/other.log', times(BEGUN + minute, BEGUN + minute))).toBe(false);
});

test('where there is no birth time, or it is that of a content before, what was written counts', async () => {
  const past = await pastOf();
  expect(await past.isYounger(LOG, times(0, LATER))).toBe(true);
  expect(await past.isYounger(LOG, times(1, LATER), true)).toBe(true);
});

test.each<[string, Partial<PastOptions>]>([
  ['another target', { target: 'tcp://two:5000' }],
  ['another tenant', { tenant: 'acme' }],
  ['a run that began before', { before: BEGUN }],
  ['a run that forgets', { forgotten: true }],
])('for %s nothing was begun', async (_, own) => {
  const past = await pastOf(own);
  expect(await past.isYounger(LOG, times(LATER, LATER))).toBe(false);
});
