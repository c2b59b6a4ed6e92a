import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Flags } from '../../src/config/flags.js';
import { targetsOf } from '../../src/config/targets.js';
import { showTarget } from '../../src/config/values/target.js';
import { makeWorld } from './world.js';
import type { World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.remove());

const shown = async (env: Record<string, string>, flags: Flags = {}) =>
  targetsOf((await world.load({ env, flags })).settings).map(showTarget);

describe('targets', () => {
  it('are what the settings of Logstash and Elasticsearch say', async () => {
    expect(await shown({})).toEqual(['tcp://logstash:5000']);
    expect(await shown({ LOGSTASH_HOST: 'a,b:1', LOGSTASH_PORT: '7', LOGSTASH_PROTOCOL: 'beats' })).toEqual([
      'beats://a:7,b:1',
    ]);
    const both = { LOGSTASH_TLS: '1', ELASTICSEARCH_URL: 'http://es:9200' };
    expect(await shown(both)).toEqual(['tls://logstash:5000', 'http://es:9200']);
    expect(await shown({ ...both, USE_LOGSTASH: 'False' })).toEqual(['http://es:9200']);
    await expect(shown({ USE_LOGSTASH: 'False' })).rejects.toThrow('no Elasticsearch is set');
  });

  it('are replaced by --to, and by LOGSHIP_TO', async () => {
    const env = { LOGSTASH_HOST: 'a', LOGSTASH_PORT: '7', ELASTICSEARCH_URL: 'http://es:9200', USE_LOGSTASH: '0' };
    expect(await shown(env, { to: ['udp://b'] })).toEqual(['udp://b:5001']);
    expect(await shown({ ...env, LOGSHIP_TO: 'beats://b,tcp://c' })).toEqual(['beats://b:5044', 'tcp://c:5000']);
  });

  it('are those of the stronger place', async () => {
    const env = { LOGSHIP_TO: 'beats://b' };
    expect(await shown(env, { logstashHost: 'a' })).toEqual(['tcp://a:5000']);
    expect(await shown(env, { elasticsearchUrl: 'http://es', useLogstash: false })).toEqual(['http://es']);
    await world.write('home/project/.logshiprc', { to: 'udp://c' });
    expect(await shown({})).toEqual(['udp://c:5001']);
    expect(await shown({ LOGSTASH_HOST: 'a' })).toEqual(['tcp://a:5000']);
    expect(await shown({ LOGSTASH_PORT: '7' })).toEqual(['udp://c:5001']);
  });

  it('are said once on a command line', async () => {
    await expect(shown({}, { to: ['tcp://a'], logstashPort: '7' })).rejects.toThrow(
      '--to says where to ship to, and so does --port',
    );
  });

  it('are never in the clear where TLS is asked for', async () => {
    expect(await shown({ LOGSTASH_TLS: '1' }, { to: ['tcp://a,beats://b'] })).toEqual([
      'tls://a:5000',
      'beats+tls://b:5044',
    ]);
    expect(await shown({ LOGSTASH_TLS: '0' }, { to: ['tls://a'] })).toEqual(['tls://a:5000']);
    await expect(shown({ LOGSTASH_TLS: '1' }, { to: ['udp://a'] })).rejects.toThrow('there is no TLS over UDP');
  });

  it('are refused with what is wrong, and where it stands', async () => {
    const path = await world.write('home/project/.env', 'LOGSHIP_TO=tpc://h\n');
    await expect(shown({})).rejects.toThrow(
      `${path}: LOGSHIP_TO: "tpc://h": there is no road tpc://; did you mean tcp://logstash:5000?`,
    );
    await expect(shown({}, { to: [''] })).rejects.toThrow('--to is [""]; expected one target, or two');
  });
});
