import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstLine } from '../support/cli.js';
import { startCollectingPeer } from '../support/peers/collecting.js';

/** The files that npm puts into the tarball, by their names in the package. */
let files: string[];
let folder: string;
let tarball: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'logship-package-'));
  const { stdout } = await execa('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]);
  const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  tarball = join(folder, packed.filename);
  files = packed.files.map((file) => file.path);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the packed tarball', () => {
  it('holds what runs and what a person reads, and nothing else', () => {
    const program = ['bin/logship.js', 'dist/program/main.js', 'dist/lane/kernel.wasm'];
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'docs/delivery.md', ...program]));
    for (const shell of ['bash', 'zsh', 'fish', 'ps1']) {
      expect(files.filter((file) => file.startsWith('completions/') && file.includes(shell))).not.toEqual([]);
    }
    const allowed =
      /^(bin|completions|docs|dist\/program)\/|^(dist\/(lane\/kernel\.wasm|(index|ship\/forwarder\/(forwarder|types))\.d\.ts)|LICENSE|README\.md|package\.json)$/;
    expect(files.filter((file) => !allowed.test(file) || file.endsWith('.built-from'))).toEqual([]);
  });

  it('pleases publint', async () => {
    const { exitCode, all } = await execa('publint', ['run', tarball, '--strict'], checked);
    expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
  });

  it('has types that resolve wherever ESM does', async () => {
    const { exitCode, all } = await execa('attw', [tarball, '--profile', 'esm-only'], checked);
    expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
  });
});

describe('logship, installed from the tarball in an empty folder', () => {
  let bare: string;
  let home: string;

  beforeAll(async () => {
    bare = join(folder, 'bare');
    home = join(folder, 'home');
    await Promise.all([mkdir(bare), mkdir(home)]);
    await writeFile(join(bare, 'package.json'), '{ "private": true }\n');
    await execa('npm', ['install', '--no-audit', '--no-fund', tarball], { cwd: bare, env: { HOME: home } });
  });

  const logship = (...args: string[]) =>
    execa(join(bare, 'node_modules', '.bin', 'logship'), args, {
      cwd: bare,
      env: { PATH: process.env['PATH'], HOME: home },
      extendEnv: false,
    });

  it('says its version', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect((await logship('--version')).stdout).toBe(version);
  });

  it('says what it can do', async () => {
    const { stdout } = await logship('--help');
    for (const command of ['upload', 'receive', 'test-message', 'stats', 'config']) expect(stdout).toContain(command);
  });

  it('is a library, too', async () => {
    const peer = await startCollectingPeer();
    const program = `
      import { LogstashForwarder } from 'logship';
      const forwarder = new LogstashForwarder({ host: '127.0.0.1', port: ${peer.port} });
      console.log(await forwarder.sendLogs([{ message: 'one' }, { message: 'two' }]));
      await forwarder.close();`;
    try {
      const { stdout } = await execa('node', ['--input-type=module', '--eval', program], { cwd: bare });
      expect(stdout).toBe('true');
      expect(peer.events).toMatchObject([{ message: 'one' }, { message: 'two' }]);
    } finally {
      await peer.close();
    }
  });

  it('ships a line to its own receiver', async () => {
    const receiver = logship('receive', '--tcp', '0', '--out', join(bare, 'received'), '--json');
    try {
      const ready = await firstLine(receiver.stdout);
      const { listening } = JSON.parse(ready) as { listening: { tcp: { port: number } } };
      await writeFile(join(bare, 'app.json'), '{"@timestamp":"2026-01-02T03:04:05Z","message":"hello"}\n');
      const upload = await logship(
        'upload',
        'app.json',
        '--host',
        '127.0.0.1',
        `--port=${listening.tcp.port}`,
        '--json',
      );
      expect(JSON.parse(upload.stdout)).toMatchObject({ read: 1, delivered: 1, rejected: 0, pending: 0 });
    } finally {
      receiver.kill('SIGTERM');
      await receiver;
    }
    const received = await readFile(join(bare, 'received', 'logs-default-2026.01.ndjson'), 'utf8');
    expect(received).toContain('"message":"hello"');
  });
});

const checked = { preferLocal: true, reject: false, all: true, env: { NO_COLOR: '1' } } as const;
