import process from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import { bringLogrotate, type LogrotateSource, requireLogrotate } from '../../servers/logrotate.js';
import { describeWith } from '../../servers/requirements.js';
import { setting, tellRow } from '../../support/following/soak.js';
import { RotatedLog, type RotationMode } from '../../support/following/rotated-log.js';
import { Siege } from '../../support/following/siege.js';

/** `npm run soak` makes it longer, and also rotates under a program that writes on at its old place. */
const SECONDS = setting('SOAK_SECONDS', 15);
const ONLY_SOAKED: readonly RotationMode[] =
  process.env['SOAK_SECONDS'] === undefined ? [] : ['copytruncate, place kept'];
const LINES_A_SECOND = setting('SOAK_RATE', 20_000);
/** Milliseconds between two rotations, kills of either side, and cuts of the way between them. */
const EVERY = { rotate: 1000, killLogship: 2700, killReceiver: 3900, cut: 4300 };

describeWith(requireLogrotate(), 'a log that logrotate turns over every second', (source: LogrotateSource) => {
  test.each<RotationMode>(['create', 'copytruncate', ...ONLY_SOAKED])(
    '%s: while logship, the receiver and the connections are killed every few seconds, no line is lost',
    async (mode) => {
      const logrotate = await bringLogrotate(source);
      const siege = await Siege.begin();
      onTestFinished(() => siege.end());
      const log = await RotatedLog.start({ folder: siege.folder, mode, rate: LINES_A_SECOND, logrotate });
      onTestFinished(() => log.kill());
      await siege.follow([log.path, '--from', 'start']);
      await siege.hold(SECONDS, [
        { every: EVERY.rotate, act: () => log.rotate() },
        { every: EVERY.killLogship, act: () => siege.killLogship() },
        { every: EVERY.killReceiver, act: () => siege.killReceiver() },
        { every: EVERY.cut, act: () => siege.cut() },
      ]);
      const written = await log.stop();
      const destroyed = log.destroyed(written);
      const arrived = await siege.settle(written, (lost) => lost.every((seq) => destroyed.has(seq)));
      const { kills, lostBytes } = siege;
      await tellRow({
        what: `logrotate ${mode}`,
        seconds: SECONDS,
        lines: written,
        rotations: log.rotations,
        ...kills,
        lost: arrived.lost.filter((seq) => !destroyed.has(seq)).length,
        twice: arrived.duplicates + arrived.strayed,
        'other id': arrived.strayed,
        destroyed: destroyed.size,
        unread: arrived.lost.length,
        'bytes told': lostBytes,
      });
      expect(arrived.lost.filter((seq) => !destroyed.has(seq))).toEqual([]);
      expect(arrived).toMatchObject({ strayed: 0, collisions: 0, unexpected: [] });
      expect(arrived.torn.length).toBeLessThanOrEqual(kills.logship + kills.receiver + kills.cut);
    },
    (SECONDS + 280) * 1000,
  );
});
