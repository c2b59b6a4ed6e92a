import { mkdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDotEnv } from '../../src/config/dot-env.js';
import { makeWorld } from './world.js';
import type { World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.remove());

describe('.env', () => {
  it.each([
    ['A=tcp  # tcp or udp', 'tcp'],
    ['A=tcp', 'tcp'],
    ['\uFEFFA=tcp', 'tcp'],
    ['A=tcp\r\nB=1', 'tcp'],
    ['export A=tcp', 'tcp'],
    ['A="p#ss word" # a comment', 'p#ss word'],
    ["A='p#ss'", 'p#ss'],
    ['A=', ''],
    ['# A=udp\n\n  A = tcp', 'tcp'],
  ])('%j', async (content, value) => {
    const path = await world.write('home/project/.env', content);
    const read = await readDotEnv(world.cwd);
    expect(read?.path).toBe(path);
    expect(read?.variables['A']).toBe(value);
  });

  it('may be missing', async () => {
    expect(await readDotEnv(world.cwd)).toBeUndefined();
  });

  it('may be the folder of a Python environment', async () => {
    await mkdir(`${world.cwd}/.env`);
    expect(await readDotEnv(world.cwd)).toBeUndefined();
  });
});
