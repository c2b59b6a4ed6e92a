import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Sandbox } from '../support/cli.js';

const HOOK = fileURLToPath(new URL('../support/trace-imports.mjs', import.meta.url));
const HEAVY = /node_modules\/(@elastic|ora|cli-table3|cosmiconfig|dotenv|tinyglobby|xxhash-wasm)\//;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.create();
});
afterAll(() => sandbox.remove());

/** Runs logship, and gives the modules that it imported. */
async function importsOf(name: string, ...args: string[]): Promise<string[]> {
  const trace = join(sandbox.root, name);
  await sandbox.run(args, { env: { NODE_OPTIONS: `--import ${HOOK}`, LOGSHIP_TEST_TRACE: trace } });
  return (await readFile(trace, 'utf8')).trimEnd().split('\n');
}

/** The rooms of which something stands in the files of the program that were loaded, as their source maps tell. */
async function roomsIn(imports: readonly string[]): Promise<string[]> {
  const rooms = new Set<string>();
  for (const url of imports.filter((name) => /\/dist\/program\/(?!rolldown-runtime)/.test(name))) {
    const { sources } = JSON.parse(await readFile(`${fileURLToPath(url)}.map`, 'utf8')) as { sources: string[] };
    for (const source of sources) rooms.add(/src\/(\w+)\//.exec(source)![1]!);
  }
  return [...rooms].sort();
}

describe('what starts', () => {
  it('loads nothing but a file or two for the version', async () => {
    const imports = await importsOf('version', '--version');
    expect(imports.filter((url) => url.includes('/dist/'))).toEqual([
      expect.stringContaining('/dist/program/version.js'),
    ]);
    expect(imports.filter((url) => url.includes('node_modules'))).toEqual([]);
  });

  it.each([
    ['--help'],
    ['upload', '--help'],
    ['test-message', '--help'],
    ['setup', 'elasticsearch', '--help'],
    ['uplod'],
  ])('loads commander and no other library for %s %s', async (...args) => {
    const imports = await importsOf(args.join('-'), ...args);
    expect(imports.filter((url) => HEAVY.test(url))).toEqual([]);
    expect(imports.filter((url) => url.includes('node_modules/commander/'))).not.toEqual([]);
    expect(await roomsIn(imports)).toEqual(['cli', 'config', 'kit', 'model', 'ui']);
  });

  it('loads the way to Elasticsearch where Elasticsearch is set, and only there', async () => {
    const address = ['--host', '127.0.0.1', '--port', '1'];
    const way = (url: string) => url.includes('/dist/program/transport.js');
    expect((await importsOf('without', 'test-message', ...address)).filter(way)).toEqual([]);
    const elasticsearch = ['--elasticsearch', 'http://127.0.0.1:1'];
    expect((await importsOf('with', 'test-message', ...address, ...elasticsearch)).filter(way)).toHaveLength(1);
  });

  it('loads the Elasticsearch client to set a cluster up, and not to ship to it', async () => {
    const elasticsearch = ['--elasticsearch', 'http://127.0.0.1:1'];
    const client = (url: string) => url.includes('node_modules/@elastic/elasticsearch/');
    expect((await importsOf('ship', 'test-message', ...elasticsearch)).filter(client)).toEqual([]);
    expect((await importsOf('set-up', 'setup', 'elasticsearch', ...elasticsearch)).filter(client)).not.toEqual([]);
  });
});
