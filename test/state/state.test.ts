import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readStatistics } from '../../src/state/statistics.js';
import { openState } from '../../src/state/state.js';
import { Ledger } from '../../src/state/ledger.js';
import { tempFolder } from '../support/temp-folder.js';
import { testContext } from './context.js';
import { lines, view } from './sources-world.js';

test('a second run goes on where the first was acknowledged, and rejects and counts are kept', async () => {
  const root = await tempFolder();
  const path = join(root, 'app.log');
  const target = 'tcp://logstash:5000';
  const content = Buffer.from(lines(0, 40));
  await writeFile(path, content);
  const options = { folder: join(root, 'state'), sourceId: 'test', rejectsLimit: 0, ...testContext() };

  const first = await openState(options);
  const { key } = await view(path, async (file) => {
    const source = { ...(await first.sources.recognise(file)), path };
    const lock = await first.lock(source, target);
    const writer = await first.checkpoints.writer({ ...source, target, tenant: 'default', readAt: file.readAt });
    const ledger = new Ledger({ offset: 0, line: 1, column: 1, framing: 0, records: 0 });
    const half = { offset: content.length / 2, line: 21, column: 1 };
    ledger.add({ start: { offset: 0, line: 1, column: 1 }, end: half, framing: 0, records: 1 });
    first.rejects.add({ source, target, reason: 'bad', position: ledger.mark, bytes: Buffer.from('bad') });
    await first.rejects.flush();
    ledger.settle({ offset: 0, line: 1, column: 1 });
    writer.advance(ledger.mark);
    first.statistics.countSent(20);
    await writer.close();
    await lock.release();
    return source;
  });
  await first.close();

  const second = await openState(options);
  const known = await view(path, (file) => second.sources.recognise(file));
  expect(known).toEqual({ key, known: true });
  expect(await second.checkpoints.load({ key, target, tenant: 'default' })).toMatchObject({
    offset: content.length / 2,
    line: 21,
  });
  await second.close();
  expect(await readStatistics(second.folder.statistics, testContext())).toMatchObject({ total_sent: 20 });
  expect(await readdir(second.folder.rejects)).toHaveLength(1);
  expect(await readdir(second.folder.locks)).toEqual([]);
});

test('the source id stands for the machine', async () => {
  const root = await tempFolder();
  const path = join(root, 'app.log');
  await writeFile(path, 'line\n');
  const keyFor = async (folder: string, sourceId?: string): Promise<string> => {
    const state = await openState({ folder: join(root, folder), sourceId, rejectsLimit: 0 });
    const { key } = await view(path, (file) => state.sources.recognise(file));
    await state.close();
    return key;
  };
  expect(await keyFor('one', 'a')).toBe(await keyFor('two', 'a'));
  expect(await keyFor('three', 'b')).not.toBe(await keyFor('four', 'a'));
  expect(await keyFor('five')).toBe(await keyFor('six'));
});
