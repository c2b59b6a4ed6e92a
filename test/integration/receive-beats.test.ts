import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventLines, uploadWorld } from '../cli/upload-world.js';
import { ANY, start } from '../receive/world.js';
import { requireGo } from '../servers/go.js';
import { shipByLumberjack } from '../servers/lumberjack-client.js';
import { describeWith } from '../servers/requirements.js';
import { readArrived } from '../support/arrived.js';
import { tempFolder } from '../support/temp-folder.js';

const CLEAN = { lost: [], duplicates: 0, strayed: 0, collisions: 0, torn: [], unexpected: [] };

describeWith(requireGo(), "logship receive --beats, from Elastic's go-lumber", (tools) => {
  it.each([
    ['as they are', ['-window', '100']],
    ['compressed, with windows in flight', ['-compress', '3', '-window', '700', '-inflight', '4']],
    ['one by one', ['-window', '1', '-events', '500']],
  ])('takes every event once: %s', async (_name, flags) => {
    const out = await tempFolder();
    const { addresses, counts } = await start({ beats: ANY, out });
    const { acked, stderr } = await shipByLumberjack(tools, addresses.beats!.port, '-events', '10000', ...flags);
    expect(stderr).toBe('');
    const expected = flags.includes('500') ? 500 : 10_000;
    expect(acked).toBe(expected);
    expect(await readArrived(out, { expected })).toEqual({ events: expected, ...CLEAN });
    expect(counts()).toMatchObject({ received: expected, resets: 0 });
    const [first] = (await readFile(join(out, 'logs-default-2026.07.ndjson'), 'utf8')).split('\n', 1);
    expect(JSON.parse(first!)).toMatchObject({ message: 'größe 0 \n\u2028', '@metadata': { beat: 'test' } });
  });
});

describeWith(requireGo(), "logship receive --beats --tls, from Elastic's go-lumber", (tools) => {
  it('is trusted by the authority that it names', async () => {
    const out = await tempFolder();
    const { addresses, caFile } = await start({ beats: ANY, out, tls: {} });
    const flags = ['-events', '2000', '-compress', '3', '-ca', caFile!];
    expect(await shipByLumberjack(tools, addresses.beats!.port, ...flags)).toEqual({ acked: 2000, stderr: '' });
    expect(await readArrived(out, { expected: 2000 })).toEqual({ events: 2000, ...CLEAN });
  });
});

describe('logship receive --beats, from logship', () => {
  it('takes every event once, as it was sent', async () => {
    const out = await tempFolder();
    const { addresses } = await start({ beats: ANY, out });
    const { sandbox, write } = await uploadWorld();
    await write('a.json', eventLines(0, 5000));
    const to = ['--protocol', 'beats', '--host', '127.0.0.1', '--port', String(addresses.beats!.port)];
    const { exitCode, stdout } = await sandbox.run(['upload', 'a.json', '--json', ...to]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ delivered: 5000, acknowledgement: 'accepted' });
    expect(await readArrived(out, { expected: 5000 })).toEqual({ events: 5000, ...CLEAN });
  });
});
