import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { InterruptedError } from '../../../src/model/errors.js';
import type { TailNotice } from '../../../src/ship/tail/notices.js';
import { tail } from '../../../src/ship/tail/tail.js';
import { Log, Peer, Received, settingsIn } from '../../property/tail-world.js';
import { ManualClock } from '../../support/manual-clock.js';
import { tempFolder } from '../../support/temp-folder.js';

test('where the system does not let it watch, it says so once, and looks by itself', async () => {
  const folder = await tempFolder();
  const clock = new ManualClock();
  const received = new Received();
  const log = new Log(folder, received, true);
  const notices: TailNotice[] = [];
  const end = new AbortController();
  const running = tail(
    { names: [log.path], settings: await settingsIn(folder), once: false, restart: false, stateless: false },
    {
      clock,
      stdin: new PassThrough(),
      notices: (notice) => notices.push(notice),
      onStarted: () => {},
      createSinks: async () => [new Peer(received)],
      createWatcher: async ({ onFailure }) => ({
        watch() {
          onFailure(new Error('ENOSPC: System limit for number of file watchers reached'));
          onFailure(new Error('ENOSPC: System limit for number of file watchers reached'));
        },
        close: async () => {},
      }),
      signal: end.signal,
    },
  );
  const pump = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(10);
  };
  while (notices.length === 0) await pump();
  log.write(3);
  while (received.ids.size < 3) await pump();
  end.abort(new InterruptedError('SIGTERM'));
  let over = false;
  void running.finally(() => (over = true));
  while (!over) await pump();
  expect(received.order).toEqual([0, 1, 2]);
  expect(notices).toEqual([
    { kind: 'polling', reason: expect.stringContaining('ENOSPC') as string, milliseconds: 250 },
  ]);
});
