import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadSettings } from '../../src/config/loader.js';
import type { LoadedSettings, LoadRequest } from '../../src/config/loader.js';

/** A machine of its own: a home with a project in it, a system folder, and nothing else to load settings from. */
export interface World {
  readonly root: string;
  readonly home: string;
  /** The working folder: `home/project`. */
  readonly cwd: string;
  readonly system: string;
  /** Writes a file below `root`; an object becomes JSON. Returns its path. */
  write(path: string, content: string | object): Promise<string>;
  load(request?: Partial<LoadRequest>): Promise<LoadedSettings>;
  remove(): Promise<void>;
}

export async function makeWorld(): Promise<World> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'logship-config-')));
  const [home, cwd, system] = [join(root, 'home'), join(root, 'home/project'), join(root, 'etc')];
  await mkdir(cwd, { recursive: true });
  return {
    root,
    home,
    cwd,
    system,
    async write(path, content) {
      const full = join(root, path);
      await mkdir(dirname(full), { recursive: true });
      await writeFile(full, typeof content === 'string' ? content : JSON.stringify(content));
      return full;
    },
    load: (request = {}) => loadSettings({ env: {}, cwd, home, systemFolder: system, ...request }),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
