import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { libraryPath, unpackPackages } from '../../scripts/lib/debian.mjs';
import { built } from './cache.js';
import type { Requirement } from './requirements.js';
import { runs } from './runs.js';

/** An rsyslog that takes datagrams. */
export interface Rsyslog {
  readonly port: number;
  /** The datagrams that it has taken, a line each, in the order of their arrival. */
  lines(): Promise<string[]>;
  stop(): Promise<void>;
}

/** Finds apt, which brings the package of rsyslog. */
export function requireRsyslog(): Requirement<(folder: string) => Promise<Rsyslog>> {
  return runs('apt-get', '--version') ? { found: startRsyslog } : { missing: 'needs apt-get, which brings rsyslog' };
}

/** Debian's package, unpacked once for all runs: nothing is installed. */
async function startRsyslog(folder: string): Promise<Rsyslog> {
  const root = await built('rsyslog', [], async (to) => unpackPackages(to, ['rsyslog']));
  const files = readdirSync(root, { recursive: true, withFileTypes: true });
  const modules = files.find(({ name }) => name === 'imudp.so')!.parentPath;
  const program = join(files.find(({ name }) => name === 'rsyslogd')!.parentPath, 'rsyslogd');
  const port = await freePort();
  const [configuration, log] = [join(folder, 'rsyslog.conf'), join(folder, 'udp.log')];
  await writeFile(configuration, configure(folder, log, port));
  const args = ['-n', '-M', modules, '-f', configuration, '-i', join(folder, 'pid')];
  const env = { ...process.env, LD_LIBRARY_PATH: libraryPath(root) };
  const child = spawn(program, args, { env, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const leave = () => child.kill('SIGKILL');
  process.once('exit', leave);
  const exit = once(child, 'exit').finally(() => process.off('exit', leave));
  const lines = async () => (await readFile(log, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  await heard(child, port, lines);
  return {
    port,
    lines: async () => (await lines()).filter((line) => line !== HELLO),
    async stop() {
      child.kill('SIGTERM');
      await exit;
    },
  };
}

const HELLO = 'are you there?';

/** It says nothing when it is ready: it is asked until it has written that down. */
async function heard(child: ChildProcess, port: number, lines: () => Promise<string[]>): Promise<void> {
  const socket = createSocket('udp4').on('error', () => {});
  try {
    while (!(await lines()).includes(HELLO)) {
      if (child.exitCode !== null) throw new Error(`rsyslog ended with ${child.exitCode} before it listened`);
      socket.send(HELLO, port, '127.0.0.1');
      await pause(50);
    }
  } finally {
    socket.close();
  }
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  await new Promise<void>((resolve) => void socket.close(resolve));
  return port;
}

/** Datagrams as they came. Its socket holds what comes while it writes. */
function configure(folder: string, log: string, port: number): string {
  return `global(workDirectory="${folder}" maxMessageSize="64k" parser.escapeControlCharactersOnReceive="off")
main_queue(queue.size="100000")
module(load="imudp")
template(name="raw" type="string" string="%rawmsg%\\n")
ruleset(name="udp") { action(type="omfile" file="${log}" template="raw") }
input(type="imudp" address="127.0.0.1" port="${port}" rcvbufSize="4m" ruleset="udp")
`;
}
