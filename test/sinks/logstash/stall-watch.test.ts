import { expect, it } from 'vitest';
import { StallWatch } from '../../../src/sinks/logstash/stall-watch.js';
import { ManualClock } from '../../support/manual-clock.js';

/** A connection that moves when it is told to, and a peer that is seen or not. */
function watched() {
  const clock = new ManualClock();
  const told: string[] = [];
  const state = { moved: 0, reachable: true, looks: 0 };
  const watch = new StallWatch({
    clock,
    progress: () => state.moved,
    look: async () => {
      state.looks++;
      return state.reachable;
    },
    onStalled: (seconds) => told.push(`stalled ${seconds}`),
    onResumed: (seconds) => told.push(`resumed ${seconds}`),
    onDead: () => told.push('dead'),
  });
  /** Seconds pass, one by one. */
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      clock.advance(1000);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { clock, told, state, watch, pass };
}

it('says nothing as long as something moves', async () => {
  const { told, state, pass } = watched();
  for (let n = 0; n < 20; n++) {
    await pass(9);
    state.moved++;
  }
  expect(told).toEqual([]);
  expect(state.looks).toBe(0);
});

it('tells of each stall once, and of its end', async () => {
  const { told, state, pass } = watched();
  await pass(45);
  state.moved++;
  await pass(12);
  expect(told).toEqual(['stalled 10', 'resumed 46', 'stalled 10']);
});

it('looks every 30 s, and takes the peer for dead when three looks in a row fail', async () => {
  const { told, state, clock, pass } = watched();
  await pass(29);
  expect(state.looks).toBe(0);
  await pass(1);
  expect(state.looks).toBe(1);
  state.reachable = false;
  await pass(60);
  expect(state.looks).toBe(3);
  state.reachable = true;
  await pass(30);
  state.reachable = false;
  await pass(89);
  expect(told).toEqual(['stalled 10']);
  await pass(1);
  expect(told).toEqual(['stalled 10', 'dead']);
  expect(clock.waiting).toBe(0);
});

it('forgets failed looks when something moves again', async () => {
  const { told, state, pass } = watched();
  state.reachable = false;
  await pass(61);
  state.moved++;
  await pass(60);
  expect(told).not.toContain('dead');
});

it('ends a stall that was told when all has come, and is quiet when it is stopped', async () => {
  const come = watched();
  await come.pass(15);
  come.watch.finish();
  come.watch.finish();
  expect(come.told).toEqual(['stalled 10', 'resumed 15']);
  const stopped = watched();
  await stopped.pass(15);
  stopped.watch.stop();
  await stopped.pass(200);
  expect(stopped.told).toEqual(['stalled 10']);
  expect(stopped.clock.waiting).toBe(0);
});
