import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { root } from './install.mjs';

/**
 * Writes generated files; with `--check` it only says which of them are not what would be written, and fails then.
 * @param {Readonly<Record<string, string>>} files content by path from the project's folder
 */
export function writeOrCheck(files) {
  const check = process.argv.includes('--check');
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(root, name);
    if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === content) continue;
    if (check) {
      console.error(`${name} is stale: run npm run generate`);
      process.exitCode = 1;
    } else {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, content);
      console.log(`${name} written`);
    }
  }
}
