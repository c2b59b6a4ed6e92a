import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Sandbox } from '../support/cli.js';
import { sendWindow } from '../support/tcp-client.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.create();
});
afterAll(() => sandbox.remove());

/** Starts `logship receive`, and hands out the process and its lines on stdout. */
function start(...args: string[]) {
  const child = sandbox.start(['receive', ...args]);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return { child, next: async () => JSON.parse(String((await lines.next()).value)) as unknown };
}

describe('logship receive', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('writes what comes in, and ends well with %s', async (signal) => {
    const { child, next } = start('--tcp', '0', '--out', signal, '--json');
    const { listening } = (await next()) as { listening: { tcp: { host: string; port: number } } };
    expect(listening).toEqual({ tcp: { host: '127.0.0.1', port: expect.any(Number) } });
    const event = '{"@timestamp":"2026-07-01T10:00:00Z","tenant_id":"acme"}\n';
    expect(await sendWindow(listening.tcp.port, event)).toBe('confirmed');
    expect(await readFile(join(sandbox.cwd, signal, 'logs-acme-2026.07.ndjson'), 'utf8')).toBe(event);
    child.kill(signal);
    const { exitCode, stdout, stderr } = await child;
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1))).toMatchObject({ received: 1, tenants: { acme: 1 } });
    expect(stderr).toBe('');
  });

  it('says who has the port, and what to do', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { exitCode, stdout, stderr } = await sandbox.run(['receive', '--tcp', String(port)]);
    server.close();
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(`tcp 127.0.0.1:${port} is taken by`);
    expect(stderr).toContain('Choose another port');
    expect(stderr).not.toContain('    at ');
  });

  it.each(['70000', '-1', 'x', ''])('refuses the port %j', async (port) => {
    const { exitCode, stderr } = await sandbox.run(['receive', `--tcp=${port}`]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--tcp');
  });
});
