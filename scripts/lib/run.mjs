import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { root } from './install.mjs';

/** No stage may hang for ever: 25 minutes. */
const LIMIT = 25 * 60_000;

/**
 * Runs a script by this Node, its output shown as it comes. Resolves with whether it ended with 0.
 * @param {string} script from the project's folder
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @param {number} [limit] milliseconds
 * @returns {Promise<boolean>}
 */
export function runNode(script, args, env = {}, limit = LIMIT) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(root, script), ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: limit,
    });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}

/**
 * Runs the program that an installed package brings.
 * @param {string} name of the package
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
export function runTool(name, program, args, env) {
  const folder = path.join('node_modules', name);
  const { bin } = JSON.parse(fs.readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
  return runNode(path.join(folder, typeof bin === 'string' ? bin : bin[program]), args, env);
}
