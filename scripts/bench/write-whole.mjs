import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/**
 * Writes a file so that it is there whole or not at all, whenever this process ends.
 * @param {string} file
 * @param {string} text
 */
export function writeWhole(file, text) {
  const fresh = `${file}.${process.pid}`;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(fresh, text);
  fs.renameSync(fresh, file);
}
