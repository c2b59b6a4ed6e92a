import { appendFile, mkdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rejectFiles } from '../../src/state/reject-files.js';
import { readRejects } from '../../src/state/reject-reader.js';
import type { KeptReject } from '../../src/state/reject-reader.js';
import type { RejectedRecord } from '../../src/state/reject-row.js';
import { RejectStore } from '../../src/state/reject-store.js';
import { ManualClock } from '../support/manual-clock.js';
import { tempFolder } from '../support/temp-folder.js';

const LIMIT = 2 ** 30;

function record(bytes: Uint8Array | string, more: Partial<RejectedRecord> = {}): RejectedRecord {
  return {
    source: { key: 'abcdefghijkl', path: '/var/log/app.log' },
    target: 'tcp://logstash:5000',
    reason: 'malformed JSON: a comma is missing',
    position: { offset: 120, line: 3, column: 1 },
    bytes: Buffer.from(bytes),
    ...more,
  };
}

async function readAll(path: string): Promise<KeptReject[]> {
  const kept: KeptReject[] = [];
  for await (const reject of readRejects(path)) kept.push(reject);
  return kept;
}

test('keeps a reject with all that is needed to understand it and to send it again', async () => {
  const store = new RejectStore(await tempFolder(), new ManualClock(), LIMIT);
  store.add(
    record('{"a" 1}', {
      fault: { offset: 125, line: 4, column: 6 },
      id: 'abcdefghijkl-3c-1z',
      tenant: 'acme',
    }),
  );
  await store.close();
  expect(await readFile(store.path!, 'utf8')).toBe(
    '{"version":1,"time":"2026-07-31T12:00:00.000Z","reason":"malformed JSON: a comma is missing",' +
      '"path":"/var/log/app.log","source":"abcdefghijkl","offset":120,"line":4,"column":6,' +
      '"target":"tcp://logstash:5000","id":"abcdefghijkl-3c-1z","tenant":"acme","text":"{\\"a\\" 1}"}\n',
  );
  expect((await stat(store.path!)).mode & 0o777).toBe(0o600);
});

test.each([
  ['plain text', Buffer.from('no JSON')],
  ['nothing', Buffer.alloc(0)],
  ['line separators that are no line ends', Buffer.from('a\u2028b\u2029c\u0085d\re\nf')],
  ['a byte order mark', Buffer.from('\ufeff{}')],
  ['bad UTF-8', Buffer.from([0x7b, 0xff, 0xc0, 0x80, 0x7d])],
  ['a lone surrogate in UTF-8', Buffer.from([0xed, 0xa0, 0x80])],
  ['every byte', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
  ['megabytes', Buffer.alloc(3 * 2 ** 20, 'é"\\')],
])('gives back the original bytes: %s', async (_, bytes) => {
  const store = new RejectStore(await tempFolder(), new ManualClock(), LIMIT);
  store.add(record(bytes));
  store.add(record('another'));
  await store.close();
  const kept = await readAll(store.path!);
  expect(kept).toHaveLength(2);
  expect(Buffer.compare(kept[0]!.original, bytes)).toBe(0);
});

test('marks the pieces of a record that is too long', async () => {
  const store = new RejectStore(await tempFolder(), new ManualClock(), LIMIT);
  store.add(record('first', { more: true }));
  store.add(record('last', { more: false }));
  await store.close();
  expect((await readAll(store.path!)).map(({ row }) => row.more)).toEqual([true, undefined]);
});

test('creates a file with the first reject only, and its name sorts by time', async () => {
  const folder = await tempFolder();
  const clock = new ManualClock();
  await new RejectStore(folder, clock, LIMIT).close();
  const written: (string | undefined)[] = [];
  for (let run = 0; run < 3; run += 1) {
    const store = new RejectStore(folder, clock, LIMIT);
    expect(store.path).toBeUndefined();
    store.add(record(`run ${run}`));
    await store.close();
    written.push(store.path);
    clock.advance(86_400_000 * 100);
  }
  expect(await rejectFiles(folder)).toEqual(written);
  expect(await rejectFiles(join(folder, 'missing'))).toEqual([]);
});

test('flushes at once share their work, and each resolves when its rejects are in the file', async () => {
  const store = new RejectStore(await tempFolder(), new ManualClock(), LIMIT);
  const inFile = async (): Promise<number> => (await readAll(store.path!)).length;
  await Promise.all(
    Array.from({ length: 50 }, async (_, number) => {
      store.add(record(`record ${number}`));
      await store.flush();
      expect(await inFile()).toBeGreaterThanOrEqual(number + 1);
    }),
  );
  store.add(record('one more'));
  await Promise.all([store.flush(), store.flush()]);
  expect(await inFile()).toBe(51);
  await store.close();
});

test('copies what it needs', async () => {
  const store = new RejectStore(await tempFolder(), new ManualClock(), LIMIT);
  const bytes = Buffer.from('as it was');
  store.add(record('', { bytes }));
  bytes.fill('x');
  await store.close();
  expect(Buffer.from((await readAll(store.path!))[0]!.original).toString()).toBe('as it was');
});

test('a flush that failed forgets nothing', async () => {
  const folder = join(await tempFolder(), 'rejects');
  const store = new RejectStore(folder, new ManualClock(), LIMIT);
  store.add(record('one'));
  await expect(store.flush()).rejects.toMatchObject({ name: 'StateError' });
  store.add(record('two'));
  await mkdir(folder);
  await store.close();
  const kept = await readAll(store.path!);
  expect(kept.map(({ original }) => Buffer.from(original).toString())).toEqual(['one', 'two']);
});

test('refuses to grow over its limit, the files of earlier runs counted in', async () => {
  const folder = await tempFolder();
  await writeFile(join(folder, '20260101T000000.000Z-1-00000000.ndjson'), 'x'.repeat(1000));
  const store = new RejectStore(folder, new ManualClock(), 1500);
  store.add(record('fits'));
  await store.flush();
  store.add(record('x'.repeat(500)));
  await expect(store.flush()).rejects.toMatchObject({
    name: 'StateError',
    message: expect.stringContaining('1500 bytes') as string,
    next: [expect.stringContaining('logship replay'), expect.stringContaining('move the files in it elsewhere')],
  });
  expect(await readAll(store.path!)).toHaveLength(1);
  await expect(store.close()).rejects.toThrow('1500 bytes');
});

test('writes what there is room for, and goes on where a replay has made some', async () => {
  const folder = await tempFolder();
  const store = new RejectStore(folder, new ManualClock(), 1000);
  for (let number = 0; number < 10; number++) store.add(record(`record ${number}`));
  const found: string[] = [];
  for (let round = 0; round < 20 && found.length < 10; round++) {
    await store.flush().catch(() => undefined);
    for (const path of await rejectFiles(folder)) {
      expect((await stat(path)).size).toBeLessThanOrEqual(1000);
      found.push(...(await readAll(path)).map(({ original }) => Buffer.from(original).toString()));
      await rm(path);
    }
  }
  expect(found).toEqual(Array.from({ length: 10 }, (_, number) => `record ${number}`));
  await store.close();
});

test('one reject that is larger than all the room may stand alone in it', async () => {
  const store = new RejectStore(await tempFolder(), new ManualClock(), 100);
  store.add(record('x'.repeat(500)));
  await store.flush();
  store.add(record('y'));
  await expect(store.flush()).rejects.toThrow('100 bytes');
  expect(await readAll(store.path!)).toHaveLength(1);
});

test('leaves out a last line that a crash has cut off, and tells any other that is broken', async () => {
  const store = new RejectStore(await tempFolder(), new ManualClock(), LIMIT);
  store.add(record('one'));
  store.add(record('two'));
  await store.close();
  await truncate(store.path!, (await stat(store.path!)).size - 10);
  expect(await readAll(store.path!)).toHaveLength(1);

  await appendFile(store.path!, '\n{}\n');
  await expect(readAll(store.path!)).rejects.toThrow(`${store.path!}: line 2 is no rejected record`);
  await rm(store.path!);
  await expect(readAll(store.path!)).rejects.toMatchObject({ name: 'StateError' });
});
