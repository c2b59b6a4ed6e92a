import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/**
 * Unpacks packages of Debian, and what they need, beside the system: nothing is installed, so that two that exclude
 * each other can be had at once. Throws where apt has no such packages.
 * @param {string} target the root of what is unpacked
 * @param {string[]} packages
 */
export function unpackPackages(target, packages) {
  const downloads = `${target}.deb`;
  fs.mkdirSync(downloads, { recursive: true });
  try {
    execFileSync('apt-get', ['-q', 'download', ...new Set([...packages, ...missingWith(packages)])], {
      cwd: downloads,
      stdio: 'ignore',
    });
    for (const file of fs.readdirSync(downloads)) {
      execFileSync('dpkg', ['-x', path.join(downloads, file), target], { stdio: 'ignore' });
    }
  } finally {
    fs.rmSync(downloads, { recursive: true, force: true });
  }
}

/**
 * What apt would install for them on this machine.
 * @param {string[]} packages
 */
function missingWith(packages) {
  const simulate = () =>
    execFileSync('apt-get', ['-s', 'install', '--no-install-recommends', ...packages], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  let plan;
  try {
    plan = simulate();
  } catch {
    execFileSync('apt-get', ['-q', 'update'], { stdio: 'ignore' });
    plan = simulate();
  }
  return [...plan.matchAll(/^Inst (\S+)/gm)].map(([, name]) => name ?? '');
}

/**
 * Where libraries lie under a root: what LD_LIBRARY_PATH must name.
 * @param {string} root
 */
export function libraryPath(root) {
  const folders = fs
    .readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => /\.so(\.|$)/.test(entry.name))
    .map((entry) => entry.parentPath);
  return [...new Set(folders)].join(':');
}
