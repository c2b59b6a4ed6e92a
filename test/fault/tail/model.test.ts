import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { FollowedLog } from '../../support/following/followed-log.js';
import { Siege } from '../../support/following/siege.js';
import { setting, tellRow } from '../../support/following/soak.js';
import { type Step, steps } from '../../support/following/steps.js';
import { Tally } from '../../support/following/tally.js';

/** `npm run soak` makes it longer. */
const SECONDS = setting('SOAK_SECONDS', 15);
/** Lines of one that the model writes. */
const TIMES = Math.max(1, Math.round(setting('SOAK_RATE', 500) / 100));
const SEED = setting('SOAK_SEED', Math.trunc(Math.random() * 2 ** 31));
/** Milliseconds of a turn, and for which the receiver is away at most. */
const TURN = 10;
const AWAY = 2000;

/** Does what the model does in virtual time to real processes and real files. */
async function take(step: Step, log: FollowedLog, siege: Siege): Promise<void> {
  switch (step.kind) {
    case 'write':
      return log.write(step.lines * TIMES);
    case 'pass':
      return pause(step.times * TURN);
    case 'restart':
      await siege.restartLogship();
      return log.orphan();
    case 'crash':
      await siege.killLogship();
      return log.orphan();
    case 'crashReceiver':
      return siege.killReceiver();
    case 'away':
      return siege.killReceiver(AWAY);
    case 'cut':
      return siege.cut();
    case 'slow':
      return siege.stall(Math.min(step.receiver, AWAY));
    case 'back':
      return;
    default:
      log[step.kind]();
  }
}

test(
  `whatever happens to a log, and to those between it and the receiver, no line is lost or comes again under another id (seed ${SEED})`,
  async () => {
    const siege = await Siege.begin();
    onTestFinished(() => siege.end());
    const tally = new Tally(siege.received);
    // Between two lives, nobody holds open what is deleted.
    const log = new FollowedLog(siege.folder, { arrivals: tally, kept: 200, heldOpen: false });
    await siege.follow([log.path, '--from', 'start']);
    const end = performance.now() + SECONDS * 1000;
    for (let run = 0; performance.now() < end; run++) {
      for (const step of fc.sample(steps, { numRuns: 1, seed: SEED + run })[0]!) {
        tally.refresh();
        await take(step, log, siege);
      }
    }
    const arrived = await siege.settle(log.lines, (lost) => lost.every((seq) => log.unseen.has(seq)));
    const { kills, lostBytes } = siege;
    const lost = arrived.lost.filter((seq) => !log.unseen.has(seq));
    await tellRow({
      what: `model, seed ${SEED}`,
      seconds: SECONDS,
      lines: log.lines,
      rotations: log.rotations,
      ...kills,
      lost: lost.length,
      twice: arrived.duplicates + arrived.strayed,
      'other id': arrived.strayed,
      destroyed: log.unseen.size,
      unread: arrived.lost.length,
      'bytes told': lostBytes,
    });
    expect(lost).toEqual([]);
    expect(arrived).toMatchObject({ strayed: 0, collisions: 0, unexpected: [] });
  },
  (SECONDS + 280) * 1000,
);
