import { expect, test } from 'vitest';
import { Life, Log, Peer, Received, settingsIn } from '../../property/tail-world.js';
import { ManualClock } from '../../support/manual-clock.js';
import { tempFolder } from '../../support/temp-folder.js';

test('a line behind a rest leaves at once, and what follows waits for more, as long as is allowed', async () => {
  const folder = await tempFolder();
  const clock = new ManualClock();
  const received = new Received();
  const log = new Log(folder, received, true);
  const settings = { ...(await settingsIn(folder)), tailFlushInterval: 2000 };
  const life = new Life(log, new Peer(received), settings, clock);
  const pump = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(10);
  };
  /** @returns after how many virtual milliseconds all that was written is there. */
  const timeOf = async (lines: number) => {
    const start = clock.monotonic();
    log.write(lines);
    life.hint(log.path);
    while (received.ids.size < log.written.length) await pump();
    return clock.monotonic() - start;
  };
  while (!life.looked) await pump();
  await timeOf(1);
  for (let turn = 0; turn < 300; turn++) await pump();
  expect(await timeOf(1)).toBeLessThan(1000);
  const waited = await timeOf(1);
  await life.end(pump);
  expect(waited).toBeGreaterThan(1000);
  expect(received.order).toEqual([0, 1, 2]);
});
