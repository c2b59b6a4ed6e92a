import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import { tempFolder } from '../support/temp-folder.js';

const BASH = join(process.cwd(), 'completions', 'logship.bash');

/** What bash offers for the last of these words. `=` is a word of its own, as bash has it. */
async function offered(words: string[], cwd = process.cwd()): Promise<string[]> {
  const script = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _logship; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await execa('bash', ['--norc', '-c', script, BASH, ...words], { cwd });
  return stdout.split('\n').filter((line) => line !== '');
}

const everyFlag = createProgram().commands.flatMap((command) =>
  [command, ...command.commands].flatMap(({ options }) =>
    options.map((option) => [command.name(), option.long!] as const),
  ),
);

describe('completions for bash', () => {
  it('offer commands', async () => {
    const names = createProgram().commands.map((command) => command.name());
    expect(await offered(['logship', ''])).toEqual([...names, 'help']);
    expect(await offered(['logship', 'up'])).toEqual(['upload']);
    expect(await offered(['logship', '--quiet', 'st'])).toEqual(['stats']);
    expect(await offered(['logship', '--config', 'x', 'st'])).toEqual(['stats']);
    expect(await offered(['logship', 'help', 'te'])).toEqual(['test-message']);
    expect(await offered(['logship', 'setup', 'el'])).toEqual(['elasticsearch']);
  });

  it('offer the flags of a command, and those of the program', async () => {
    expect(await offered(['logship', 'upload', '--re'])).toEqual([
      '--restart',
      '--retry-delay',
      '--retry-backoff',
      '--retry-for',
    ]);
    expect(await offered(['logship', 'stats', '--fa'])).toEqual(['--fail-below']);
    expect(await offered(['logship', 'config', '--q'])).toEqual(['--quiet']);
    expect(await offered(['logship', 'config', '--host'])).toEqual([]);
  });

  it('offer the words that a flag takes', async () => {
    expect(await offered(['logship', 'upload', '--format', ''])).toEqual(['auto', 'ndjson', 'json', 'text']);
    expect(await offered(['logship', 'upload', '--format', 'n'])).toEqual(['ndjson']);
    expect(await offered(['logship', 'upload', '--format', '='])).toEqual(['auto', 'ndjson', 'json', 'text']);
    expect(await offered(['logship', 'upload', '--format', '=', 't'])).toEqual(['text']);
    expect(await offered(['logship', 'upload', '--host', ''])).toEqual([]);
  });

  it('offer files and folders, whatever their names', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, 'app one.json'), '');
    await mkdir(join(folder, 'archive'));
    expect((await offered(['logship', 'upload', 'a'], folder)).sort()).toEqual(['app one.json', 'archive']);
    expect(await offered(['logship', 'upload', '--state-dir', 'a'], folder)).toEqual(['archive']);
    expect(await offered(['logship', 'receive', '--out', 'a'], folder)).toEqual(['archive']);
    expect((await offered(['logship', '--config', 'a'], folder)).sort()).toEqual(['app one.json', 'archive']);
    expect(await offered(['logship', 'stats', 'a'], folder)).toEqual([]);
  });

  it.each(everyFlag)('know %s %s', async (command, flag) => {
    expect(await offered(['logship', command, flag])).toContain(flag);
  });
});

describe.each([
  ['zsh', (flag: string) => `'*${flag}`],
  ['fish', (flag: string) => `-l ${flag.slice(2)} `],
  ['ps1', (flag: string) => `'${flag}' = @{`],
])('completions for %s', (shell, written) => {
  it('know every command and flag', async () => {
    const text = await readFile(join('completions', `logship.${shell}`), 'utf8');
    const missing = everyFlag.filter(([, flag]) => !text.includes(written(flag)) && !text.includes(`${flag})'{`));
    expect(missing).toEqual([]);
    for (const command of createProgram().commands) expect(text).toContain(command.name());
  });
});
