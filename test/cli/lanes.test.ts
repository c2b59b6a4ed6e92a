import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { uploadWorld } from './upload-world.js';

const TIME = '"@timestamp":"2026-03-14T09:26:53+01:00"';

/** Every record has a time of its own: the time of reading would be another one in the second run. */
const FIXTURES: Readonly<Record<string, () => Promise<string>>> = {
  'the example': () => readFile(fileURLToPath(new URL('../../examples/app.json', import.meta.url)), 'utf8'),
  'an array': async () => `[{${TIME},"n":1e400},\n {${TIME},"level":"warn","tags":["a"]}, {"bad":} ,{${TIME}}]`,
  'objects over lines': async () => `{\n  ${TIME},\n  "a": {"b": [1, 2]}\n}\n{\n  ${TIME},\n  "level": 30\n}\n`,
  'plain text': async () => '2026-03-14 09:26:53,589 ERROR disk "full"\n[2026-03-14T09:26:53Z] warn: ü\t\\\n',
};

it.each(Object.keys(FIXTURES))('LOGSHIP_LANE=reference makes the same of %s', async (name) => {
  const { write, upload } = await uploadWorld();
  await write('fixture', await FIXTURES[name]!());
  const flags = ['fixture', '--dry-run', '--service', 'shop', '--environment', 'prod'];
  const runs = [];
  for (const lane of ['fast', 'reference']) {
    const { stdout, stderr, exitCode } = await upload(flags, { env: { LOGSHIP_LANE: lane } });
    runs.push({ stdout, stderr, exitCode });
  }
  expect(runs[0]!.stdout).toContain('"service:shop"');
  expect(runs[1]).toEqual(runs[0]);
});
