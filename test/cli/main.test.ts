import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startSilentPeer } from '../support/peers/silent.js';
import { Sandbox } from '../support/cli.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.create();
});
afterAll(() => sandbox.remove());

const COMMANDS = ['upload', 'test-message', 'stats', 'reset', 'config', 'receive', 'setup'];
const BOLD = '\u001B[1m';

describe('logship', () => {
  it.each([['--version'], ['-V'], ['--quiet', '--version'], ['upload', '--version']])(
    'says its version: %s %s',
    async (...args) => {
      const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
      expect(await sandbox.run(args)).toMatchObject({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
    },
  );

  it.each([['--help'], ['-h'], ['help']])('says what it can do, on stdout: %s', async (arg) => {
    const { exitCode, stdout, stderr } = await sandbox.run([arg]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    expect(stdout).toContain('Exit codes:');
    expect(stdout).not.toContain('\u001B');
  });

  it('without a command says the same on stderr, as wrong usage', async () => {
    const { stdout: help } = await sandbox.run(['--help']);
    expect(await sandbox.run([])).toMatchObject({ exitCode: 2, stdout: '', stderr: help });
  });

  it.each(COMMANDS)('has help for %s, with the flags of the program', async (command) => {
    const { exitCode, stdout } = await sandbox.run([command, '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Usage: logship ${command}`);
    expect(stdout).toContain('Global Options:');
  });

  it('shows flags under the headings of the settings, with default and variable', async () => {
    const { stdout } = await sandbox.run(['upload', '--help']);
    const headings = [...stdout.matchAll(/^(\w+):$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(expect.arrayContaining(['Logstash', 'Elasticsearch', 'Events', 'Files', 'State']));
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'Name or address of Logstash; several, separated by commas, share the events. (default: logstash, env: LOGSTASH_HOST)',
    );
    expect(stdout.trimEnd()).toContain('Examples:');
  });

  it.each([
    [['uplod'], "unknown command 'uplod'", 'Did you mean upload?'],
    [['upload', 'x', '--hots', 'a'], "unknown option '--hots'", 'Did you mean --host?'],
    [['stats', '--quite'], "unknown option '--quite'", 'Did you mean --quiet?'],
    [['stats', 'now'], "too many arguments for 'stats'", 'logship stats --help'],
    [['upload'], "missing required argument 'file'", 'logship upload --help'],
    [['upload', ''], 'the name of a file is empty', 'variable of the shell'],
    [['tail', ''], 'the name of a file is empty', 'variable of the shell'],
    [['upload', '--host'], "option '--host <name>' argument missing", 'logship upload --help'],
  ])('says what is wrong with %j, and what was meant', async (args, message, next) => {
    const { exitCode, stdout, stderr } = await sandbox.run(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    const [first, second] = stderr.split('\n');
    expect(first).toContain(`logship: ${message}`);
    expect(second).toContain(next);
  });

  it('has colours on a terminal alone, where nobody minds', async () => {
    expect((await sandbox.run(['--help'], { tty: true })).stdout).toContain(BOLD);
    expect((await sandbox.run(['--help'], { env: { FORCE_COLOR: '1' } })).stdout).toContain(BOLD);
    expect((await sandbox.run(['--help'], { tty: true, env: { NO_COLOR: '1' } })).stdout).not.toContain(BOLD);
    expect((await sandbox.run(['--help', '--no-color'], { tty: true })).stdout).not.toContain(BOLD);
  });

  it.each([[['--help']], [['upload', '--help']], [['config']], [['config', '--json']]])(
    'takes a closed pipe for success: %j',
    async (args) => {
      const child = sandbox.start(args);
      child.stdout.destroy();
      expect(await child).toMatchObject({ exitCode: 0, stderr: '' });
    },
  );

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends at %s with %i while a command waits', async (signal, exitCode) => {
    const peer = await startSilentPeer();
    onTestFinished(() => peer.close());
    const child = sandbox.start(['test-message', '--host', '127.0.0.1', '--port', String(peer.port)]);
    for await (const line of child.iterable()) if (line.includes('send')) child.kill(signal);
    expect((await child).exitCode).toBe(exitCode);
  });
});
