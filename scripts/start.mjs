// Shows the main job on real input, with no server and no question asked: the built-in receiver listens, a file with
// one broken line is uploaded, and uploaded again. Everything happens in a temporary folder, which is gone afterwards.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { install, root } from './lib/install.mjs';
import { runNode } from './lib/run.mjs';

const program = path.join(root, 'bin', 'logship.js');

/**
 * Starts logship away from settings of this machine: its own state folder, no variables, no rc file of a parent folder.
 * @param {string} folder
 * @param {string[]} args
 * @param {'pipe' | 'inherit'} stdout
 */
function logship(folder, args, stdout) {
  const foreign = /^(LOGSHIP|LOGSTASH|ELASTICSEARCH)_|^USE_LOGSTASH$/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
  return spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { ...env, XDG_CONFIG_HOME: folder, LOGSHIP_STATE_DIR: path.join(folder, 'state') },
    stdio: ['ignore', stdout, 'inherit'],
  });
}

/**
 * Uploads, and says what command does that.
 * @param {string} folder
 * @param {number} port
 */
async function upload(folder, port) {
  const args = ['upload', 'app.json', '--host', '127.0.0.1', '--port', String(port)];
  console.log(`\n$ logship ${args.join(' ')}`);
  const [code] = await once(logship(folder, args, 'inherit'), 'close');
  // 3: all delivered but the line that is broken on purpose.
  if (code !== 0 && code !== 3) throw new Error(`logship ended with ${code}`);
}

/**
 * Shows the first lines of what the receiver wrote down.
 * @param {string} received
 */
function showReceived(received) {
  for (const file of fs.readdirSync(received).toSorted()) {
    const lines = fs.readFileSync(path.join(received, file), 'utf8').trimEnd().split('\n');
    console.log(`\n${file} holds ${lines.length} events, such as`);
    for (const line of lines.slice(0, 2)) console.log(`  ${line}`);
  }
}

/** @param {string} folder */
async function demonstrate(folder) {
  fs.copyFileSync(path.join(root, 'examples', 'app.json'), path.join(folder, 'app.json'));
  const received = path.join(folder, 'received');

  const args = ['receive', '--tcp', '0', '--out', 'received'];
  console.log(`\n$ logship ${args.join(' ')} &`);
  const receiver = logship(folder, [...args, '--json'], 'pipe');
  const ended = once(receiver, 'close');
  try {
    const lines = createInterface({ input: /** @type {import('node:stream').Readable} */ (receiver.stdout) });
    const [ready] = await Promise.race([once(lines, 'line'), ended.then(() => ['{}'])]);
    const port = JSON.parse(ready).listening?.tcp?.port;
    if (port === undefined) throw new Error('the receiver did not start');
    console.log(`A receiver listens on 127.0.0.1:${port}.`);

    await upload(folder, port);
    showReceived(received);
    console.log('\nThe same command again sends what is new, and nothing is:');
    await upload(folder, port);
  } finally {
    receiver.kill('SIGTERM');
    await ended;
  }
}

const next = `
That was logship: it read a file, sent every good line, kept the broken one with its reason, and remembers how far it got.
All of it happened in a temporary folder, which is gone now.
Try next:
  node bin/logship.js upload examples/app.json --dry-run     what would be sent
  node bin/logship.js receive --out received                 a receiver that stays, on port 5000
  node bin/logship.js upload YOUR.log --host 127.0.0.1       your own file to it
  node bin/logship.js upload --help                          Logstash, Elasticsearch, and all the rest
`;

// Ctrl-C reaches what runs in front; it ends, and what is here is cleaned up after it.
process.on('SIGINT', () => {});
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'logship-demo-'));
try {
  if (install() && (await runNode('scripts/build.mjs', ['--if-stale']))) {
    await demonstrate(folder);
    console.log(next);
  } else {
    process.exitCode = 1;
  }
} catch (error) {
  console.error(`The demonstration stopped: ${String(error instanceof Error ? error.message : error)}`);
  process.exitCode = 1;
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
