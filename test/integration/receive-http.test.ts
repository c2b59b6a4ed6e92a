import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventLines, uploadWorld } from '../cli/upload-world.js';
import { ANY, start } from '../receive/world.js';
import { tempFolder } from '../support/temp-folder.js';

const urlOf = ({ host, port }: { host: string; port: number }) => `http://${host}:${port}`;

describe('logship receive --http, by the official client', () => {
  async function world() {
    const out = await tempFolder();
    const { addresses, counts } = await start({ http: ANY, out });
    const client = new Client({ node: urlOf(addresses.http!), compression: true });
    onTestFinished(() => client.close());
    return { out, client, counts };
  }

  it('says who it is, takes documents, and counts them', async () => {
    const { client, out } = await world();
    expect((await client.info()).version.number).toBe('8.19.0');
    expect(await client.ping()).toBe(true);
    const index = 'logs-a-2026.07';
    const operations = [{ create: { _index: index, _id: '1' } }, { n: 1 }, { index: { _index: index } }, { n: 2 }];
    const { errors, items } = await client.bulk({ operations, refresh: true });
    expect(errors).toBe(false);
    expect(items.map((item) => Object.values(item)[0]?.status)).toEqual([201, 201]);
    expect((await client.count({ index })).count).toBe(2);
    expect((await client.count({ query: { match_all: {} } })).count).toBe(2);
    const again = await client.bulk({ operations: [{ create: { _index: index, _id: '1' } }, { n: 1 }] });
    expect(again.items[0]!.create).toMatchObject({ status: 409, error: { type: 'version_conflict_engine_exception' } });
    expect(await readFile(join(out, `${index}.ndjson`), 'utf8')).toBe('{"n":1,"@metadata":{"_id":"1"}}\n{"n":2}\n');
    await expect(client.search({ index })).rejects.toMatchObject({ statusCode: 404 });
  });

  it('takes what its bulk helper sends', async () => {
    const { client, counts } = await world();
    const datasource = Array.from({ length: 20_000 }, (_, seq) => ({ seq, '@timestamp': '2026-07-01T10:00:00Z' }));
    const { successful, failed } = await client.helpers.bulk({
      datasource,
      flushBytes: 100_000,
      onDocument: () => ({ create: { _index: 'logs-b-2026.07' } }),
    });
    expect([successful, failed]).toEqual([20_000, 0]);
    expect(counts()).toMatchObject({ received: 20_000, tenants: { b: 20_000 } });
  });
});

describe('logship receive --http, from logship', () => {
  it('writes the very files that come about over TCP, and knows what it has', async () => {
    const [overHttp, overTcp] = [await tempFolder(), await tempFolder()];
    const http = await start({ http: ANY, out: overHttp });
    const tcp = await start({ tcp: ANY, out: overTcp });
    const { sandbox, write } = await uploadWorld();
    const stamped = eventLines(0, 3000).replaceAll('{', '{"@timestamp":"2026-07-01T10:00:00.000Z",');
    await write('a.json', `${stamped}{"@timestamp":"2026-06-30T23:59:59Z","tenant_id":"b","n":1e400}\n`);
    const upload = async (...to: string[]) =>
      JSON.parse((await sandbox.run(['upload', 'a.json', '--json', ...to])).stdout);
    const toHttp = ['--no-logstash', '--elasticsearch', urlOf(http.addresses.http!)];
    expect(await upload(...toHttp)).toMatchObject({ delivered: 3001, acknowledgement: 'indexed' });
    const toTcp = ['--host', '127.0.0.1', '--port', String(tcp.addresses.tcp!.port)];
    expect(await upload(...toTcp)).toMatchObject({ delivered: 3001 });
    const names = (await readdir(overTcp)).sort();
    expect(names).toEqual(['logs-b-2026.06.ndjson', 'logs-default-2026.07.ndjson']);
    expect((await readdir(overHttp)).sort()).toEqual(names);
    for (const name of names) {
      expect(await readFile(join(overHttp, name), 'utf8')).toBe(await readFile(join(overTcp, name), 'utf8'));
    }
    expect(await upload(...toHttp, '--restart')).toMatchObject({ delivered: 0, duplicates: 3001 });
    expect(http.counts()).toMatchObject({ received: 3001, conflicts: 3001 });
  });
});
