import { expect, test } from 'vitest';
import { type HeldFile, OpenFiles } from '../../../src/read/tail/open-files.js';

/** A limit, and files that are held open within it and say when they are closed. */
function world(limit: number) {
  const files = new OpenFiles(limit);
  const closed: string[] = [];
  const hold = async (name: string, writtenAt: number, worth: number | undefined) => {
    const file: { -readonly [K in keyof HeldFile]: HeldFile[K] } = {
      worth,
      writtenAt,
      rest: async () => void closed.push(name),
    };
    await files.makeRoom();
    files.add(file);
    return file;
  };
  return { files, closed, hold };
}

test('what was not written to for the longest is closed first, and two more are left for what is looked at', async () => {
  const { closed, hold } = world(5);
  await hold('new', 30, 0);
  await hold('old', 10, 0);
  await hold('middle', 20, 0);
  expect(closed).toEqual([]);
  await hold('next', 40, 0);
  await hold('last', 50, 0);
  expect(closed).toEqual(['old', 'middle']);
});

test('what can be done without is closed before what was written to longer ago', async () => {
  const { closed, hold } = world(4);
  await hold('unread', 10, 2);
  await hold('read', 20, 0);
  await hold('next', 30, 0);
  expect(closed).toEqual(['read']);
});

test('what has to stay open does, beyond the limit if it must, and is closed when it need not any more', async () => {
  const { files, closed, hold } = world(4);
  const busy = await hold('busy', 10, undefined);
  await hold('nameless', 20, undefined);
  await hold('third', 30, undefined);
  expect(closed).toEqual([]);
  busy.worth = 0;
  await files.trim();
  expect(closed).toEqual(['busy']);
});
