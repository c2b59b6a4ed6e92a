import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ADDED } from '../programs/loop-event.mjs';
import { libraryPath } from '../../lib/debian.mjs';
import { unpackDebian } from './debian.mjs';

/** Batches as large as its manual advises for Elasticsearch. */
const BULK_BATCH = 4096;

/** The queue of an action, as long as the main one; by default it is so short that it waits for itself. */
const QUEUE = 'queue.type="linkedList" queue.size="50000"';

/** A queue in memory that spills to disk, and is saved when it ends. */
const DISK_ASSISTED =
  'queue.filename="forward" queue.maxDiskSpace="4g" queue.saveOnShutdown="on" action.resumeRetryCount="-1"';

/** @returns {Promise<import('./find.mjs').Peer[]>} */
export async function rsyslog() {
  const root = await unpackDebian('rsyslog', ['rsyslog', 'rsyslog-elasticsearch']);
  const env = { LD_LIBRARY_PATH: libraryPath(root) };
  const program = path.join(root, 'usr/sbin/rsyslogd');
  const version = /rsyslogd\s+(\S+)/.exec(execFileSync(program, ['-v'], { env, encoding: 'utf8' }))?.[1];
  const module = fs.readdirSync(root, { recursive: true, encoding: 'utf8' }).find((file) => file.endsWith('imfile.so'));
  const modules = path.dirname(path.join(root, module ?? ''));

  /** @type {(settings: string, disk: boolean) => import('./find.mjs').Peer} */
  const peer = (settings, disk) => ({
    name: `rsyslog ${version}`,
    settings,
    formats: ['ndjson', 'text'],
    transports: ['tcp', 'http'],
    command(job) {
      const configuration = path.join(job.folder, 'rsyslog.conf');
      fs.writeFileSync(configuration, configure(job, disk));
      const args = ['-n', '-M', modules, '-f', configuration, '-i', path.join(job.folder, 'pid')];
      return { file: program, args, env, cwd: job.folder };
    },
  });
  return [peer('as it comes', false), peer('disk-assisted queue', true)];
}

/**
 * @param {import('./find.mjs').Job} job
 * @param {boolean} disk
 */
function configure({ data, transport, port, folder }, disk) {
  const parse =
    data.format === 'text'
      ? 'set $!message = $rawmsg;'
      : 'module(load="mmjsonparse")\naction(type="mmjsonparse" cookie="")';
  const template = transport === 'http' ? '%$!all-json-plain%' : '%$!all-json-plain%\\n';
  const sink =
    transport === 'http'
      ? `type="omelasticsearch" server="127.0.0.1" serverport="${port}" usehttps="off" bulkmode="on" searchType="" ` +
        `searchIndex="logs-${ADDED.tenant}" ${QUEUE} queue.dequeueBatchSize="${BULK_BATCH}"`
      : `type="omfwd" target="127.0.0.1" port="${port}" protocol="tcp" ${disk ? QUEUE : ''}`;
  return `global(workDirectory="${folder}" maxMessageSize="64k")
module(load="imfile")
${transport === 'http' ? 'module(load="omelasticsearch")' : ''}
template(name="event" type="string" string="${template}")
input(type="imfile" file="${data.path}" tag="bench" addMetadata="off" freshStartTail="off")
${parse}
set $!tenant_id = "${ADDED.tenant}";
set $!source = "${ADDED.source}";
set $!environment = "${ADDED.environment}";
set $.tagged = parse_json("{\\"tags\\":[\\"service:${ADDED.service}\\",\\"env:${ADDED.environment}\\"]}", "\\$!");
action(${sink} template="event" ${disk ? DISK_ASSISTED : ''})
`;
}
