import { appendFile, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { InputError } from '../../src/model/errors.js';
import { CheckpointStore } from '../../src/state/checkpoint-store.js';
import type { CheckpointId } from '../../src/state/checkpoint.js';
import { hashOf } from '../../src/state/fingerprint.js';
import { tempFolder } from '../support/temp-folder.js';
import { testContext } from './context.js';

const ID: CheckpointId = { key: 'abcdefghijkl', target: 'tcp://logstash:5000', tenant: 'default' };
const CONTENT = Buffer.from('0123456789'.repeat(300));

async function store() {
  const folder = await tempFolder();
  const context = testContext();
  const checkpoints = new CheckpointStore(folder, context);
  const source = (id: CheckpointId, content: Uint8Array = CONTENT) => ({
    ...id,
    path: '/var/log/app.log',
    readAt: async (offset: number, length: number) => content.subarray(offset, offset + length),
  });
  const file = async (): Promise<string> => {
    const [name = ''] = await readdir(join(folder, ID.key));
    return join(folder, ID.key, name);
  };
  return { folder, context, checkpoints, source, file };
}

const mark = (offset: number) => ({ offset, line: 3, column: 1, framing: 1, records: 2 });

test('a mark that was written is found again, with the hash of the bytes before it', async () => {
  const { checkpoints, source, file } = await store();
  const writer = await checkpoints.writer(source(ID));
  writer.advance(mark(2000));
  await writer.close();
  expect(await checkpoints.load(ID)).toEqual({
    version: 1,
    ...ID,
    ...mark(2000),
    tail: { length: 1024, hash: hashOf(CONTENT.subarray(976, 2000)) },
    path: '/var/log/app.log',
    since: '2026-07-31T12:00:00.000Z',
    updatedAt: '2026-07-31T12:00:00.000Z',
  });
  expect((await stat(await file())).mode & 0o777).toBe(0o600);
});

test('marks that follow one another at once are one write, of the last', async () => {
  const { checkpoints, source } = await store();
  const writer = await checkpoints.writer(source(ID));
  writer.advance(mark(10));
  writer.advance(mark(2000));
  // The clock stands still: what the first write does not hold would come with the next one only.
  await vi.waitFor(async () => expect(await checkpoints.load(ID)).toMatchObject(mark(2000)));
  await writer.close();
});

test('a mark of a source that grows is written when it has stood for a second, and at the end', async () => {
  const { context, checkpoints, source } = await store();
  const writer = await checkpoints.writer({ ...source(ID), growing: true });
  const written = async () => (await checkpoints.load(ID))?.offset;
  writer.advance(mark(10));
  await vi.waitFor(() => expect(context.clock.waiting).toBe(1));
  writer.advance(mark(20));
  expect(await written()).toBeUndefined();
  context.clock.advance(1000);
  await vi.waitFor(async () => expect(await written()).toBe(10));
  await vi.waitFor(() => expect(context.clock.waiting).toBe(1));
  context.clock.advance(1000);
  await vi.waitFor(async () => expect(await written()).toBe(20));
  writer.advance(mark(30));
  await writer.close();
  expect(await written()).toBe(30);
});

describe('what can not be read again', () => {
  async function unreadable(growing: boolean) {
    const { context, checkpoints, source } = await store();
    const readAt = async (): Promise<Uint8Array> => {
      throw new InputError('app.log', 'is not where it was');
    };
    const writer = await checkpoints.writer({ ...source(ID), readAt, growing });
    writer.advance(mark(10));
    return { writer, context, checkpoints };
  }

  test('is a fault of the checkpoint', async () => {
    const { writer, context } = await unreadable(false);
    await vi.waitFor(() => expect(context.told.map(({ kind }) => kind)).toEqual(['unsaved']));
    await expect(writer.close()).rejects.toThrow('is not where it was');
  });

  test('is none where it is followed: who follows it finds out what became of it', async () => {
    const { writer, context, checkpoints } = await unreadable(true);
    await writer.close();
    expect(await checkpoints.load(ID)).toBeUndefined();
    expect(context.told).toEqual([]);
  });
});

test('belongs to a target and a tenant', async () => {
  const { checkpoints, source } = await store();
  const others = [
    { ...ID, target: 'tcp://logstash:5001' },
    { ...ID, tenant: 'acme' },
  ];
  for (const [index, id] of [ID, ...others].entries()) {
    expect(await checkpoints.load(id)).toBeUndefined();
    const writer = await checkpoints.writer(source(id));
    writer.advance(mark(30 - index * 10));
    await writer.close();
  }
  expect((await checkpoints.all(ID.key)).map(({ offset }) => offset)).toEqual([10, 20, 30]);
  expect(await checkpoints.all('000000000000')).toEqual([]);
});

test('is written at once, then at most once a second, and at the end', async () => {
  const { context, checkpoints, source } = await store();
  const writer = await checkpoints.writer(source(ID));
  const written = async () => (await checkpoints.load(ID))?.offset;
  writer.advance(mark(100));
  await writer.flush();
  writer.advance(mark(200));
  writer.advance(mark(300));
  expect(await written()).toBe(100);
  context.clock.advance(1000);
  await writer.flush();
  expect(await written()).toBe(300);
  writer.advance(mark(400));
  await writer.close();
  expect(await written()).toBe(400);
});

test('writes nothing where nothing was acknowledged', async () => {
  const { checkpoints, source } = await store();
  const writer = await checkpoints.writer(source(ID));
  await writer.close();
  expect(await checkpoints.load(ID)).toBeUndefined();
});

test('stays where it was when the source has lost what was acknowledged, and says so', async () => {
  const { context, checkpoints, source } = await store();
  const writer = await checkpoints.writer(source(ID, CONTENT.subarray(0, 500)));
  writer.advance(mark(400));
  await writer.flush();
  writer.advance(mark(600));
  await writer.close();
  expect((await checkpoints.load(ID))?.offset).toBe(400);
  expect(context.told).toEqual([{ kind: 'shrunk', path: '/var/log/app.log', offset: 600 }]);
});

test.each([
  ['is torn', (whole: string) => whole.slice(0, 40), 'it is torn'],
  ['is empty', () => '', 'it is torn'],
  ['holds something else', () => '[1]', 'it holds no object'],
  [
    'lacks its offset',
    (whole: string) => whole.replace(/"offset":\d+,/, ''),
    'something in it is missing or has the wrong type',
  ],
  [
    'is of a newer logship',
    (whole: string) => whole.replace('"version":1', '"version":2'),
    'a newer logship wrote it (2)',
  ],
  ['has no version', (whole: string) => whole.replace('"version":1,', ''), 'its version is undefined'],
])('is set aside when it %s, and that is said', async (_, damage, reason) => {
  const { context, checkpoints, source, file } = await store();
  const writer = await checkpoints.writer(source(ID));
  writer.advance(mark(100));
  await writer.close();
  const path = await file();
  const damaged = damage(await readFile(path, 'utf8'));
  await writeFile(path, damaged);

  expect(await checkpoints.load(ID)).toBeUndefined();
  const movedTo = `${path}.broken-20260731T120000.000Z`;
  expect(context.told).toEqual([{ kind: 'set-aside', path, movedTo, reason }]);
  expect(await readFile(movedTo, 'utf8')).toBe(damaged);
  expect(await checkpoints.all(ID.key)).toEqual([]);

  await writer.flush();
  const again = await checkpoints.writer(source(ID));
  again.advance(mark(200));
  await again.close();
  expect((await checkpoints.load(ID))?.offset).toBe(200);
});

test('says what to do when it can not be written', async () => {
  const { folder, checkpoints, source } = await store();
  await appendFile(join(folder, ID.key), 'a file where the folder should be');
  await expect(checkpoints.writer(source(ID))).rejects.toMatchObject({
    name: 'StateError',
    message: expect.stringContaining(folder) as string,
    next: expect.arrayContaining([expect.stringContaining('LOGSHIP_STATE_DIR')]) as string[],
  });
});

test('a mark at several hosts is one at each list that has one of them, and the last one counts', async () => {
  const { checkpoints, source, context } = await store();
  const at = (target: string) => ({ ...ID, target });
  const write = async (target: string, offset: number) => {
    const writer = await checkpoints.writer(source(at(target)));
    writer.advance(mark(offset));
    await writer.close();
    context.clock.advance(1000);
  };
  const known = async (target: string) => (await checkpoints.load(at(target)))?.offset;
  await write('tcp://a:1', 300);
  expect(await known('tcp://a:1,b:1')).toBe(300);
  await write('tcp://a:1,b:1', 600);
  expect(await known('tcp://a:1')).toBe(600);
  expect(await known('tcp://b:1,c:1')).toBe(600);
  expect(await known('tls://a:1,b:1')).toBeUndefined();
  expect(await known('tcp://a:11')).toBeUndefined();
  expect(await checkpoints.load({ ...at('tcp://a:1'), tenant: 'acme' })).toBeUndefined();
  // Begun anew at one of them.
  await write('tcp://a:1', 10);
  expect(await known('tcp://b:1,a:1')).toBe(10);
  await write('http://a:9200,http://b:9200', 100);
  expect(await known('http://b:9200')).toBe(100);
  expect(await known('kafka://a:1,b:1/x')).toBeUndefined();
});
