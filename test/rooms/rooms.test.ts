import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { floors, libraries } from '../../.dependency-cruiser.mjs';

/** Every house here is built in a temporary folder and shown to the very check that guards src/. */
let house: string;

beforeEach(async () => {
  house = await mkdtemp(join(tmpdir(), 'logship-rooms-'));
});

afterEach(async () => {
  await rm(house, { recursive: true, force: true });
});

describe('the check of the rooms', () => {
  it('passes a house whose imports go down', async () => {
    await build({ 'src/model/a.ts': [], 'src/kit/a.ts': ['../model/a.js', 'node:fs'], 'src/index.ts': ['./kit/a.js'] });
    expect(await check()).toEqual({ exitCode: 0, violations: [], seen: '3 of 3 modules seen, 0 forbidden imports' });
  });

  it('finds every forbidden pair of rooms, and no other', async () => {
    const rooms = floors.flatMap((floor, level) => floor.map((room) => ({ room, level, file: fileOf(room) })));
    const everyOther = (file: string) =>
      rooms.filter((room) => room.file !== file).map((room) => importPath(file, room.file));
    await build(Object.fromEntries(rooms.map(({ file }) => [file, everyOther(file)])));

    const forbidden = rooms.flatMap((from) =>
      rooms
        .filter((to) => to !== from && to.level >= from.level)
        .map((to) => `${from.file} → ${to.file}: ${from.room} imports lower floors only`),
    );
    const { exitCode, violations } = await check();
    expect(violations.filter((line) => line.endsWith('lower floors only')).toSorted()).toEqual(forbidden.toSorted());
    expect(exitCode).toBe(1);
  });

  it('counts an import of types, and a late import', async () => {
    await build({ 'src/model/a.ts': [], 'src/ship/a.ts': [] });
    await writeFile(join(house, 'src/model/a.ts'), `import type { A } from '../ship/a.js';\nexport type B = A;\n`);
    expect((await check()).violations).toContain('src/model/a.ts → src/ship/a.ts: model imports lower floors only');
    await writeFile(join(house, 'src/model/a.ts'), `export const late = () => import('../ship/a.js');\n`);
    expect((await check()).violations).toContain('src/model/a.ts → src/ship/a.ts: model imports lower floors only');
  });

  it.each(Object.entries(libraries))('keeps %s in %s', async (library, folder) => {
    await build({ 'src/cli/a.ts': [library], [`${folder}a.ts`]: [library] });
    const { exitCode, violations } = await check();
    expect(violations).toEqual([expect.stringMatching(/^src\/cli\/a\.ts → /)]);
    expect(violations[0]).toContain(`: ${library} belongs to ${folder}`);
    expect(exitCode).toBe(1);
  });

  it.each<[rule: string, from: string, imported: string]>([
    ['model imports nothing', 'src/model/a.ts', 'node:fs'],
    ['model imports nothing', 'src/model/a.ts', 'commander'],
    ['all of src lies in a room', 'src/attic/a.ts', 'node:fs'],
    ['src imports only what is published', 'src/kit/a.ts', 'vitest'],
    ['src imports only what is published', 'src/kit/a.ts', '../../test/support/a.js'],
    ['nothing goes in circles', 'src/kit/a.ts', './b.js'],
  ])('%s: %s must not import %s', async (rule, from, imported) => {
    await build({ 'src/kit/b.ts': ['./a.js'], 'test/support/a.ts': [], 'src/kit/a.ts': [], [from]: [imported] });
    const { exitCode, violations } = await check();
    expect(violations.map((line) => line.split(': ')[1])).toContain(rule);
    expect(exitCode).toBe(1);
  });

  it('fails where it sees no module', async () => {
    await mkdir(join(house, 'src'));
    expect(await check()).toMatchObject({ exitCode: 1, seen: '0 of 0 modules seen, 0 forbidden imports' });
  });
});

function fileOf(room: string): string {
  return room.endsWith('.ts') ? `src/${room}` : `src/${room}/a.ts`;
}

function importPath(from: string, to: string): string {
  const up = from.split('/').length === 2 ? './' : '../';
  return `${up}${to.slice('src/'.length, -'.ts'.length)}.js`;
}

/** Writes files that import what stands beside their name. */
async function build(files: Readonly<Record<string, readonly string[]>>): Promise<void> {
  for (const [file, imports] of Object.entries(files)) {
    const path = join(house, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${imports.map((name) => `import '${name}';\n`).join('')}export const a = 1;\n`);
  }
}

async function check(): Promise<{ exitCode: number | undefined; violations: string[]; seen: string }> {
  const { exitCode, stdout, stderr } = await execa('node', ['scripts/rooms.mjs', house], { reject: false });
  return { exitCode, violations: stderr === '' ? [] : stderr.split('\n'), seen: stdout };
}
