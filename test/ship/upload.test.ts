import { appendFile, copyFile, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { InputError, InterruptedError } from '../../src/model/errors.js';
import { uploadWorld } from './uploads.js';

const event = (seq: number) => `${JSON.stringify({ seq })}\n`;
const events = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => event(from + index)).join('');
const kinds = ({ notices }: { readonly notices: readonly { readonly kind: string }[] }) =>
  notices.map(({ kind }) => kind);
const idOf = (row: Record<string, unknown>) => (row['@metadata'] as { _id: string })._id;

/** The rows of the file of rejects. */
async function rejectsIn(file: string | null): Promise<Record<string, unknown>[]> {
  const lines = (await readFile(file!, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a second run', () => {
  test('sends nothing of a file that is the same, and what is new of one that has grown', async () => {
    const { folder, peer, upload } = await uploadWorld();
    const file = join(folder, 'app.json');
    await writeFile(file, events(0, 10));
    expect((await upload([file])).result).toMatchObject({ read: 10, delivered: 10, skipped: 0 });
    const same = await upload([file]);
    expect(same.result).toMatchObject({ read: 0, delivered: 0, skipped: 10, bytes: 0 });
    expect(kinds(same)).toEqual(['up-to-date']);
    await appendFile(file, events(10, 13));
    const grown = await upload([file]);
    expect(grown.result).toMatchObject({ read: 3, delivered: 3, skipped: 10 });
    expect(grown.notices).toEqual([{ kind: 'resumed-at', path: file, skipped: 10, line: 11 }]);
    expect(peer.events.map(({ seq }) => seq)).toEqual(Array.from({ length: 13 }, (_, seq) => seq));
  });

  test('knows a file that was renamed, or compressed', async () => {
    const { folder, peer, upload } = await uploadWorld();
    const [file, moved, packed] = ['app.json', 'app.json.1', 'app.json.2.gz'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await writeFile(file, events(0, 100));
    await upload([file]);
    await rename(file, moved);
    const renamed = await upload([moved]);
    expect(renamed.result).toMatchObject({ read: 0, skipped: 100 });
    expect(renamed.notices).toContainEqual({ kind: 'moved', path: moved, from: file });
    await writeFile(packed, gzipSync(await readFile(moved)));
    await rename(moved, join(folder, 'elsewhere'));
    await writeFile(join(folder, 'elsewhere'), '');
    expect((await upload([packed])).result).toMatchObject({ read: 0, skipped: 100 });
    expect(peer.events).toHaveLength(100);
  });

  test('takes a copy for a file of its own, and other content under an old name too', async () => {
    const { folder, peer, upload } = await uploadWorld();
    const [file, copy] = [join(folder, 'app.json'), join(folder, 'copy.json')];
    await writeFile(file, events(0, 10));
    await upload([file]);
    await copyFile(file, copy);
    expect((await upload([file, copy])).result).toMatchObject({ read: 10, skipped: 10 });
    await writeFile(file, events(50, 60));
    expect((await upload([file])).result).toMatchObject({ read: 10, skipped: 0 });
    expect(new Set(peer.events.map(idOf)).size).toBe(30);
  });

  test('sends everything again with --restart, under the same ids', async () => {
    const { folder, peer, upload } = await uploadWorld();
    const file = join(folder, 'app.json');
    await writeFile(file, events(0, 10));
    await upload([file]);
    expect((await upload([file], { restart: true })).result).toMatchObject({ read: 10, delivered: 10, skipped: 0 });
    expect(peer.events).toHaveLength(20);
    expect(new Set(peer.events.map(idOf)).size).toBe(10);
  });

  test('goes on with a restart that came to nothing', async () => {
    const { folder, peer, upload } = await uploadWorld();
    const file = join(folder, 'app.json');
    await writeFile(file, events(0, 10));
    await upload([file]);
    await peer.close();
    const env = { LOGSTASH_MAX_RETRIES: '0' };
    expect((await upload([file], { restart: true, env })).result).toMatchObject({ read: 10, pending: 10 });
    expect((await upload([file], { env })).result).toMatchObject({ read: 10, pending: 10, skipped: 0 });
  });

  test.each([{ LOGSHIP_TENANT: 'acme' }, { LOGSTASH_HOST: 'localhost' }])(
    'to another place knows nothing of the first: %o',
    async (env) => {
      const { folder, upload } = await uploadWorld();
      const file = join(folder, 'app.json');
      await writeFile(file, events(0, 10));
      await upload([file]);
      expect((await upload([file], { env })).result).toMatchObject({ read: 10, delivered: 10, skipped: 0 });
    },
  );
});

describe('a last line without a line end', () => {
  test('is a record, and is not sent again when its end is written', async () => {
    const { folder, peer, upload } = await uploadWorld();
    const file = join(folder, 'app.json');
    await writeFile(file, `${event(0)}{"seq":1}`);
    expect((await upload([file])).result).toMatchObject({ read: 2, delivered: 2 });
    expect((await upload([file])).result).toMatchObject({ read: 0, skipped: 2 });
    await appendFile(file, '\r\n{"seq":2}\n');
    expect((await upload([file])).result).toMatchObject({ read: 1, skipped: 2 });
    expect(peer.events.map(({ seq }) => seq)).toEqual([0, 1, 2]);
  });

  test('of JSON that is cut is a reject once, and the whole record when it has grown', async () => {
    const { folder, peer, upload } = await uploadWorld();
    const file = join(folder, 'app.json');
    await writeFile(file, `${event(0)}{"seq":1,"te`);
    const { result } = await upload([file]);
    expect(result).toMatchObject({ read: 2, delivered: 1, rejected: 1 });
    expect((await upload([file])).result).toMatchObject({ read: 0, rejected: 0, skipped: 2 });
    await appendFile(file, 'xt":"ü"}\n');
    expect((await upload([file])).result).toMatchObject({ read: 1, delivered: 1, skipped: 1 });
    expect(peer.events.map(({ seq }) => seq)).toEqual([0, 1]);
  });

  test('of text that has grown is sent whole', async () => {
    const { folder, peer, upload } = await uploadWorld();
    const file = join(folder, 'app.log');
    await writeFile(file, 'first\nsecond li');
    await upload([file]);
    await appendFile(file, 'ne\nthird\n');
    expect((await upload([file])).result).toMatchObject({ read: 2, delivered: 2, skipped: 1 });
    expect(peer.events.map(({ message }) => message)).toEqual(['first', 'second li', 'second line', 'third']);
    expect((await upload([file])).result).toMatchObject({ read: 0, skipped: 3 });
  });

  test('of a value over many lines is read whole when it has grown', async () => {
    const { folder, peer, upload } = await uploadWorld();
    const file = join(folder, 'app.json');
    await writeFile(file, '{\n  "seq": 0\n}\n{\n  "seq": 1,\n  "text": "hal');
    expect((await upload([file])).result).toMatchObject({ read: 2, delivered: 1, rejected: 1 });
    await appendFile(file, 'f"\n}\n');
    expect((await upload([file])).result).toMatchObject({ read: 1, delivered: 1, rejected: 0, skipped: 1 });
    expect(peer.events.map(({ seq }) => seq)).toEqual([0, 1]);
  });
});

describe('rejects', () => {
  test('the first ones are told, whatever their number in a batch, and all are kept', async () => {
    const { folder, upload } = await uploadWorld();
    const file = join(folder, 'app.json');
    const bad = Array.from({ length: 25 }, (_, n) => `{"n":${n}, bad}\n`);
    await writeFile(file, `${event(0)}${bad.join('')}`);
    const { result, notices } = await upload([file]);
    expect(result).toMatchObject({ read: 26, delivered: 1, rejected: 25, pending: 0 });
    const told = notices.filter(({ kind }) => kind === 'rejected');
    expect(told).toHaveLength(10);
    expect(told[0]).toMatchObject({ path: file, line: 2, column: 9, reason: 'malformed JSON: unexpected "b"' });
    const rows = await rejectsIn(result.rejectsFile);
    expect(rows).toHaveLength(25);
  });

  test('do not pile up in memory: a file that is nothing but bad lines is kept line by line', async () => {
    const { folder, upload } = await uploadWorld();
    const file = join(folder, 'app.json');
    const lines = Array.from({ length: 6000 }, (_, n) => `{${n} ${'x'.repeat(1500)}`);
    await writeFile(file, lines.join('\n'));
    const { result } = await upload([file], { env: { LOGSHIP_FORMAT: 'ndjson' } });
    expect(result).toMatchObject({ read: 6000, rejected: 6000, pending: 0 });
    expect(await rejectsIn(result.rejectsFile)).toHaveLength(6000);
    expect((await upload([file], { env: { LOGSHIP_FORMAT: 'ndjson' } })).result).toMatchObject({ read: 0 });
  });
});

describe('several inputs', () => {
  test('one that is refused does not hold up the others', async () => {
    const { folder, peer, upload } = await uploadWorld();
    const [good, bad] = [join(folder, 'good.json'), join(folder, 'bad.bin')];
    await writeFile(good, events(0, 3));
    await writeFile(bad, '\0');
    const { result, errors, ended } = await upload([bad, good, join(folder, '*.none')]);
    expect(result).toMatchObject({ read: 3, delivered: 3, files: [{ path: good }] });
    expect(errors.map(({ message }) => message.slice(folder.length))).toEqual([
      '/*.none: matches no file',
      '/bad.bin: is binary',
    ]);
    expect(ended).toBeUndefined();
    expect(peer.events).toHaveLength(3);
  });

  test('where all are refused, each is told once, and nothing is made', async () => {
    const { folder, peer, upload } = await uploadWorld();
    const uploading = upload([join(folder, 'a'), join(folder, 'b')]);
    const error: unknown = await uploading.catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ path: join(folder, 'b'), exitCode: 2 });
    expect(peer.connections).toBe(0);
  });

  test('one that breaks off in the middle keeps what came before, and the others', async () => {
    const { folder, peer, upload } = await uploadWorld();
    const [torn, good] = [join(folder, 'torn.gz'), join(folder, 'good.json')];
    const whole = gzipSync(events(0, 1000));
    await writeFile(torn, whole.subarray(0, whole.length - 100));
    await writeFile(good, events(1000, 1003));
    const { result, errors } = await upload([torn, good]);
    expect(errors.map(({ message }) => message)).toEqual([`${torn}: can't be decompressed (unexpected end of file)`]);
    expect(result.files.map(({ pending }) => pending)).toEqual([0, 0]);
    expect(result.files[0]!.delivered).toBeGreaterThan(900);
    await writeFile(torn, whole);
    const mended = await upload([torn]);
    expect(mended.result.read).toBe(1000 - result.files[0]!.read);
    const seqs = peer.events.map(({ seq }) => seq as number).sort((a, b) => a - b);
    expect(seqs).toEqual(Array.from({ length: 1003 }, (_, seq) => seq));
  });

  test('hundreds of files are shipped by a few windows', async () => {
    const { folder, peer, upload } = await uploadWorld();
    for (let seq = 0; seq < 200; seq++) await writeFile(join(folder, `${seq}.json`), event(seq));
    const { result } = await upload([join(folder, '*.json')]);
    expect(result).toMatchObject({ read: 200, delivered: 200, pending: 0 });
    expect(new Set(peer.events.map(({ seq }) => seq)).size).toBe(200);
    expect(peer.connections).toBeLessThan(10);
  });
});

describe('strict', () => {
  test('sends nothing of a file with one bad record, and tells which', async () => {
    const { folder, peer, upload } = await uploadWorld();
    const [good, bad, torn] = ['good.json', 'bad.json', 'torn.gz'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await writeFile(good, events(0, 3));
    await writeFile(bad, `${events(0, 7)}{"seq":}\n${event(8)}`);
    await writeFile(torn, gzipSync(events(0, 100)).subarray(0, 200));
    const { result, errors } = await upload([bad, good, torn], { strict: true });
    expect(result).toMatchObject({ read: 3, delivered: 3, files: [{ path: good }] });
    expect(errors.map(({ message }) => message)).toEqual([
      `${bad}: 1 of 9 records are bad, so nothing of it is sent (--strict)`,
      `${torn}: can't be decompressed (unexpected end of file)`,
    ]);
    expect(errors[0]!.next[0]).toBe(`${bad}:8:8: malformed JSON: unexpected "}"`);
    expect(peer.events).toHaveLength(3);
  });

  test('is not for standard input, which is read once', async () => {
    const { upload } = await uploadWorld();
    await expect(upload(['-'], { strict: true })).rejects.toThrow('standard input does not allow');
  });
});

describe('standard input', () => {
  test('has ids that stay only where it has a name', async () => {
    const { peer, upload } = await uploadWorld();
    const stdin = () => Readable.from([Buffer.from(events(0, 2))]);
    const nameless = await upload(['-'], { stdin: stdin() });
    expect(nameless.result).toMatchObject({ read: 2, delivered: 2, files: [{ path: '-' }] });
    expect(kinds(nameless)).toEqual(['nameless']);
    await upload(['-'], { stdin: stdin() });
    expect(new Set(peer.events.map(idOf)).size).toBe(4);
    const env = { LOGSHIP_SOURCE_ID: 'old.log' };
    const named = await upload(['-'], { stdin: stdin(), env });
    expect(kinds(named)).toEqual([]);
    await upload(['-'], { stdin: stdin(), env });
    expect(new Set(peer.events.map(idOf)).size).toBe(6);
    expect(peer.events).toHaveLength(8);
  });

  test.each(['before its first byte', 'behind its first lines'])(
    'is not waited for after a signal %s',
    async (place) => {
      const { peer, upload } = await uploadWorld();
      const stdin = new PassThrough();
      const controller = new AbortController();
      const reason = new InterruptedError('SIGTERM');
      if (place === 'behind its first lines') stdin.write(events(0, 2));
      const uploading = upload(['-'], { stdin, signal: controller.signal, env: { LOGSTASH_TIMEOUT: '600' } });
      const begun = () => (place === 'behind its first lines' ? peer.bytes > 0 : stdin.listenerCount('readable') > 0);
      while (!begun()) await new Promise(setImmediate);
      controller.abort(reason);
      const { result, ended } = await uploading;
      expect(ended).toBe(reason);
      expect(result.pending).toBe(0);
      expect(result.delivered).toBe(peer.events.length);
      expect(stdin.destroyed).toBe(true);
    },
  );

  test('is not waited for behind the deadline', async () => {
    const { upload } = await uploadWorld();
    const stdin = new PassThrough();
    const { ended } = await upload(['-'], { stdin, env: { LOGSHIP_DEADLINE: '1' } });
    expect(ended?.message).toBe('the deadline of 1 s is over');
    expect(stdin.destroyed).toBe(true);
  });
});
