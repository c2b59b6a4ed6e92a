import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { isCount, isObject } from './versioned-file.js';

/** What tells one process from every other one, also from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the system's own notation; null where the system does not tell. */
  readonly started: string | null;
  /** Names the boot of the kernel it runs on; null where the system does not tell. */
  readonly boot: string | null;
  /** Names its pid namespace; null where there is no such thing. */
  readonly namespace: string | null;
  readonly host: string;
  /** For people. */
  readonly command: string;
}

/** `unknown`: it runs, or ran, on another machine or in another container, where its pid means nothing to us. */
export type Standing = 'running' | 'gone' | 'unknown';

let own: Promise<ProcessIdentity> | undefined;

/** The identity of this process. */
export function thisProcess(): Promise<ProcessIdentity> {
  own ??= identify();
  return own;
}

async function identify(): Promise<ProcessIdentity> {
  return {
    pid: process.pid,
    started: (await startOf(process.pid)) ?? null,
    boot: await readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
      (id) => id.trim(),
      () => null,
    ),
    namespace: await readlink('/proc/self/ns/pid').catch(() => null),
    host: hostname(),
    command: commandLine(process.argv),
  };
}

/** What a person would recognise the process by, without credentials. */
export function commandLine(argv: readonly string[]): string {
  const [, script = 'node', ...rest] = argv;
  const words = [basename(script, '.js'), ...rest].join(' ');
  const shown = words.replaceAll(/\/\/[^\s/@]*@/g, '//***@');
  return shown.length > 200 ? `${shown.slice(0, 199)}…` : shown;
}

/** Whether a process still runs, as far as `self` can tell. */
export async function standingOf(other: ProcessIdentity, self: ProcessIdentity): Promise<Standing> {
  if (other.host !== self.host) return 'unknown';
  if (other.boot !== self.boot) return 'gone';
  if (other.namespace !== self.namespace) return 'unknown';
  const started = await startOf(other.pid);
  if (started === undefined) return 'gone';
  return started === null || other.started === null || started === other.started ? 'running' : 'gone';
}

/** When a process started; null if it runs and the system does not tell, undefined if it does not run. */
async function startOf(pid: number): Promise<string | null | undefined> {
  if (process.platform === 'linux') return startOnLinux(pid);
  if (!isAlive(pid)) return undefined;
  if (process.platform === 'win32') return null;
  return startByPs(pid);
}

async function startOnLinux(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // The second field is the name in brackets, and may hold spaces and brackets itself.
  const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return 'ZX'.includes(state) ? undefined : fields[18];
}

async function startByPs(pid: number): Promise<string | null | undefined> {
  const environment = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
  // Only systems other than Linux need it, and it costs every start some milliseconds.
  const { execFile } = await import('node:child_process');
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)], { env: environment });
    return stdout.trim();
  } catch {
    return isAlive(pid) ? null : undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

export function isProcessIdentity(value: unknown): value is ProcessIdentity {
  const isTextOrNull = (text: unknown): boolean => text === null || typeof text === 'string';
  return (
    isObject(value) &&
    isCount(value['pid']) &&
    ['started', 'boot', 'namespace'].every((name) => isTextOrNull(value[name])) &&
    ['host', 'command'].every((name) => typeof value[name] === 'string')
  );
}
