import { readdir, readFile, readlink } from 'node:fs/promises';

/** Socket states of /proc/net that hold a port: a TCP listener, a bound UDP socket. */
const HOLDING = { tcp: '0A', udp: '07' } as const;

/**
 * Says which process holds a local port, as `node (pid 123)`. `undefined` where the system does not tell: it is no
 * Linux, or the process belongs to somebody else.
 */
export async function portOwner(protocol: 'tcp' | 'udp', port: number): Promise<string | undefined> {
  const sockets = new Set<string>();
  for (const table of [protocol, `${protocol}6`]) {
    const rows = await readFile(`/proc/net/${table}`, 'utf8').catch(() => '');
    for (const row of rows.split('\n').slice(1)) {
      const columns = row.trim().split(/\s+/);
      const [local = '', state, inode] = [columns[1], columns[3], columns[9]];
      if (state === HOLDING[protocol] && parseInt(local.split(':')[1] ?? '', 16) === port) {
        sockets.add(`socket:[${inode}]`);
      }
    }
  }
  if (sockets.size === 0) return undefined;
  for (const pid of await readdir('/proc').catch(() => [])) {
    if (/^\d+$/.test(pid) && (await holdsAny(pid, sockets))) {
      const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'a process');
      return `${name.trim()} (pid ${pid})`;
    }
  }
  return undefined;
}

async function holdsAny(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  for (const descriptor of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
    if (sockets.has(target)) return true;
  }
  return false;
}
