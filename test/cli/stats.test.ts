import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { Sandbox } from '../support/cli.js';
import { startPeer } from '../support/peers/peer.js';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await Sandbox.create();
});
afterEach(() => sandbox.remove());

/** A Logstash that reads, and confirms. */
async function startLogstash(): Promise<{ port: number; flags: string[] }> {
  const peer = await startPeer({}, (socket) => ({ end: () => socket.end() }));
  onTestFinished(() => peer.close());
  return { port: peer.port, flags: ['--host', '127.0.0.1', '--port', String(peer.port)] };
}

const NOBODY = ['--host', '127.0.0.1', '--port', '1'];
const stats = (...args: string[]) => sandbox.run(['stats', ...args]);
const send = (flags: string[]) => sandbox.run(['test-message', '--quiet', ...flags]);

describe('logship stats', () => {
  it('gives health, statistics and configuration with --json', async () => {
    const { port, flags } = await startLogstash();
    await send(flags);
    const { exitCode, stdout, stderr } = await stats(...flags, '--timeout', '2.5', '--json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      health: { status: 'healthy', connected: true, host: '127.0.0.1', port, protocol: 'tcp' },
      statistics: {
        total_sent: 1,
        total_failed: 0,
        total_retries: 0,
        success_rate: 1,
        last_error: null,
        last_success: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      },
      configuration: {
        host: '127.0.0.1',
        port,
        protocol: 'tcp',
        timeout: 2.5,
        max_retries: 3,
        retry_delay: 2,
        enabled: true,
      },
    });
  });

  it('says that nobody is there, and why', async () => {
    const { exitCode, stdout, stderr } = await stats(...NOBODY, '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      health: { status: 'unhealthy', connected: false },
      statistics: { total_sent: 0, success_rate: 1, last_success: null },
    });
    expect(stderr).toContain('the connection was refused');
  });

  it('asks each of several hosts, and is content with one', async () => {
    const { port } = await startLogstash();
    const { exitCode, stdout, stderr } = await stats('--to', `tcp://127.0.0.1:${port},127.0.0.1:1`, '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      health: {
        status: 'healthy',
        connected: true,
        hosts: [
          { host: '127.0.0.1', port, protocol: 'tcp', connected: true },
          { host: '127.0.0.1', port: 1, protocol: 'tcp', connected: false },
        ],
      },
    });
    expect(stderr.match(/the connection was refused/g)).toHaveLength(1);
    expect(stderr).toContain('tcp://127.0.0.1:1');
  });

  it('is unhealthy where none of several hosts is there, and says why of each', async () => {
    const { stdout, stderr } = await stats('--to', 'tcp://127.0.0.1:1,127.0.0.1:2', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ health: { status: 'unhealthy', connected: false } });
    expect(stderr).toContain('tcp://127.0.0.1:1: the connection was refused');
    expect(stderr).toContain('tcp://127.0.0.1:2: the connection was refused');
  });

  it('knows Logstash as disabled where it is off', async () => {
    const { stdout } = await sandbox.run(['stats', '--json'], { env: { USE_LOGSTASH: 'False' } });
    expect(JSON.parse(stdout)).toMatchObject({
      health: { status: 'disabled', connected: false },
      configuration: { enabled: false },
    });
  });

  it('writes aligned columns into a pipe, and a table on a terminal', async () => {
    expect((await stats(...NOBODY)).stdout).toMatch(/^health +status +unhealthy\n/);
    const { stdout } = await sandbox.run(['stats', ...NOBODY], { tty: true });
    expect(stdout).toMatch(/│ statistics +│ success_rate +│ 100\.00% +│/);
  });

  it('ends with 1 where the success rate is below --fail-below', async () => {
    const { flags } = await startLogstash();
    await send(flags);
    expect((await stats(...flags, '--fail-below', '1')).exitCode).toBe(0);
    await send(NOBODY);
    expect((await stats(...flags, '--fail-below', '0.5')).exitCode).toBe(0);
    const { exitCode, stdout, stderr } = await stats(...flags, '--fail-below', '0.99', '--quiet');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toBe('logship: the success rate is 0.5, below 0.99\n');
  });

  it.each(['1.5', '-1', 'x', ''])('refuses %j as a rate', async (rate) => {
    const { exitCode, stderr } = await stats(`--fail-below=${rate}`);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('is no rate');
  });
});

describe('logship reset', () => {
  it('starts the statistics from zero with --yes', async () => {
    const { flags } = await startLogstash();
    await send(flags);
    const { exitCode, stdout, stderr } = await sandbox.run(['reset', '--yes']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).toContain(sandbox.state);
    expect(JSON.parse((await stats(...flags, '--json')).stdout)).toMatchObject({ statistics: { total_sent: 0 } });
  });

  it('does nothing without --yes where there is no terminal', async () => {
    const { flags } = await startLogstash();
    await send(flags);
    const { exitCode, stderr } = await sandbox.run(['reset'], { input: 'y\n' });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Give --yes');
    expect(JSON.parse((await stats(...flags, '--json')).stdout)).toMatchObject({ statistics: { total_sent: 1 } });
  });

  it.each([
    ['y\n', 0],
    ['n\n', 1],
    ['\n', 1],
    ['\u0004', 1],
  ])('asks on a terminal: %j leaves %i', async (answer, left) => {
    const { flags } = await startLogstash();
    await send(flags);
    const { exitCode, stdout } = await sandbox.run(['reset'], { tty: true, input: answer });
    expect(stdout).toContain(`Set the statistics in ${sandbox.state} to zero? [y/N]`);
    expect(exitCode).toBe(0);
    expect(JSON.parse((await stats(...flags, '--json')).stdout)).toMatchObject({ statistics: { total_sent: left } });
  });
});
