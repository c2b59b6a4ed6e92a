import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { describeWith } from '../servers/requirements.js';
import { requireAuthority } from '../support/authority.js';
import { eventLines, uploadWorld } from './upload-world.js';

const EVENTS = 10;

/** Starts `logship receive` with these flags, which writes to `out`, and a file to send there. */
async function world(...flags: string[]) {
  const { sandbox, write } = await uploadWorld();
  await write('a.json', eventLines(0, EVENTS));
  const child = sandbox.start(['receive', '--out', 'out', ...flags]);
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await child;
  });
  const lines = createInterface(child.stderr)[Symbol.asyncIterator]();
  const next = async () => String((await lines.next()).value);
  return {
    sandbox,
    child,
    /** The lines on stderr up to the one that begins so. */
    async until(start: string): Promise<string[]> {
      const seen = [await next()];
      while (!seen.at(-1).startsWith(start)) seen.push(await next());
      return seen;
    },
    next,
    /** Does what a line says: `Try: NAME=value logship upload <file> …`. */
    run(line: string, ...more: string[]) {
      const words = line.replace('<file>', 'a.json').split(' ').slice(1);
      const program = words.indexOf('logship');
      const env = Object.fromEntries(words.slice(0, program).map((word) => word.split('=') as [string, string]));
      return sandbox.run([...words.slice(program + 1), '--json', '--max-retries', '0', ...more], { env });
    },
    /** How many events came in. */
    async received(): Promise<number> {
      const out = join(sandbox.cwd, 'out');
      const texts = await Promise.all((await readdir(out)).map((name) => readFile(join(out, name), 'utf8')));
      return texts.join('').split('\n').filter(Boolean).length;
    },
  };
}

const port = String.raw`127\.0\.0\.1:\d+`;

describe('logship receive on all roads', () => {
  it.each([
    ['in the clear', []],
    ['with --tls', ['--tls']],
  ])('%s: says where it listens, and each command that it gives leads there', async (_, tls) => {
    const { next, run, received } = await world('--tcp', '0', '--udp', '0', '--beats', '0', '--http', '0', ...tls);
    expect(await next()).toMatch(
      new RegExp(`^Listening on tcp ${port}, udp ${port}, beats ${port} and http ${port}; Ctrl-C ends it\\.$`),
    );
    expect(await next()).toBe('Events go to out: one file a tenant and month.');
    const tries = [await next(), await next(), await next(), await next()];
    const results = await Promise.all(tries.map((line) => run(line)));
    expect(results.map(({ stderr }) => stderr).join('')).toBe('');
    expect(results.map(({ stdout }) => JSON.parse(stdout) as object)).toMatchObject([
      { delivered: EVENTS, acknowledgement: 'read' },
      { delivered: EVENTS, acknowledgement: 'none' },
      { delivered: EVENTS, acknowledgement: 'accepted' },
      { delivered: EVENTS, acknowledgement: 'indexed' },
    ]);
    // Datagrams are answered by nobody: they may be on their way.
    await expect.poll(received).toBe(4 * EVENTS);
  });

  it('takes what comes under TLS with --insecure, and says that anybody could have taken it', async () => {
    const { until, run } = await world('--http', '0', '--tls');
    const line = (await until('Try:')).at(-1).replace(/ELASTICSEARCH_CA_CERT=\S+ /, '');
    const refused = await run(line);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('signed by nobody we trust');
    const taken = await run(line, '--insecure');
    expect(taken.stderr).toContain('certificates are not checked (--insecure)');
    expect(JSON.parse(taken.stdout)).toMatchObject({ delivered: EVENTS, acknowledgement: 'indexed' });
  });

  it('says what goes wrong on purpose, and how to have it again', async () => {
    const { until, run } = await world('--tcp', '0', '--http', '0', '--fail', '429:1:1s', '--fail', 'slow:0.25:1s');
    const lines = await until('Try: logship upload <file> --elasticsearch');
    expect(lines).toContainEqual(
      expect.stringMatching(/^On purpose: 429 100 % and slow 25 % by 1s; --fail-seed \d+ does the same again\.$/),
    );
    const { exitCode, stderr } = await run(lines.at(-1));
    expect(exitCode).toBe(1);
    expect(stderr).toContain('429');
  });

  it('does not let a flood of bad clients drown what it says', async () => {
    const { until, next, child } = await world('--beats', '0');
    const place = /(\d+); Ctrl-C/.exec((await until('Try:'))[0]!)!;
    for (let client = 0; client < 30; client++) {
      const socket = connect(Number(place[1]), '127.0.0.1', () => socket.end('GET / HTTP/1.1\r\n\r\n'));
      socket.on('error', () => {});
      await new Promise((resolve) => socket.on('close', resolve));
    }
    for (let line = 0; line < 10; line++) expect(await next()).toContain('the connection was closed');
    child.kill('SIGTERM');
    const rest = (await until('0 received')).slice(0, -1);
    expect(rest.filter((line) => line.includes('the connection was closed'))).toEqual([]);
    expect(rest).toContain('and 20 more of this kind');
  });
});

describeWith(requireAuthority(), 'logship receive with --tls-cert, --tls-key and --tls-ca', (makeAuthority) => {
  let authority: Awaited<ReturnType<typeof makeAuthority>>;
  beforeAll(async () => void (authority = await makeAuthority()));
  afterAll(() => authority.remove());

  it.each([
    ['--tcp', 'LOGSTASH'],
    ['--http', 'ELASTICSEARCH'],
  ])('%s takes those who show a certificate, and no others', async (road, prefix) => {
    const [server, client] = [await authority.issue(), await authority.issue()];
    const files = ['--tls-cert', server.certPath, '--tls-key', server.keyPath, '--tls-ca', authority.certPath];
    const { until, run } = await world(road, '0', ...files);
    const trust = `${prefix}_CA_CERT=${authority.certPath}`;
    const line = (await until('Try:')).at(-1).replace('Try:', `Try: ${trust}`);
    const stranger = await run(line);
    expect(stranger.exitCode).toBe(4);
    expect(stranger.stderr).toContain(`${prefix}_CLIENT_CERT and ${prefix}_CLIENT_KEY`);
    const ours = `${prefix}_CLIENT_CERT=${client.certPath} ${prefix}_CLIENT_KEY=${client.keyPath}`;
    const known = await run(line.replace('Try:', `Try: ${ours}`));
    expect(known.stderr).toBe('');
    expect(JSON.parse(known.stdout)).toMatchObject({ delivered: EVENTS });
  });
});

describe('logship receive refuses', () => {
  it.each([
    [['--tls-cert', 'c.pem'], '--tls-cert and --tls-key belong together'],
    [['--tls-key', 'k.pem'], '--tls-cert and --tls-key belong together'],
    [['--tls-cert', 'c.pem', '--tls-key', 'k.pem'], "c.pem: can't be read"],
    [['--fail', 'rest'], 'Did you mean reset?'],
    [['--fail', 'reset:2'], '"2" is no rate'],
    [['--fail', 'slow:0.5:soon'], '"soon" is no duration'],
    [['--fail', 'reset:0.5:5s'], 'reset takes no duration'],
    [['--fail', '429'], '--fail 429 has nothing to work on'],
    [['--fail', 'reset', '--fail', 'reset:0.5'], '--fail reset is given twice'],
    [['--fail', 'reset', '--fail-seed', 'x'], '--fail-seed "x" is no seed'],
  ])('%j', async (flags, message) => {
    const { sandbox } = await uploadWorld();
    const { exitCode, stdout, stderr } = await sandbox.run(['receive', '--tcp', '0', ...flags]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});
