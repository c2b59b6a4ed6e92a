import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Whether node_modules holds what the lock file asks for, package by package. npm writes down what it installed in
 * `node_modules/.package-lock.json`; an optional package of another platform may be missing.
 */
function isInstalled() {
  const lock = packagesOf('package-lock.json');
  const installed = packagesOf('node_modules/.package-lock.json');
  if (lock === undefined || installed === undefined) return false;
  return Object.entries(lock).every(
    ([name, wanted]) => name === '' || (installed[name] ? installed[name].version === wanted.version : wanted.optional),
  );
}

/**
 * @param {string} file
 * @returns {Record<string, { version: string, optional?: boolean }> | undefined}
 */
function packagesOf(file) {
  const lock = path.join(root, file);
  return fs.existsSync(lock) ? JSON.parse(fs.readFileSync(lock, 'utf8')).packages : undefined;
}

/** Runs `npm ci` where node_modules is missing or not what the lock file says. Returns whether all is there. */
export function install() {
  if (isInstalled()) return true;
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  return npm.status === 0;
}
