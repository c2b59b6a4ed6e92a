import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { cached } from './cache.mjs';

/** Each helper in C, and its twin for Node. */
const HELPERS = {
  sink: [new URL('./native/sink.c', import.meta.url), new URL('./programs/sink.mjs', import.meta.url)],
  copy: [new URL('./native/copy.c', import.meta.url), new URL('./programs/copy.mjs', import.meta.url)],
};

/**
 * How to run one of the helpers: compiled from C where a compiler is there, else its twin for Node.
 * @param {'sink' | 'copy'} name
 * @returns {Promise<{ file: string, args: string[], native: boolean }>}
 */
export async function helper(name) {
  const [source, twin] = HELPERS[name].map((url) => fileURLToPath(url));
  const hash = createHash('sha256')
    .update(fs.readFileSync(source ?? ''))
    .digest('hex');
  try {
    const file = await cached(`native/${name}-${hash.slice(0, 12)}`, (target) => {
      execFileSync('cc', ['-O3', '-o', target, source ?? ''], { stdio: ['ignore', 'ignore', 'inherit'] });
    });
    return { file, args: [], native: true };
  } catch {
    return { file: process.execPath, args: [twin ?? ''], native: false };
  }
}
