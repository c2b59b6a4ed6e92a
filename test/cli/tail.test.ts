import {
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { line, tailWorld } from './tail-world.js';

const range = (to: number) => Array.from({ length: to }, (_, seq) => seq);

describe('what is there', () => {
  it('is left alone by default, and what follows is shipped', async () => {
    const { write, append, tail, arrived, peer } = await tailWorld();
    await write('app.log', `${line(100)}{"seq":`);
    await write('ready.log', '');
    const running = tail('app.log', 'ready.log', 'later.log');
    await running.said('later.log does not exist yet; waiting for it\n');
    await write('later.log', line(0));
    await arrived([0]);
    await append('app.log', `1}\n${line(2)}`);
    await arrived([0, 1, 2]);
    expect((await running.stop()).exitCode).toBe(143);
    expect(peer.events).toHaveLength(3);
  });

  it.each([
    ['empty', ''],
    ['no more than the beginning of a line', '{"seq":'],
  ])('is %s, and what follows is shipped', async (_, begun) => {
    const { write, append, tail, arrived, peer, sandbox } = await tailWorld();
    await write('app.log', begun);
    const running = tail('app.log', '--metrics', '0');
    await running.said('metrics: ');
    // It is noted before it grows.
    const keys = `${sandbox.state}/keys`;
    await expect.poll(() => readdir(keys).catch(() => [])).toHaveLength(1);
    await append('app.log', line(0).slice(begun.length));
    await arrived([0]);
    expect((await running.stop()).exitCode).toBe(143);
    expect(peer.events).toHaveLength(1);
  });

  it('is shipped with --from start, and a second run goes on behind it', async () => {
    const { write, append, tail, arrived, peer } = await tailWorld();
    await write('app.log', line(0));
    const running = tail('app.log', '--from', 'start');
    await arrived([0]);
    const { stdout } = await running.stop();
    expect(stdout).toMatch(/^1 of 1 record delivered to tcp:\/\/127\.0\.0\.1:\d+ \(read by the TCP peer\)\n$/);
    await append('app.log', line(1));
    const again = tail('app.log');
    await arrived([0, 1]);
    await again.stop();
    expect(peer.events).toHaveLength(2);
  });

  it('is shipped by --once, which ends and leaves nothing for a second one', async () => {
    const { write, tail, peer, sandbox } = await tailWorld();
    await mkdir(`${sandbox.cwd}/logs`);
    await write('logs/a.log', `${line(0)}${line(1)}`);
    await write('logs/b.log', '{"seq":2}');
    const first = await tail('logs/*.log', '--once').ended;
    expect(first).toMatchObject({ exitCode: 0, stderr: '' });
    const second = await tail('logs/*.log', '--once').ended;
    expect(second.exitCode).toBe(0);
    expect(peer.events.map(({ seq }) => seq)).toEqual([0, 1, 2]);
  });
});

describe('a file that is', () => {
  it.each([
    [
      'renamed and created',
      async (path: string, next: string) => {
        await rename(path, `${path}.1`);
        await writeFile(`${path}.1`, line(1), { flag: 'a' });
        await writeFile(path, next);
      },
    ],
    [
      'copied and truncated',
      async (path: string, next: string) => {
        await writeFile(path, line(1), { flag: 'a' });
        await copyFile(path, `${path}.1`);
        await truncate(path);
        await writeFile(path, next, { flag: 'a' });
      },
    ],
    [
      'renamed and compressed at once',
      async (path: string, next: string) => {
        await writeFile(path, line(1), { flag: 'a' });
        await rename(path, `${path}.1`);
        await writeFile(path, next);
        await writeFile(`${path}.1.gz`, gzipSync(await readFile(`${path}.1`)));
        await unlink(`${path}.1`);
      },
    ],
    [
      'replaced by rename',
      async (path: string, next: string) => {
        await writeFile(path, line(1), { flag: 'a' });
        await writeFile(`${path}.new`, next);
        await rename(`${path}.new`, path);
      },
    ],
  ])('%s is read to its end, and the new one from its start', async (_, rotate) => {
    const { write, path, append, tail, arrived, peer } = await tailWorld();
    await write('app.log', line(0));
    const running = tail('app.log', '--from', 'start');
    await arrived([0]);
    await rotate(path('app.log'), line(2));
    await arrived(range(3));
    await append('app.log', line(3));
    await arrived(range(4));
    expect(await running.stop()).toMatchObject({ exitCode: 143 });
    expect(peer.events.map(({ seq }) => seq)).toEqual(range(4));
  });

  it('truncated and written to the same size, and beyond it, is seen as new', async () => {
    const { write, path, tail, arrived } = await tailWorld();
    await write('app.log', line(0));
    const running = tail('app.log', '--from', 'start');
    await arrived([0]);
    await writeFile(path('app.log'), line(1));
    await arrived(range(2));
    await writeFile(path('app.log'), line(2) + line(3) + line(4));
    await arrived(range(5));
    expect(await running.stop()).toMatchObject({ exitCode: 143 });
  });

  it('deleted and created again is read from its start', async () => {
    const { write, path, tail, arrived } = await tailWorld();
    await write('app.log', line(0));
    const running = tail('app.log', '--from', 'start');
    await arrived([0]);
    await unlink(path('app.log'));
    await writeFile(path('app.log'), line(1));
    await arrived(range(2));
    expect(await running.stop()).toMatchObject({ exitCode: 143 });
  });

  it('truncated under a program that writes on at its old place loses the hole, and says so', async () => {
    const { write, path, tail, arrived } = await tailWorld();
    await write('app.log', line(0) + line(1));
    const running = tail('app.log', '--from', 'start');
    await arrived(range(2));
    await writeFile(path('app.log'), Buffer.concat([Buffer.alloc(5000), Buffer.from(line(2))]));
    await arrived(range(3));
    expect((await running.stop()).stderr).toContain('begins with 4.9 KB of NUL bytes, which are skipped\n');
  });

  it('reached by a link that is switched is left for the new one', async () => {
    const { write, path, append, tail, arrived } = await tailWorld();
    await write('one.log', line(0));
    await write('two.log', line(1));
    await symlink(path('one.log'), path('app.log'));
    const running = tail('app.log', '--from', 'start');
    await arrived([0]);
    await symlink(path('two.log'), path('next'));
    await rename(path('next'), path('app.log'));
    await arrived(range(2));
    await append('two.log', line(2));
    await arrived(range(3));
    expect(await running.stop()).toMatchObject({ exitCode: 143 });
  });

  it('known by two names is read once', async () => {
    const { write, path, append, tail, arrived, peer } = await tailWorld();
    await write('a.log', line(0));
    await link(path('a.log'), path('b.log'));
    const running = tail('*.log', '--from', 'start');
    await arrived([0]);
    await append('b.log', line(1));
    await arrived(range(2));
    expect(await running.stop()).toMatchObject({ exitCode: 143 });
    expect(peer.events).toHaveLength(2);
  });

  it('matched by the pattern under its rotated name as well is read once', async () => {
    const { write, path, append, tail, arrived, peer } = await tailWorld();
    await write('app.log', line(0));
    const running = tail('app.log*', '--from', 'start');
    await arrived([0]);
    await rename(path('app.log'), path('app.log.1'));
    await writeFile(path('app.log'), line(1));
    await arrived(range(2));
    await append('app.log.1', line(2));
    await arrived(range(3));
    await copyFile(path('app.log'), path('app.log.2'));
    await truncate(path('app.log'));
    await append('app.log', line(3));
    await arrived(range(4));
    expect(await running.stop()).toMatchObject({ exitCode: 143 });
    expect(peer.events).toHaveLength(4);
  });

  it('in a folder that does not exist yet is found when it comes', async () => {
    const { path, tail, arrived, write } = await tailWorld();
    await write('ready.log', line(0));
    const running = tail('ready.log', 'deep/er/*.log', '--from', 'start');
    await arrived([0]);
    await mkdir(path('deep/er'), { recursive: true });
    await writeFile(path('deep/er/app.log'), line(1));
    await arrived(range(2));
    expect(await running.stop()).toMatchObject({ exitCode: 143 });
  });
});

describe('a line', () => {
  it('that is half written waits for its end', async () => {
    const { write, append, tail, arrived, peer } = await tailWorld();
    await write('app.log', `${line(0)}{"seq":`);
    const running = tail('app.log', 'other.log', '--from', 'start');
    await arrived([0]);
    await write('other.log', line(1));
    await arrived(range(2));
    await append('app.log', '2}\n');
    await arrived(range(3));
    expect(await running.stop()).toMatchObject({ exitCode: 143 });
    expect(peer.events).toHaveLength(3);
  });

  it('that is long, and written in pieces, arrives whole', async () => {
    const { write, append, tail, arrived, peer } = await tailWorld();
    await write('app.log', line(0));
    const running = tail('app.log', '--from', 'start');
    await arrived([0]);
    await append('app.log', '{"seq":1,"text":"');
    for (let piece = 0; piece < 40; piece++) await append('app.log', String(piece % 10).repeat(64 * 1024));
    await append('app.log', '"}\n');
    await arrived(range(2));
    expect((peer.events[1]!['text'] as string).length).toBe(40 * 64 * 1024);
    expect(await running.stop()).toMatchObject({ exitCode: 143 });
  });

  it('without an end is shipped after --flush-partial', async () => {
    const { write, tail, arrived } = await tailWorld();
    await write('app.log', `${line(0)}{"seq":1}`);
    const running = tail('app.log', '--from', 'start', '--flush-partial', '200ms');
    await arrived(range(2));
    expect(await running.stop()).toMatchObject({ exitCode: 143 });
  });
});

describe('while nobody follows', () => {
  it('files may be rotated several times: all is shipped, the oldest first', async () => {
    const { write, path, append, tail, arrived, peer } = await tailWorld();
    await write('app.log', line(0));
    await tail('app.log', '--once').ended;
    await append('app.log', line(1));
    await rename(path('app.log'), path('app.log.2'));
    await writeFile(path('app.log'), line(2));
    await rename(path('app.log'), path('app.log.1'));
    await writeFile(path('app.log'), line(3));
    const { mtime } = await stat(path('app.log.2'));
    await writeFile(path('app.log.2.gz'), gzipSync(await readFile(path('app.log.2'))));
    await utimes(path('app.log.2.gz'), mtime, mtime);
    await rm(path('app.log.2'));
    const running = tail('app.log', '--from', 'start');
    await arrived(range(4));
    expect(await running.stop()).toMatchObject({ exitCode: 143 });
    expect(peer.events.map(({ seq }) => seq)).toEqual(range(4));
  });

  it('files that are closed, there being many, are found again when they are written to and rotated', async () => {
    const { write, path, append, tail, arrived, peer } = await tailWorld();
    await write('.env', 'LOGSHIP_MAX_OPEN_FILES=2');
    const names = Array.from({ length: 6 }, (_, file) => `app${file}.log`);
    for (const [file, name] of names.entries()) await write(name, line(file));
    const running = tail('app*.log', '--from', 'start');
    await arrived(range(6));
    for (const [file, name] of names.entries()) {
      await append(name, line(6 + file));
      await rename(path(name), path(`${name}.1`));
      await write(name, line(12 + file));
    }
    await arrived(range(18));
    expect((await running.stop()).stderr).not.toContain('not where it was');
    expect(peer.events).toHaveLength(18);
  });

  it('a copy may be made and the file be truncated: the rest of the copy goes first', async () => {
    const { write, path, append, tail, arrived, peer } = await tailWorld();
    await write('app.log', line(0));
    await tail('app.log', '--once').ended;
    await append('app.log', line(1));
    await copyFile(path('app.log'), path('app.log.1'));
    await writeFile(path('app.log'), line(2) + line(3));
    const running = tail('app.log', '--from', 'start');
    await arrived(range(4));
    expect(await running.stop()).toMatchObject({ exitCode: 143 });
    expect(peer.events.map(({ seq }) => seq)).toEqual(range(4));
  });

  it('the process may be killed at any time', async () => {
    const { write, append, tail, arrived } = await tailWorld();
    await write('app.log', '');
    for (let seq = 0; seq < 5; seq++) {
      const running = tail('app.log', '--from', 'start');
      await append('app.log', line(seq));
      await arrived(range(seq + 1));
      running.kill('SIGKILL');
      expect(await running.ended).toMatchObject({ exitCode: undefined });
    }
  });
});

describe('the command', () => {
  it('reads standard input', async () => {
    const { sandbox, to, peer } = await tailWorld();
    const { exitCode } = await sandbox.run(['tail', '-', '--source-id', 'app', ...to], { input: line(0) + line(1) });
    expect(exitCode).toBe(0);
    expect(peer.events).toHaveLength(2);
  });

  it('tells its status as JSON, and the metrics of a monitor', async () => {
    const { write, tail, arrived } = await tailWorld();
    await write('app.log', line(0) + 'no json\n' + line(1));
    const running = tail('app.log', '--from', 'start', '--json', '--metrics', '0');
    await arrived(range(2));
    const { stdout, stderr } = await running.stop();
    const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
    expect(last).toMatchObject({ files: 1, read: 3, delivered: 2, rejected: 1, pending: 0, lag_bytes: 0 });
    expect(stderr).toMatch(/metrics: http:\/\/127\.0\.0\.1:\d+\/metrics\n/);
  });

  it('begins anew with SIGHUP, and goes on where it was', async () => {
    const { write, append, tail, arrived, peer } = await tailWorld();
    await write('app.log', line(0));
    const running = tail('app.log', '--from', 'start');
    await arrived([0]);
    running.kill('SIGHUP');
    await append('app.log', line(1));
    await arrived(range(2));
    expect((await running.stop()).exitCode).toBe(143);
    expect(peer.events).toHaveLength(2);
  });

  it('says who follows a file already', async () => {
    const { write, append, tail, arrived } = await tailWorld();
    await write('app.log', line(0));
    const running = tail('app.log', '--from', 'start');
    await arrived([0]);
    await append('app.log', line(1));
    const { exitCode, stderr } = await tail('app.log', '--once').ended;
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/is being shipped to tcp:\/\/127\.0\.0\.1:\d+ by process \d+/);
    expect(await running.stop()).toMatchObject({ exitCode: 143 });
  });

  it('takes over a file that somebody else follows as soon as that one has ended', async () => {
    const { write, append, tail, arrived, peer } = await tailWorld();
    await write('app.log', line(0));
    const first = tail('app.log', '--from', 'start');
    await arrived([0]);
    const second = tail('app.log');
    await second.said(`by process ${first.pid} `);
    await append('app.log', line(1));
    await arrived(range(2));
    await first.stop();
    await append('app.log', line(2));
    await arrived(range(3));
    expect((await second.stop()).exitCode).toBe(143);
    expect(peer.events).toHaveLength(3);
  });

  it('does not wait for a file with --once, and says that it is not there', async () => {
    const { tail } = await tailWorld();
    const { exitCode, stderr } = await tail('later.log', '--once').ended;
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: 'logship: later.log does not exist\n  There is nothing to ship of it. Is it the right path?\n',
    });
  });

  it('keeps nothing with --no-state', async () => {
    const { write, tail, peer } = await tailWorld();
    await write('app.log', line(0));
    await tail('app.log', '--once', '--no-state').ended;
    await tail('app.log', '--once', '--no-state').ended;
    expect(peer.events).toHaveLength(2);
  });

  it('polls where it is told to', async () => {
    const { write, path, append, tail, arrived } = await tailWorld();
    await write('app.log', line(0));
    const running = tail('app.log', '--from', 'start', '--poll', '20ms');
    await arrived([0]);
    await append('app.log', line(1));
    await rename(path('app.log'), path('app.log.1'));
    await writeFile(path('app.log'), line(2));
    await arrived(range(3));
    expect(await running.stop()).toMatchObject({ exitCode: 143 });
  });
});
