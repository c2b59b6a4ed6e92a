import { expect, test } from 'vitest';
import { PacedWriter } from '../../src/state/paced-writer.js';
import { ManualClock } from '../support/manual-clock.js';

interface Bench {
  readonly clock: ManualClock;
  readonly writer: PacedWriter;
  /** The value that each write saw, in order. */
  readonly written: number[];
  readonly failures: unknown[];
  value: number;
  failing: boolean;
}

function bench(): Bench {
  const clock = new ManualClock();
  const written: number[] = [];
  const failures: unknown[] = [];
  const made: Bench = {
    clock,
    written,
    failures,
    value: 0,
    failing: false,
    writer: new PacedWriter(
      clock,
      async () => {
        if (made.failing) throw new Error('disk full');
        written.push(made.value);
      },
      (error) => failures.push(error),
    ),
  };
  return made;
}

function change(made: Bench, value: number): void {
  made.value = value;
  made.writer.request();
}

/** Lets a background write end. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('writes the first change at once, and later ones at most once a second', async () => {
  const made = bench();
  change(made, 1);
  await settled();
  change(made, 2);
  change(made, 3);
  made.clock.advance(999);
  await settled();
  expect(made.written).toEqual([1]);
  made.clock.advance(1);
  await settled();
  expect(made.written).toEqual([1, 3]);
  made.clock.advance(5000);
  await settled();
  expect(made.written).toEqual([1, 3]);
});

test('flush writes what is new, and nothing where nothing is', async () => {
  const made = bench();
  await made.writer.flush();
  expect(made.written).toEqual([]);
  change(made, 1);
  await settled();
  change(made, 2);
  await Promise.all([made.writer.flush(), made.writer.flush()]);
  expect(made.written).toEqual([1, 2]);
  expect(made.clock.waiting).toBe(0);
});

test('flush waits for the write that is under way', async () => {
  const made = bench();
  change(made, 1);
  change(made, 2);
  await made.writer.flush();
  expect(made.written.at(-1)).toBe(2);
});

test('tells a failed background write once, and tries again each second', async () => {
  const made = bench();
  made.failing = true;
  change(made, 1);
  for (let second = 0; second < 3; second += 1) {
    await settled();
    made.clock.advance(1000);
  }
  await settled();
  expect(made.failures).toHaveLength(1);
  made.failing = false;
  made.clock.advance(1000);
  await settled();
  expect(made.written).toEqual([1]);
});

test('a failed flush throws, and the next one tries again', async () => {
  const made = bench();
  made.failing = true;
  made.value = 7;
  made.writer.request();
  await expect(made.writer.flush()).rejects.toThrow('disk full');
  made.failing = false;
  await made.writer.flush();
  expect(made.written).toEqual([7]);
});

test('leaves no timer behind when it is closed', async () => {
  const made = bench();
  change(made, 1);
  await settled();
  change(made, 2);
  await made.writer.close();
  expect(made.written).toEqual([1, 2]);
  change(made, 3);
  expect(made.clock.waiting).toBe(0);
});
