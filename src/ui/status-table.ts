import type { HostHealth, Status } from '../ship/status.js';
import { showCount } from './numbers.js';
import { drawTable } from './table.js';
import type { Look } from './table.js';

type Value = string | number | boolean | null;

/** Health, statistics and configuration for a person: names and values, as a table or as aligned columns. */
export async function statusTable(status: Status, look: Look): Promise<string> {
  const { hosts = [], ...health } = status.health;
  const rows = Object.entries({ ...status, health }).flatMap(([part, values]) => [
    ...Object.entries(values as Record<string, Value>).map(([name, value]) => [part, name, show(name, value)]),
    ...(part === 'health' ? hosts.map(showHost) : []),
  ]);
  return drawTable({ rows }, look);
}

function showHost({ host, port, connected }: HostHealth): string[] {
  return ['health', `${host} ${port}`, connected ? 'connected' : 'away'];
}

function show(name: string, value: Value): string {
  if (value === null) return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (name === 'success_rate') return `${(Math.floor(Number(value) * 10_000) / 100).toFixed(2)}%`;
  if (name === 'timeout' || name === 'retry_delay') return `${Number(value)} s`;
  return typeof value === 'number' && name.startsWith('total_') ? showCount(value) : String(value);
}
