import { spawnSync } from 'node:child_process';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import { describeWith, type Requirement } from '../../servers/requirements.js';
import { NODE, Sandbox } from '../../support/cli.js';
import { startCollectingPeer } from '../../support/peers/collecting.js';

const LIMIT = { LOGSHIP_REJECTS_LIMIT: '4KB' };
const PROGRAM = new URL('../../../bin/logship.js', import.meta.url).pathname;

/** Lines of which one in ten is no JSON. */
function mixedLines(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, n) => {
    const seq = from + n;
    return seq % 10 === 0 ? `bad line ${seq}\n` : `{"seq":${seq}}\n`;
  }).join('');
}

async function world() {
  const sandbox = await Sandbox.create();
  onTestFinished(() => sandbox.remove());
  const peer = await startCollectingPeer();
  onTestFinished(() => peer.close());
  const file = join(sandbox.cwd, 'app.ndjson');
  await writeFile(file, '');
  const to = ['--host', '127.0.0.1', '--port', String(peer.port)];
  return { sandbox, peer, file, to };
}

const seqs = (events: readonly Record<string, unknown>[]) =>
  [...new Set(events.map(({ seq }) => seq as number).filter((seq) => seq !== undefined))].sort((a, b) => a - b);

const allGood = (lines: number) => Array.from({ length: lines }, (_, seq) => seq).filter((seq) => seq % 10 !== 0);

describe('where the rejects are full', () => {
  test('upload stops in front of what it could not keep, and goes on there once there is room', async () => {
    const { sandbox, peer, file, to } = await world();
    await writeFile(file, mixedLines(0, 500));
    const args = ['upload', file, '--format', 'ndjson', '--json', ...to];
    const full = await sandbox.run(args, { env: LIMIT });
    expect(full.exitCode).toBe(1);
    expect(full.stderr).toContain('rejected records fill the 4096 bytes that they may (LOGSHIP_REJECTS_LIMIT)');
    expect(full.stderr).toContain('Mend the cause and send them again: logship replay');

    const more = await sandbox.run(args);
    expect(more.exitCode).toBe(3);
    expect(JSON.parse(more.stdout)).toMatchObject({ pending: 0 });
    const kept = JSON.parse((await sandbox.run(['rejects', '--json', '--reason', 'malformed'])).stdout) as {
      total: number;
    };
    expect(kept.total).toBeGreaterThanOrEqual(50);
    expect(seqs(peer.events)).toEqual(allGood(500));
  });

  test('tail waits, says so, and goes on when a replay has made room: nothing is lost', async () => {
    const { sandbox, peer, file, to } = await world();
    const running = sandbox.start(['tail', file, '--format', 'ndjson', '--from', 'start', ...to], { env: LIMIT });
    const said = sayings(running.stderr);
    // More than one round of it, each with more rejects than there is room for.
    let lines = 0;
    onTestFinished(async () => {
      running.kill('SIGKILL');
      await running;
    });
    for (let round = 1; round <= 2; round++) {
      await appendFile(file, mixedLines(lines, lines + 200));
      lines += 200;
      await said.until('nothing more is read until there is room', round);
      const arrived = peer.events.length;
      await appendFile(file, mixedLines(lines, lines + 10));
      lines += 10;
      await pause(500);
      expect(seqs(peer.events.slice(arrived)).filter((seq) => seq >= lines - 10)).toEqual([]);
      for (let freed = false; !freed; freed = said.count('rejected records are kept again') >= round) {
        await sandbox.run(['replay', '--format', 'text', '--quiet', ...to]);
        await pause(300);
      }
    }
    while (seqs(peer.events).length < allGood(lines).length) await pause(50);
    running.kill('SIGTERM');
    expect((await running).exitCode).toBe(143);
    await sandbox.run(['replay', '--format', 'text', ...to]);
    expect(seqs(peer.events)).toEqual(allGood(lines));
    const messages = new Set(peer.events.map(({ message }) => message).filter((message) => message !== undefined));
    expect(messages.size).toBe(lines / 10);
  });

  test('a tail that waits for room ends in order', async () => {
    const { sandbox, file, to } = await world();
    await writeFile(file, mixedLines(0, 500));
    const args = ['tail', file, '--format', 'ndjson', '--from', 'start', '--json', ...to];
    const running = sandbox.start(args, { env: LIMIT });
    onTestFinished(() => void running.kill('SIGKILL'));
    await sayings(running.stderr).until('nothing more is read until there is room', 1);
    running.kill('SIGTERM');
    const { exitCode, stdout } = await running;
    expect(exitCode).toBe(143);
    const status = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as { last_error: string };
    expect(status.last_error).toContain('rejected records fill');
  });
});

describeWith(requireMounts(), 'where the disk is full', () => {
  test('upload stops in front of what it could not keep, and goes on there once there is room', async () => {
    const { sandbox, peer, file, to } = await world();
    await writeFile(file, mixedLines(0, 500).replaceAll('bad', `bad ${'x'.repeat(3000)}`));
    const logship = `'${NODE}' '${PROGRAM}'`;
    const upload = `${logship} upload '${file}' --format ndjson --json ${to.join(' ')}; echo "exit $?"`;
    const script = [
      `mount -t tmpfs -o size=100k tmpfs '${sandbox.state}'`,
      upload,
      `mount -o remount,size=10m '${sandbox.state}'`,
      upload,
      `${logship} rejects --json`,
    ].join('\n');
    const { stdout, stderr } = await execa('unshare', ['-r', '-m', 'sh', '-c', script], {
      cwd: sandbox.cwd,
      env: { PATH: process.env['PATH'], HOME: sandbox.home, LOGSHIP_STATE_DIR: sandbox.state },
      extendEnv: false,
    });
    const [, first, second, , kept] = stdout.split('\n');
    expect(first).toBe('exit 1');
    expect(stderr).toContain('ENOSPC');
    expect(stderr).toContain('Free some space on that disk and run again');
    expect(JSON.parse(second!)).toMatchObject({ pending: 0 });
    expect((JSON.parse(kept!) as { total: number }).total).toBeGreaterThanOrEqual(50);
    expect(seqs(peer.events)).toEqual(allGood(500));
  });
});

/** What a process says, as it comes. */
function sayings(stream: Readable) {
  let text = '';
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const count = (words: string) => text.split(words).length - 1;
  return {
    count,
    async until(words: string, times: number) {
      while (count(words) < times) {
        if (stream.readableEnded) throw new Error(`it ended after: ${text}`);
        await pause(20);
      }
    },
  };
}

/** A small disk of our own, which only a namespace of our own lets us have. */
function requireMounts(): Requirement<true> {
  const { status } = spawnSync('unshare', ['-r', '-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']);
  return status === 0 ? { found: true } : { missing: 'a disk of its own needs unshare -r -m, which is refused here' };
}
