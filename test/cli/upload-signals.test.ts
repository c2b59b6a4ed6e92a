import { describe, expect, it, onTestFinished } from 'vitest';
import { startStallingPeer } from '../support/peers/stalling.js';
import { eventLines, seqsOf, uploadWorld } from './upload-world.js';

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s', (signal, code) => {
  it(`ends the run with ${code}, keeps what was acknowledged, and a second run goes on`, async () => {
    const { sandbox, write, result, peer } = await uploadWorld();
    await write('a.json', eventLines(0, 10));
    await write('b.json', eventLines(10, 20));
    expect((await result(['a.json'])).json.delivered).toBe(10);
    const stalling = await startStallingPeer({ after: 0 });
    onTestFinished(() => stalling.close());
    const port = ['--host', '127.0.0.1', '--port', String(stalling.port), '--timeout', '1'];
    const running = sandbox.start(['upload', 'b.json', '--json', ...port]);
    await stalling.stalled;
    running.kill(signal);
    const { exitCode, stdout, stderr } = await running;
    expect(exitCode).toBe(code);
    expect(JSON.parse(stdout)).toMatchObject({ read: 10, delivered: 0, pending: 10 });
    expect(stderr).toContain(`logship: ended by ${signal}\n`);
    expect((await result(['a.json', 'b.json'])).json).toMatchObject({ read: 10, delivered: 10, skipped: 10 });
    expect(seqsOf(peer)).toEqual(Array.from({ length: 20 }, (_, seq) => seq));
  });
});

it('the second signal ends the process at once', async () => {
  const { sandbox, write } = await uploadWorld();
  await write('a.json', eventLines(0, 10));
  const stalling = await startStallingPeer({ after: 0 });
  onTestFinished(() => stalling.close());
  const port = ['--host', '127.0.0.1', '--port', String(stalling.port), '--timeout', '600'];
  const running = sandbox.start(['upload', 'a.json', ...port]);
  await stalling.stalled;
  running.kill('SIGINT');
  const again = setInterval(() => running.kill('SIGINT'), 200);
  const { exitCode } = await running;
  clearInterval(again);
  expect(exitCode).toBe(130);
});

it('the deadline ends a run that would wait for ever', async () => {
  const { sandbox, write, result } = await uploadWorld();
  await write('a.json', eventLines(0, 10));
  const stalling = await startStallingPeer({ after: 0 });
  onTestFinished(() => stalling.close());
  const port = ['--host', '127.0.0.1', '--port', String(stalling.port)];
  const { exitCode, stdout, stderr } = await sandbox.run(['upload', 'a.json', '--deadline', '1s', ...port]);
  expect(exitCode).toBe(1);
  expect(stdout).toContain('10 pending: the same command again goes on there');
  expect(stderr).toContain('logship: the deadline of 1 s is over\n  What is not acknowledged stays pending');
  expect((await result(['a.json'])).json).toMatchObject({ delivered: 10, pending: 0 });
});

it('whoever closes stdout early has seen enough of a dry run', async () => {
  const { sandbox, write } = await uploadWorld();
  await write('a.json', eventLines(0, 50_000));
  const running = sandbox.start(['upload', 'a.json', '--dry-run']);
  running.stdout.once('data', () => running.stdout.destroy());
  const { exitCode, stderr } = await running;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});
