import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

/** npm's packages that hold nothing but the `node` binary of a platform, as the package `node` picks them. */
function packageOfPlatform() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const prefix = platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  return `${prefix}-${platform}-${process.arch}`;
}

/** Where things are kept that tests need and that are too large for every clone. */
function cacheFolder() {
  return path.join(process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache'), 'logship-test');
}

/**
 * Brings Node 24 into the user's cache, once.
 * @returns {string | undefined} the path of the binary; nothing where npm could not bring it
 */
export function node24() {
  const name = packageOfPlatform();
  const folder = path.join(cacheFolder(), 'node24');
  const binary = path.join('node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (fs.existsSync(path.join(folder, binary))) return path.join(folder, binary);

  fs.mkdirSync(cacheFolder(), { recursive: true });
  const fresh = fs.mkdtempSync(path.join(cacheFolder(), 'node24-'));
  try {
    const args = ['install', '--prefix', fresh, '--ignore-scripts', '--no-audit', '--no-fund', `${name}@24`];
    const npm = spawnSync('npm', args, { cwd: fresh, stdio: 'ignore', shell: process.platform === 'win32' });
    if (npm.status !== 0 || !fs.existsSync(path.join(fresh, binary))) return undefined;
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(fresh, folder);
    return path.join(folder, binary);
  } finally {
    fs.rmSync(fresh, { recursive: true, force: true });
  }
}
