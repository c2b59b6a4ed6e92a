import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ADDED } from '../programs/loop-event.mjs';
import { libraryPath } from '../../lib/debian.mjs';
import { unpackDebian } from './debian.mjs';

/** A queue on disk that holds each event until it is sent. */
const DISK_BUFFER = 'disk-buffer(reliable(yes) disk-buf-size(4294967296) mem-buf-size(67108864))';

/** More files than this are not followed at once. */
const MOST_FILES = 1000;

/** @returns {Promise<import('./find.mjs').Peer[]>} */
export async function syslogNg() {
  const root = await unpackDebian('syslog-ng', ['syslog-ng-core', 'syslog-ng-mod-http']);
  const env = { LD_LIBRARY_PATH: libraryPath(root) };
  const program = path.join(root, 'usr/sbin/syslog-ng');
  const release = fs.readdirSync(path.join(root, 'usr/lib/syslog-ng')).find((name) => /^\d/.test(name)) ?? '';
  const modules = path.join(root, 'usr/lib/syslog-ng', release);
  const said = execFileSync(program, ['--version', `--module-path=${modules}`], { env, encoding: 'utf8' });
  const version = /^syslog-ng \d+ \((.+)\)/m.exec(said)?.[1] ?? release;

  /** @type {(settings: string, buffer: string) => import('./find.mjs').Peer} */
  const peer = (settings, buffer) => ({
    name: `syslog-ng ${version}`,
    settings,
    formats: ['ndjson', 'text'],
    transports: ['tcp', 'http'],
    command(job) {
      const configuration = path.join(job.folder, 'syslog-ng.conf');
      fs.writeFileSync(configuration, configure(job, release, buffer));
      const own = { '-R': 'persist', '-c': 'control', '-p': 'pid' };
      const files = Object.entries(own).flatMap(([flag, name]) => [flag, path.join(job.folder, name)]);
      const args = ['-F', '--no-caps', `--module-path=${modules}`, '-f', configuration, ...files];
      return { file: program, args, env, cwd: job.folder };
    },
  });
  // Without flow control it drops most of a file: no contest.
  return [peer('flow control', ''), peer('reliable disk buffer', DISK_BUFFER)];
}

/**
 * @param {import('./find.mjs').Job} job
 * @param {string} release
 * @param {string} buffer
 */
function configure({ data, transport, port }, release, buffer) {
  const text = data.format === 'text';
  const message = text ? '--pair message="$MSG"' : '';
  const tags = `--pair "tags=list(service:${ADDED.service},env:${ADDED.environment})"`;
  const event = `$(format-json .json.* --rekey .json.* --shift-levels 2 ${message} ${tags})`;
  const action = `{\\"create\\":{\\"_index\\":\\"logs-${ADDED.tenant}\\"}}`;
  const quoted = event.replaceAll('"', '\\"');
  const destination =
    transport === 'http'
      ? `http(url("http://127.0.0.1:${port}/_bulk") method("POST") headers("content-type: application/x-ndjson")
          body-suffix("\\n") delimiter("\\n") batch-lines(5000) batch-bytes(8388608) batch-timeout(200) workers(2)
          body("${action}\\n${quoted}") log-fifo-size(200000) ${buffer})`
      : `network("127.0.0.1" port(${port}) transport("tcp") flush-lines(1000) log-fifo-size(200000)
          template("${quoted}\\n") ${buffer})`;
  return `@version: ${release}
options { stats-freq(0); log-msg-size(65536); };
source file { ${source(data.path)} flags(no-parse) follow-freq(0.1) log-fetch-limit(1000)); };
parser json { json-parser(prefix(".json.")); };
rewrite fields {
  set("${ADDED.tenant}" value(".json.tenant_id"));
  set("${ADDED.source}" value(".json.source"));
  set("${ADDED.environment}" value(".json.environment"));
};
destination sink { ${destination}; };
log { source(file); ${text ? '' : 'parser(json); '}rewrite(fields); destination(sink); flags(flow-control); };
`;
}

/**
 * The beginning of a source: a file, or every file that a pattern names. The window of many files is shared by them.
 * @param {string} file
 */
function source(file) {
  const pattern = path.basename(file);
  if (!pattern.includes('*')) return `file("${file}" log-iw-size(20000)`;
  const many = `filename-pattern("${pattern}") max-files(${MOST_FILES}) log-iw-size(${MOST_FILES * 100})`;
  return `wildcard-file(base-dir("${path.dirname(file)}") ${many}`;
}
