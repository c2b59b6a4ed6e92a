import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ProbeStep } from '../../../src/model/sink.js';
import { connectTcp, isOwnEcho } from '../../../src/sinks/logstash/connect.js';
import { targetOf } from '../../../src/sinks/logstash/peer.js';
import { unresolved } from '../../../src/sinks/logstash/resolve.js';

const { signal: open } = new AbortController();

async function listening(): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => socket.on('error', () => {}).resume());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { server, port: (server.address() as AddressInfo).port };
}

/** A port on which nobody listens. */
async function deafPort(): Promise<number> {
  const { server, port } = await listening();
  server.close();
  await once(server, 'close');
  return port;
}

it('names the peer as a URL', () => {
  expect(targetOf({ protocol: 'tcp', host: 'es.example', port: 5000, timeout: 1 })).toBe('tcp://es.example:5000');
  expect(targetOf({ protocol: 'tcp', host: '::1', port: 5000, timeout: 1 })).toBe('tcp://[::1]:5000');
});

describe('a connection', () => {
  it('is made to the address of a name that answers, and tells its steps', async () => {
    const { port } = await listening();
    const steps: ProbeStep[] = [];
    const onStep = (step: ProbeStep) => steps.push(step);
    const socket = await connectTcp({ protocol: 'tcp', host: 'localhost', port, timeout: 5000 }, open, { onStep });
    onTestFinished(() => void socket.destroy());
    expect(socket.remoteAddress).toBe('127.0.0.1');
    expect(steps.map(({ name }) => name)).toEqual(['resolve', 'connect']);
    expect(steps[0]!.detail).toContain('127.0.0.1');
    expect(steps[1]!.detail).toBe(`127.0.0.1 port ${port}`);
  });

  it('is refused where nobody listens', async () => {
    const port = await deafPort();
    const refused = connectTcp({ protocol: 'tcp', host: '127.0.0.1', port, timeout: 5000 }, open);
    await expect(refused).rejects.toMatchObject({ fault: 'refused', lasting: false, exitCode: 1 });
  });

  it('has to be there within the timeout, name and all', async () => {
    const { port } = await listening();
    const late = connectTcp({ protocol: 'tcp', host: 'localhost', port, timeout: 1 }, open);
    // Timers come before the network when the process gets to its events again.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    await expect(late).rejects.toMatchObject({ fault: 'timeout', message: expect.stringContaining('within 0.001 s') });
  });

  it('is never made with itself', async () => {
    const port = await deafPort();
    const own = connect({ host: '127.0.0.1', port, localAddress: '127.0.0.1', localPort: port });
    onTestFinished(() => void own.destroy());
    await once(own, 'connect');
    expect(isOwnEcho(own)).toBe(true);
    const { port: other } = await listening();
    const socket = await connectTcp({ protocol: 'tcp', host: '127.0.0.1', port: other, timeout: 5000 }, open);
    onTestFinished(() => void socket.destroy());
    expect(isOwnEcho(socket)).toBe(false);
  });
});

describe('a name that is unknown', () => {
  it('may be known later', async () => {
    const unknown = connectTcp({ protocol: 'tcp', host: 'logship.invalid', port: 1, timeout: 20_000 }, open);
    await expect(unknown).rejects.toMatchObject({ fault: 'unresolved', lasting: false });
  });

  it('is lasting where it is the default, and says what to do', () => {
    const error = unresolved({ protocol: 'tcp', host: 'logstash', port: 5000, timeout: 1 }, undefined);
    expect(error).toMatchObject({ fault: 'unresolved', lasting: true });
    expect(error.next.join('\n')).toMatch(/LOGSTASH_HOST[^]*logship receive/);
  });
});
