import { execFileSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { helper } from './native.mjs';
import { ADDED } from './programs/loop-event.mjs';

/**
 * Who takes part: a program that brings a file to a sink.
 * @typedef {object} Contestant
 * @property {string} name
 * @property {string} settings
 * @property {'logship' | 'loop' | 'copy' | 'peer' | 'beside'} kind
 *   'beside': logship again, doing something else to compare with
 * @property {boolean} daemon it does not end by itself: it is stopped when everything has arrived
 * @property {(job: Job) => import('./measure.mjs').Command} command
 *
 * @typedef {import('./peers/find.mjs').Job} Job
 */

const LOOP = fileURLToPath(new URL('programs/loop.mjs', import.meta.url));
const COPY_BULK = fileURLToPath(new URL('programs/copy-bulk.mjs', import.meta.url));

/**
 * What logship needs to do the whole job, whatever it was told before.
 * @param {string} program the path of bin/logship.js
 * @param {Job} job
 * @returns {import('./measure.mjs').Command}
 */
export function logshipCommand(program, { data, transport, port, folder }) {
  const to =
    transport === 'http'
      ? ['--no-logstash', '--elasticsearch', `http://127.0.0.1:${port}`]
      : ['--host', '127.0.0.1', '--port', String(port)];
  const fields = ['--tenant', ADDED.tenant, '--source', ADDED.source, '--environment', ADDED.environment];
  const rest = ['--service', ADDED.service, '--source-id', 'bench', '--max-size', '0', '--json'];
  return {
    file: process.execPath,
    args: [program, 'upload', data.path, ...to, ...fields, ...rest],
    cwd: folder,
    env: { LOGSHIP_STATE_DIR: path.join(folder, 'state') },
  };
}

/**
 * @param {string} program
 * @returns {Contestant}
 */
export function logship(program) {
  const said = execFileSync(process.execPath, [program, '--version'], { encoding: 'utf8' }).trim();
  return {
    name: `logship ${said}`,
    settings: 'id, tags, tenant, source, environment',
    kind: 'logship',
    daemon: false,
    command: (job) => logshipCommand(program, job),
  };
}

/**
 * logship as it follows files, for the same job.
 * @param {string} program
 * @param {readonly string[]} flags of `tail`
 * @returns {Contestant}
 */
export function tail(program, flags) {
  const own = logship(program);
  return { ...own, name: `${own.name} tail`, command };

  /** @param {Job} job */
  function command(job) {
    const upload = logshipCommand(program, job);
    const args = upload.args.filter((arg) => !['--max-size', '0', '--json'].includes(arg));
    return { ...upload, args: args.map((arg) => (arg === 'upload' ? 'tail' : arg)).concat(flags, '--quiet') };
  }
}

/**
 * @param {string} key of the source, as logship gives it
 * @returns {Contestant}
 */
export function loop(key) {
  return {
    name: 'Node loop',
    settings: 'parse, set fields, stringify: the same bytes',
    kind: 'loop',
    daemon: false,
    command: (job) => loopCommand(key, job, ['--port', String(job.port)]),
  };
}

/**
 * @param {string} key
 * @param {Job} job
 * @param {string[]} to
 * @returns {import('./measure.mjs').Command}
 */
export function loopCommand(key, { data, transport, folder }, to) {
  const bulk = transport === 'http' ? ['--bulk'] : [];
  const args = [LOOP, data.path, '--format', data.format, '--key', key, ...bulk, ...to];
  return { file: process.execPath, args, cwd: folder };
}

/**
 * The bytes that logship makes, untouched.
 * @param {string} output the file that holds them
 * @param {import('./sink.mjs').Transport} transport
 * @returns {Promise<Contestant>}
 */
export async function copy(output, transport) {
  const { file, args, native } =
    transport === 'tcp' ? await helper('copy') : { file: process.execPath, args: [COPY_BULK], native: false };
  const settings = native ? 'sendfile of the output' : 'the output, read and written by Node';
  return {
    name: 'copy',
    settings,
    kind: 'copy',
    daemon: false,
    command: ({ port, folder }) => ({ file, args: [...args, output, String(port)], cwd: folder }),
  };
}

/**
 * The peers that can do a job.
 * @param {readonly import('./peers/find.mjs').Peer[]} peers
 * @param {import('./data.mjs').DataFormat} format
 * @param {import('./sink.mjs').Transport} transport
 * @returns {Contestant[]}
 */
export function peersFor(peers, format, transport) {
  return peers
    .filter((peer) => peer.formats.includes(format) && peer.transports.includes(transport))
    .map(({ name, settings, command }) => ({ name, settings, kind: 'peer', daemon: true, command }));
}
