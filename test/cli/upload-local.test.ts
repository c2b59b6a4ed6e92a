import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Sandbox } from '../support/cli.js';
import { eventLines } from './upload-world.js';

const PROGRAM = fileURLToPath(new URL('../../bin/logship.js', import.meta.url));

async function sandboxWith(lines: string): Promise<Sandbox> {
  const sandbox = await Sandbox.create();
  onTestFinished(() => sandbox.remove());
  await writeFile(join(sandbox.cwd, 'app.json'), lines);
  return sandbox;
}

const parse = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { seq: number; '@metadata': { _id: string } });

describe('--to stdout:', () => {
  it('prints the events, and says everything else on stderr', async () => {
    const sandbox = await sandboxWith(eventLines(0, 3));
    const { exitCode, stdout, stderr } = await sandbox.run(['upload', 'app.json', '--to', 'stdout:', '--json']);
    expect(exitCode).toBe(0);
    expect(parse(stdout).map(({ seq }) => seq)).toEqual([0, 1, 2]);
    expect(JSON.parse(stderr)).toMatchObject({ delivered: 3, pending: 0, target: 'stdout:' });
    const again = await sandbox.run(['upload', 'app.json', '--to', 'stdout:']);
    expect(again).toMatchObject({ exitCode: 0, stdout: '' });
    expect(again.stderr).toContain('nothing new');
  });

  it('ends well where its reader has read enough, and keeps the rest for the next run', async () => {
    const sandbox = await sandboxWith(eventLines(0, 100_000));
    const running = sandbox.start(['upload', 'app.json', '--to', 'stdout:']);
    running.stdout.once('data', () => running.stdout.destroy());
    const { exitCode, stderr } = await running;
    expect(exitCode).toBe(0);
    expect(stderr).not.toContain('closed');
    const next = await sandbox.run(['upload', 'app.json', '--to', 'stdout:']);
    expect(parse(next.stdout).at(-1)).toMatchObject({ seq: 99_999 });
  });
});

describe('--to file:', () => {
  it('writes files by tenant and month, as receive does', async () => {
    const event = (tenant: string, month: string) =>
      `{"tenant_id":"${tenant}","@timestamp":"2026-${month}-01T00:00:00Z"}\n`;
    const sandbox = await sandboxWith(event('a', '05') + event('b', '05') + event('a', '06') + event('a', '05'));
    const { exitCode, stdout } = await sandbox.run(['upload', 'app.json', '--to', 'file:out']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      `4 of 4 records delivered to file:${join(sandbox.cwd, 'out')} (stored in a file, on disk)`,
    );
    const counts = async (name: string) => parse(await readFile(join(sandbox.cwd, 'out', name), 'utf8')).length;
    expect((await readdir(join(sandbox.cwd, 'out'))).sort()).toEqual([
      'logs-a-2026.05.ndjson',
      'logs-a-2026.06.ndjson',
      'logs-b-2026.05.ndjson',
    ]);
    expect(await counts('logs-a-2026.05.ndjson')).toBe(2);
  });

  it('ends a line that a crash tore, and writes the event again whole', async () => {
    const sandbox = await sandboxWith('{"seq":0,"@timestamp":"2026-05-01T00:00:00Z"}\n');
    const folder = join(sandbox.cwd, 'out');
    await mkdir(folder);
    const file = join(folder, 'logs-default-2026.05.ndjson');
    await appendFile(file, '{"seq":0,"@timest');
    expect((await sandbox.run(['upload', 'app.json', '--to', `file:${folder}`])).exitCode).toBe(0);
    const [torn, whole] = (await readFile(file, 'utf8')).split('\n');
    expect(torn).toBe('{"seq":0,"@timest');
    expect(JSON.parse(whole!)).toMatchObject({ seq: 0 });
  });

  it('is a fallback like any other', async () => {
    const sandbox = await sandboxWith(eventLines(0, 3));
    const to = ['--to', 'tcp://127.0.0.1:1', '--to', 'file:out', '--max-retries', '0'];
    const { exitCode, stderr } = await sandbox.run(['upload', 'app.json', ...to]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`falling back to file:${join(sandbox.cwd, 'out')}`);
    expect(await readdir(join(sandbox.cwd, 'out'))).toHaveLength(1);
  });

  it('keeps everything pending where it can not write, and says what to do', async () => {
    const sandbox = await sandboxWith(eventLines(0, 3));
    await writeFile(join(sandbox.cwd, 'out'), '');
    const { exitCode, stderr } = await sandbox.run(['upload', 'app.json', '--to', 'file:out/x']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("events can't be written there (ENOTDIR)");
  });

  it('waits for room on a full disk, and loses and doubles no line', async () => {
    const sandbox = await sandboxWith(eventLines(0, 3000));
    // A file size limit stands for a full disk: writing ends in the middle of a line, and then not at all.
    const script = `ulimit -f 64; exec "$@"`;
    const { exitCode } = await execa(
      'bash',
      ['-c', script, '-', process.execPath, PROGRAM, 'upload', 'app.json'].concat([
        '--to',
        'file:out',
        '--max-retries',
        '1',
        '--retry-delay',
        '0.01',
      ]),
      {
        cwd: sandbox.cwd,
        env: { LOGSHIP_STATE_DIR: sandbox.state, HOME: sandbox.home },
        reject: false,
      },
    );
    expect(exitCode).toBe(1);
    expect((await sandbox.run(['upload', 'app.json', '--to', 'file:out'])).exitCode).toBe(0);
    const [name] = await readdir(join(sandbox.cwd, 'out'));
    const lines = (await readFile(join(sandbox.cwd, 'out', name!), 'utf8')).trimEnd().split('\n');
    const whole = lines.filter((line) => line.endsWith('}}'));
    expect(new Set(parse(whole.join('\n')).map(({ seq }) => seq)).size).toBe(3000);
    expect(lines.length - whole.length).toBeLessThan(4);
  });
});

describe('a run that would read what it writes itself is refused:', () => {
  const own = 'out/logs-default-2026.07.ndjson';

  async function world() {
    const sandbox = await sandboxWith(eventLines(0, 3));
    await mkdir(join(sandbox.cwd, 'out'));
    await writeFile(join(sandbox.cwd, own), eventLines(0, 3));
    return sandbox;
  }

  it.each([
    ['upload', [own]],
    ['tail --once', [own]],
    ['upload', ['out/*']],
    ['tail', ['out/*.ndjson']],
    ['tail', ['app.json', `./other/../${own}`]],
  ])('%s %j', async (command, files) => {
    const sandbox = await world();
    const { exitCode, stderr } = await sandbox.run([...command.split(' '), ...files, '--to', 'file:out']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('this run writes there itself (--to file:');
    expect(await readFile(join(sandbox.cwd, own), 'utf8')).toBe(eventLines(0, 3));
  });

  it('also where the file comes up later', async () => {
    const sandbox = await sandboxWith(eventLines(0, 3));
    const files = ['app.json', 'out/*.ndjson', '--from', 'start'];
    const { exitCode, stderr } = await sandbox.run(['tail', ...files, '--to', 'file:out']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('this run writes there itself');
  });

  it('but not files beside them, or what another run writes', async () => {
    const sandbox = await world();
    await writeFile(join(sandbox.cwd, 'out/app.json'), eventLines(3, 6));
    for (const [file, to] of [
      ['out/app.json', 'file:out'],
      [own, 'file:other'],
    ] as const) {
      expect(await sandbox.run(['upload', file, '--to', to])).toMatchObject({ exitCode: 0, stderr: '' });
    }
  });
});
