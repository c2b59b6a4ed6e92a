import { appendFile, mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startStallingPeer } from '../support/peers/stalling.js';
import { eventLines, seqsOf, uploadWorld } from './upload-world.js';

const MARK = '\u{feff}';
const TEXT = '2026-07-01T10:00:00.123456+02:00 WARN disk is full\n\n  \njust words';

describe('formats', () => {
  it.each([
    ['NDJSON with CRLF, a mark and blank lines', 'a.json', `${MARK}{"seq":0}\r\n\r\n \t\n{"seq":1}`, [0, 1]],
    ['an array on one line', 'a.json', '[{"seq":0},{"seq":1}]', [0, 1]],
    ['an array over many lines', 'a.json', `${MARK}[\r\n  {\r\n "seq": 0\n},\n\n{"seq":1}\n]\n`, [0, 1]],
    ['objects in a row over many lines', 'a.json', '{\n"seq":0\n}\n{\n"seq":1}{"seq":2}', [0, 1, 2]],
  ])('%s', async (_, name, content, seqs) => {
    const { peer, write, upload } = await uploadWorld();
    await write(name, content);
    const { exitCode, stderr } = await upload([name]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(seqsOf(peer)).toEqual(seqs);
  });

  it('text, with its times and levels', async () => {
    const { peer, write, upload } = await uploadWorld();
    const path = await write('app.log', TEXT);
    expect((await upload(['app.log'])).exitCode).toBe(0);
    expect(peer.events).toMatchObject([
      { '@timestamp': '2026-07-01T08:00:00.123456Z', level: 'WARN', source: path },
      { message: 'just words', tenant_id: 'default' },
    ]);
  });

  it('as it is told, whatever the content looks like', async () => {
    const { peer, write, upload } = await uploadWorld();
    await write('a.json', '{"seq":0}\n');
    expect((await upload(['a.json', '--format', 'text'])).exitCode).toBe(0);
    expect(peer.events).toMatchObject([{ message: '{"seq":0}' }]);
  });
});

describe('the result', () => {
  it('is one JSON object that adds up', async () => {
    const { peer, write, result } = await uploadWorld();
    await write('a.json', `${eventLines(0, 3)}{"seq":\n`);
    await write('b.json', eventLines(3, 5));
    const { exitCode, json, stdout } = await result(['a.json', 'b.json']);
    expect(exitCode).toBe(3);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    const none = { duplicates: 0, pending: 0, skipped: 0 };
    expect(json).toEqual({
      files: [
        { path: 'a.json', read: 4, delivered: 3, rejected: 1, ...none },
        { path: 'b.json', read: 2, delivered: 2, rejected: 0, ...none },
      ],
      ...none,
      read: 6,
      delivered: 5,
      rejected: 1,
      bytes: 58,
      seconds: expect.any(Number),
      target: `tcp://127.0.0.1:${peer.port}`,
      acknowledgement: 'read',
      fellBack: false,
      rejectsFile: expect.stringContaining('/rejects/'),
    });
  });

  it('in a pipe is plain lines, with what "delivered" means', async () => {
    const { write, upload } = await uploadWorld();
    await write('a.json', eventLines(0, 2));
    const { stdout, stderr } = await upload(['a.json']);
    expect(stderr).toBe('');
    expect(stdout).toContain('a.json: 2 read, 2 delivered, 0 duplicates, 0 rejected, 0 pending, 0 skipped\n');
    expect(stdout).toMatch(/^2 of 2 records delivered to tcp:\/\/127\.0\.0\.1:\d+ \(read by the TCP peer\) in /m);
    expect(stdout).not.toContain('\u001b');
  });

  it('is silent with --quiet, but for what went wrong', async () => {
    const { write, upload } = await uploadWorld();
    await write('a.json', '{"seq":0}\n{bad\n');
    expect(await upload(['a.json', '--quiet'])).toMatchObject({ exitCode: 3, stdout: '', stderr: '' });
    const refused = await upload(['a.json', 'none.json', '--quiet']);
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toContain('none.json: does not exist');
  });

  it('of an empty file is no failure', async () => {
    const { write, result } = await uploadWorld();
    await write('a.json', '');
    expect(await result(['a.json'])).toMatchObject({ exitCode: 0, json: { read: 0, pending: 0 } });
  });
});

describe('rejects', () => {
  it('are told with line, column and reason, and kept with their bytes', async () => {
    const { peer, write, upload, sandbox } = await uploadWorld();
    const bad = [
      Buffer.from('{"seq":1,}'),
      Buffer.from('[1]'),
      Buffer.from('{"x":"\xff"}', 'latin1'),
      Buffer.from('{"tenant_id":"A/B"}'),
    ];
    const path = await write(
      'a.json',
      Buffer.concat(['{"seq":0}', ...bad, '{"seq":5}'].flatMap((line) => [Buffer.from(line), Buffer.from('\n')])),
    );
    const { exitCode, stdout, stderr } = await upload(['a.json']);
    expect(exitCode).toBe(3);
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^logship: a\.json:2:10: rejected: malformed JSON: /),
      expect.stringMatching(/^logship: a\.json:3:1: rejected: not an object but an array/),
      expect.stringMatching(/^logship: a\.json:4:7: rejected: not UTF-8/),
      expect.stringMatching(/^logship: a\.json:5:1: rejected: .*tenant/),
    ]);
    expect(seqsOf(peer)).toEqual([0, 5]);
    const file = /kept, with the reason of each, in (\S+)/.exec(stdout)![1]!;
    expect(file.startsWith(join(sandbox.state, 'rejects'))).toBe(true);
    const rows = (await readFile(file, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((row) => JSON.parse(row) as Row);
    expect(rows.map(({ path, line }) => ({ path, line }))).toEqual([2, 3, 4, 5].map((line) => ({ path, line })));
    expect(rows.map(bytesOf)).toEqual(bad);
  });

  it('of too long a line', async () => {
    const { peer, write, result } = await uploadWorld();
    await write('a.json', `{"seq":0}\n{"seq":1,"x":"${'x'.repeat(5000)}"}\n{"seq":2}\n`);
    const { exitCode, json, stderr } = await result(['a.json'], { env: { LOGSHIP_MAX_LINE_BYTES: '1000' } });
    expect(exitCode).toBe(3);
    expect(json).toMatchObject({ read: 3, delivered: 2, rejected: 1 });
    expect(stderr).toContain('a.json:2:1: rejected: the line is longer than 1000 bytes');
    expect(seqsOf(peer)).toEqual([0, 2]);
  });
});

describe('--strict', () => {
  it('sends nothing if one record is bad, and says where', async () => {
    const { peer, write, upload } = await uploadWorld();
    await write('a.json', `${eventLines(0, 1000)}{"seq":}\n`);
    const { exitCode, stderr, stdout } = await upload(['a.json', '--strict']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(
      'a.json: 1 of 1001 records are bad, so nothing of it is sent (--strict)\n  a.json:1001:8: ',
    );
    expect(peer.connections).toBe(0);
  });

  it('shows nothing of such a file either', async () => {
    const { write, upload } = await uploadWorld();
    await write('bad.json', `${eventLines(0, 3)}{"seq":}\n`);
    await write('good.json', eventLines(3, 5));
    const { exitCode, stdout, stderr } = await upload(['bad.json', 'good.json', '--strict', '--dry-run']);
    expect(exitCode).toBe(1);
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
    expect(stderr).toContain('bad.json: 1 of 4 records are bad, so nothing of it is sent (--strict)');
  });
});

describe('--dry-run', () => {
  it('prints the events, and sends nothing', async () => {
    const { peer, write, upload } = await uploadWorld();
    await write('a.json', '{"n":9007199254740993, "x" : 1e400}\n{bad\n');
    const { exitCode, stdout, stderr } = await upload(['a.json', '--dry-run', '--set', 'n=1', '--tenant', 'acme']);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('a.json:2:2: rejected: malformed JSON');
    expect(stdout).toMatch(/^\{"n":"1", "x" : 1e400,"@timestamp":"[^"]+","tenant_id":"acme",.*\}\n$/);
    expect(peer.connections).toBe(0);
    expect((await upload(['a.json'])).exitCode).toBe(3);
    expect(peer.lines).toHaveLength(1);
  });
});

describe('fields', () => {
  it('come from flags, where the event has none', async () => {
    const { peer, write, upload } = await uploadWorld();
    await write('a.json', '{"seq":0}\n{"seq":1,"tenant_id":"own","service_name":"own","tags":"t","a":1}\n');
    const names = ['--tenant', 'acme', '--service', 'shop', '--environment', 'prod', '--source', 'here'];
    expect((await upload(['a.json', ...names, '--set', 'a=2', '--set', 'b=c=d'])).exitCode).toBe(0);
    expect(peer.events).toMatchObject([
      {
        tenant_id: 'acme',
        service_name: 'shop',
        environment: 'prod',
        source: 'here',
        a: '2',
        b: 'c=d',
        tags: ['service:shop', 'env:prod'],
      },
      { tenant_id: 'own', service_name: 'own', a: '2', tags: ['t', 'service:own', 'env:prod'] },
    ]);
  });

  it('--pin-tenant rejects what names another tenant', async () => {
    const { peer, write, result } = await uploadWorld();
    await write('a.json', '{"seq":0}\n{"seq":1,"tenant_id":"other"}\n{"seq":2,"tenant_id":"acme"}\n');
    const { exitCode, stderr } = await result(['a.json', '--tenant', 'acme', '--pin-tenant']);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/a\.json:2:\d+: rejected: .*other/);
    expect(seqsOf(peer)).toEqual([0, 2]);
  });
});

describe('a second run', () => {
  it('sends what is new, and says so', async () => {
    const { peer, write, upload, result, sandbox } = await uploadWorld();
    const path = await write('a.json', eventLines(0, 10));
    await upload(['a.json']);
    const same = await upload(['a.json']);
    expect(same).toMatchObject({ exitCode: 0, stderr: '' });
    expect(same.stdout).toContain('a.json: nothing new after 10 records of an earlier run');
    await appendFile(path, eventLines(10, 12));
    await rename(path, join(sandbox.cwd, 'a.json.1'));
    const grown = await upload(['a.json.1']);
    expect(grown.stderr).toContain(`a.json.1 is what was ${path}: it goes on where that one was`);
    expect(grown.stderr).toContain('a.json.1: 10 records acknowledged before; going on at line 11');
    expect(seqsOf(peer)).toEqual(Array.from({ length: 12 }, (_, seq) => seq));
    expect((await result(['a.json.1', '--restart'])).json).toMatchObject({ read: 12, delivered: 12, skipped: 0 });
    expect(peer.lines).toHaveLength(24);
    expect(new Set(peer.events.map((event) => JSON.stringify(event['@metadata']))).size).toBe(12);
  });
});

describe('several files', () => {
  it('patterns stand for files, each is shipped once, and one that is refused does not hold up the others', async () => {
    const { peer, write, upload, sandbox } = await uploadWorld();
    await write('a.json', eventLines(0, 1));
    await write('b.json', eventLines(1, 2));
    await write('c[1].json', eventLines(2, 3));
    await mkdir(join(sandbox.cwd, 'sub.json'));
    const { exitCode, stdout, stderr } = await upload(['none.json', '*.json', 'c[1].json', 'a.json', 'sub.json']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('logship: none.json: does not exist');
    expect(stderr).toContain("logship: sub.json: is a folder\n  Name its files: logship upload 'sub.json/*.log'");
    expect(stdout).toContain('3 of 3 records delivered');
    expect(seqsOf(peer)).toEqual([0, 1, 2]);
  });

  it('refused before anything is sent: too large', async () => {
    const { peer, write, upload } = await uploadWorld();
    await write('a.json', eventLines(0, 1000));
    const { exitCode, stderr } = await upload(['a.json', '--max-size', '1KB']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--max-size 0');
    expect(peer.connections).toBe(0);
    expect((await upload(['a.json', '--max-size', '0'])).exitCode).toBe(0);
  });
});

it('two uploads of one file at once: the second says who holds it', async () => {
  const { write, sandbox, upload, peer } = await uploadWorld();
  const stalling = await startStallingPeer({ after: 0 });
  await write('a.json', eventLines(0, 10));
  await write('b.json', eventLines(10, 20));
  const target = ['--host', '127.0.0.1', '--port', String(stalling.port)];
  const first = sandbox.start(['upload', 'a.json', ...target]);
  await stalling.stalled;
  const second = await sandbox.run(['upload', 'a.json', 'b.json', '--deadline', '3s', ...target, '--quiet']);
  expect(second.exitCode).toBe(1);
  expect(second.stderr).toMatch(
    new RegExp(
      `a\\.json: is being shipped to tcp://127\\.0\\.0\\.1:${stalling.port} by process ${first.pid} \\(.*upload`,
    ),
  );
  expect(second.stderr).toContain(`end it: kill ${first.pid}`);
  // Another target is another matter.
  expect((await upload(['a.json'])).exitCode).toBe(0);
  expect(peer.lines).toHaveLength(10);
  stalling.goOn();
  expect((await first).exitCode).toBe(0);
  await stalling.close();
});

it('standard input is one stream', async () => {
  const { peer, upload } = await uploadWorld();
  const { exitCode, stdout, stderr } = await upload(['-'], { input: eventLines(0, 5) });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('-: 5 read, 5 delivered');
  expect(stderr).toContain('standard input has no name of its own');
  const named = await upload(['-', '--source-id', 'old.log'], { input: eventLines(5, 7) });
  expect(named).toMatchObject({ exitCode: 0, stderr: '' });
  expect(peer.events.at(-1)).toMatchObject({ seq: 6, source: 'stdin' });
});

interface Row {
  readonly path: string;
  readonly line: number;
  readonly text?: string;
  readonly bytes?: string;
}
const bytesOf = ({ text, bytes }: Row) => (bytes === undefined ? Buffer.from(text!) : Buffer.from(bytes, 'base64'));
