import { expect, it } from 'vitest';
import { eventLines, uploadWorld } from './upload-world.js';

const FRAME = /│/;

it('a terminal gets a line of progress, and a table at the end', async () => {
  const { write, upload } = await uploadWorld();
  await write('a.json', eventLines(0, 10));
  await write('b.json', eventLines(10, 30));
  const { exitCode, stdout } = await upload(['a.json', 'b.json'], { tty: true, env: { TERM: 'xterm' } });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/a\.json · 1[0-9]+ B of 1[0-9]+ B \(100%\)/);
  expect(stdout).toMatch(FRAME);
  expect(stdout).toContain('30 of 30 records delivered');
  expect(stdout).toContain('\u001b[32m');
  // The line of progress is taken away before anything else is shown.
  expect(stdout.lastIndexOf('\u001b[2K')).toBeLessThan(stdout.search(FRAME));
});

it.each<[flags: string[], env: Record<string, string>]>([
  [['--quiet'], {}],
  [['--no-color'], {}],
  [[], { NO_COLOR: '1' }],
])('%j %o', async (flags, more) => {
  const { write, upload } = await uploadWorld();
  await write('a.json', eventLines(0, 10));
  const { exitCode, stdout } = await upload(['a.json', ...flags], { tty: true, env: { TERM: 'xterm', ...more } });
  expect(exitCode).toBe(0);
  expect(stdout).not.toContain('\u001b[32m');
  expect(stdout === '').toBe(flags.includes('--quiet'));
});

it('log text that is told has no control characters of its own', async () => {
  const { write, upload } = await uploadWorld();
  await write('a.json', '{"seq":0}\n{"tenant_id":"a\u001b[31mb"}\n{"tenant_id":"\\u001b[31m"}\n');
  const { exitCode, stderr } = await upload(['a.json']);
  expect(exitCode).toBe(3);
  expect(stderr).not.toContain('\u001b');
});
