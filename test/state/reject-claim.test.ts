import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { claimRejects } from '../../src/state/reject-claim.js';
import { readRejects } from '../../src/state/reject-reader.js';
import { RejectStore } from '../../src/state/reject-store.js';
import { ManualClock } from '../support/manual-clock.js';
import { tempFolder } from '../support/temp-folder.js';

/** A folder of rejects and one of locks. */
async function claims() {
  const root = await tempFolder();
  const [rejects, locks] = [join(root, 'rejects'), join(root, 'locks')];
  await Promise.all([mkdir(rejects), mkdir(locks)]);
  const clock = new ManualClock();
  return { rejects, locks, clock, claim: (name: string) => claimRejects(join(rejects, name), locks, clock) };
}

const bytes = (line: string) => Buffer.from(line);

test('what was kept is the file afterwards, in order, and what was dropped is not in it', async () => {
  const { rejects, claim } = await claims();
  await writeFile(join(rejects, 'a.ndjson'), 'one\ntwo\nthree\nfour');
  const claimed = await claim('a.ndjson');
  expect(await readdir(rejects)).toEqual(['a.ndjson.replay']);
  claimed.keep(bytes('one\n'));
  claimed.drop(bytes('two\n'));
  claimed.keep(bytes('three\n'), bytes('THREE\n'));
  claimed.keep(bytes('four'));
  await claimed.commit(true);
  await claimed.release();
  expect(await readFile(join(rejects, 'a.ndjson'), 'utf8')).toBe('one\nTHREE\nfour\n');
  expect(await readdir(rejects)).toEqual(['a.ndjson']);
});

test('lines that were neither kept nor dropped stay, unless there are none', async () => {
  const { rejects, claim } = await claims();
  const path = join(rejects, 'a.ndjson');
  for (const [whole, left] of [
    [false, 'two\ntorn'],
    [true, 'two\n'],
  ] as const) {
    await writeFile(path, 'one\ntwo\ntorn');
    const claimed = await claim('a.ndjson');
    claimed.drop(bytes('one\n'));
    if (whole) claimed.keep(bytes('two\n'));
    await claimed.commit(whole);
    await claimed.release();
    expect(await readFile(path, 'utf8')).toBe(left);
  }
});

test('a file of which nothing is left is gone, and one that nothing happened to is the same', async () => {
  const { rejects, claim } = await claims();
  const path = join(rejects, 'a.ndjson');
  await writeFile(path, 'one\n');
  const looked = await claim('a.ndjson');
  looked.keep(bytes('one\n'));
  await looked.commit(true);
  await looked.release();
  expect(await readFile(path, 'utf8')).toBe('one\n');

  const sent = await claim('a.ndjson');
  sent.drop(bytes('one\n'));
  await sent.commit(true);
  await sent.release();
  expect(await readdir(rejects)).toEqual([]);
});

test('without a commit everything is as it was', async () => {
  const { rejects, claim } = await claims();
  await writeFile(join(rejects, 'a.ndjson'), 'one\ntwo\n');
  const claimed = await claim('a.ndjson');
  claimed.keep(bytes('one\n'), bytes('ONE\n'));
  claimed.drop(bytes('two\n'));
  await claimed.release();
  expect(await readFile(join(rejects, 'a.ndjson'), 'utf8')).toBe('one\ntwo\n');
  expect(await readdir(rejects)).toEqual(['a.ndjson']);
});

test('where what stays can not be written, the file stays as it was, and that is said', async () => {
  const { rejects, claim } = await claims();
  await writeFile(join(rejects, 'a.ndjson'), 'one\ntwo\n');
  const claimed = await claim('a.ndjson');
  claimed.drop(bytes('one\n'));
  claimed.keep(bytes('two\n'));
  // Where the rest would be put, there is a folder now.
  const taken = join(rejects, 'a.ndjson.replay');
  await rm(taken);
  await mkdir(join(taken, 'in-the-way'), { recursive: true });
  await expect(claimed.commit(true)).rejects.toMatchObject({
    name: 'StateError',
    message: expect.stringContaining(`can't take what was delivered out of ${join(rejects, 'a.ndjson')}`) as string,
  });
  await claimed.release();
});

test('one replay at a time has a file, by whichever name it asks', async () => {
  const { rejects, claim } = await claims();
  await writeFile(join(rejects, 'a.ndjson'), 'one\n');
  await symlink(join(rejects, 'a.ndjson'), join(rejects, 'b.ndjson'));
  const claimed = await claim('a.ndjson');
  for (const name of ['a.ndjson', 'a.ndjson.replay']) {
    await expect(claim(name)).rejects.toMatchObject({
      name: 'HeldHereError',
      message: expect.stringContaining('a.ndjson: is being sent again by this process already') as string,
    });
  }
  await claimed.release();
  const linked = await claim('b.ndjson');
  expect(linked.home).toBe(join(rejects, 'a.ndjson'));
  await linked.release();
});

test('refuses to choose between two files that may be one', async () => {
  const { rejects, claim } = await claims();
  await writeFile(join(rejects, 'a.ndjson'), 'one\n');
  await writeFile(join(rejects, 'a.ndjson.replay'), 'two\n');
  await expect(claim('a.ndjson')).rejects.toThrow('was left by a replay that was killed');
  expect((await readdir(rejects)).sort()).toEqual(['a.ndjson', 'a.ndjson.replay']);
  await rm(join(rejects, 'a.ndjson'));
  await (await claim('a.ndjson')).release();
  expect(await readFile(join(rejects, 'a.ndjson'), 'utf8')).toBe('two\n');
});

test('a run that still writes rejects sees that its file was taken, and begins a new one: none is lost', async () => {
  const { rejects, claim, clock } = await claims();
  const store = new RejectStore(rejects, clock, 2 ** 30);
  const source = { key: 'abc', path: '/app.log' };
  const reject = async (offset: number) => {
    const position = { offset, line: offset, column: 1 };
    store.add({ source, target: 'tcp://logstash:5000', reason: 'bad', position, bytes: Buffer.from('x') });
    await store.flush();
  };
  await reject(1);
  const first = store.path!;
  const claimed = await claim(first.slice(rejects.length + 1));
  await reject(2);
  expect(store.path).not.toBe(first);
  // What the replay has read by now is delivered, and what came in behind that is in the new file.
  claimed.drop(bytes(await readFile(claimed.path, 'utf8')));
  await claimed.commit(true);
  await claimed.release();
  await reject(3);
  await store.close();
  const [only, ...more] = await readdir(rejects);
  expect([join(rejects, only!), more]).toEqual([store.path, []]);
  const offsets: number[] = [];
  for await (const { row } of readRejects(store.path!)) offsets.push(row.offset);
  expect(offsets).toEqual([2, 3]);
});
