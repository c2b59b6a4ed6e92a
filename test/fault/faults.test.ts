import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../scripts/faults.mjs', import.meta.url));

const faults = (...args: string[]) => execa(process.execPath, [SCRIPT, ...args], { reject: false });

// `npm run faults` takes a quarter of an hour; a few of its cells see to it that it works when somebody needs it.
test('faults by road: nothing is lost but behind a relay that ends TCP, and the table says why', async () => {
  const cells = ['--roads', 'tcp', '--faults', 'relay-killed,reset,half-answer', '--lines', '10000'];
  const { exitCode, stdout } = await faults(...cells);
  const rows = stdout.split('\n').filter((line) => line.startsWith('TCP '));
  expect(rows).toEqual([
    expect.stringMatching(/the relay ended the connection.* 10,000 +\d+(,\d+)? +[1-9][\d,]* +0 +0$/),
    expect.stringMatching(/connection reset, 3 times +10,000 +10,000 +0 +[1-9][\d,]* +0$/),
    expect.stringMatching(/cut in two( +—){5}$/),
  ]);
  expect(exitCode).toBe(0);
});

test('a command line that says nothing is told of', async () => {
  const { exitCode, stderr } = await faults('--roads', 'pigeon');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('pigeon? There are: tcp');
});
