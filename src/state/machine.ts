import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';

const FILES = ['/etc/machine-id', '/var/lib/dbus/machine-id'];

/** What tells this machine from others: its machine id, else its host name. */
export async function machineId(files: readonly string[] = FILES): Promise<string> {
  for (const file of files) {
    const id = await readFile(file, 'utf8').catch(() => '');
    if (id.trim() !== '') return id.trim();
  }
  return hostname();
}
