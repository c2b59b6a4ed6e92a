import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '../support/manual-clock.js';
import { Life, Log, Peer, Received, settingsIn } from './tail-world.js';

type Step =
  | { readonly kind: 'write'; readonly lines: number; readonly hinted: boolean }
  | { readonly kind: 'pass'; readonly times: number }
  | { readonly kind: 'begin' | 'rename' | 'copyTruncate' | 'replace' | 'restart' | 'away' | 'back' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      lines: fc.integer({ min: 1, max: 20 }),
      hinted: fc.boolean(),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('pass' as const), times: fc.integer({ min: 1, max: 30 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('begin', 'rename', 'copyTruncate', 'replace', 'restart', 'away', 'back'),
    }),
  },
);

/** Virtual milliseconds of one turn. */
const TURN = 40;
/** Real milliseconds after which what has not come is taken for lost: the files are real. */
const LOST = 20_000;

async function follow(steps: readonly Step[], closing: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'logship-tail-'));
  const clock = new ManualClock();
  const received = new Received();
  const peer = new Peer(received);
  const log = new Log(folder, received, !closing);
  const settings = { ...(await settingsIn(folder)), ...(closing ? { tailMaxOpen: 0 } : {}) };
  const pump = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(TURN);
  };
  const start = async () => {
    const life = new Life(log, peer, settings, clock);
    while (!life.looked) await pump();
    return life;
  };
  let life = await start();
  try {
    for (const next of steps) {
      switch (next.kind) {
        case 'write':
          log.write(next.lines);
          if (next.hinted) life.hint(log.path);
          break;
        case 'pass':
          for (let turn = 0; turn < next.times; turn++) await pump();
          break;
        case 'restart':
          await life.end(pump);
          log.orphan();
          life = await start();
          break;
        case 'away':
        case 'back':
          peer.away = next.kind === 'away';
          break;
        default:
          log[next.kind]();
      }
    }
    peer.away = false;
    const expected = log.written.filter((seq) => !log.unseen.has(seq));
    const isThere = () => expected.every((seq) => received.ids.has(seq));
    for (const end = performance.now() + LOST; !isThere() && performance.now() < end;) await pump();
    await life.end(pump);
    expect(received.order.filter((seq) => !log.unseen.has(seq))).toEqual(expected);
    for (const ids of received.ids.values()) expect(ids.size).toBe(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('every finished line arrives, in order, and again only under the same id', async () => {
  await fc.assert(
    // Files may be closed as soon as nothing is written to them.
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.boolean(), (steps, closing) => follow(steps, closing)),
    { numRuns: 300 },
  );
});
