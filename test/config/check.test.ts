import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeWorld } from './world.js';
import type { World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.remove());

describe('settings together', () => {
  it('take an API key or a user name, not both', async () => {
    const path = await world.write('home/project/.env', 'ELASTICSEARCH_API_KEY=hunter2\n');
    const env = { ELASTICSEARCH_USERNAME: 'elastic', ELASTICSEARCH_PASSWORD: 'x' };
    await expect(world.load({ env })).rejects.toThrow(
      `an API key (${path}: ELASTICSEARCH_API_KEY) and a user name (ELASTICSEARCH_USERNAME (environment))`,
    );
  });

  it('take no user name beside one inside the address', async () => {
    const env = { ELASTICSEARCH_API_KEY: 'x', ELASTICSEARCH_URL: 'http://a,https://elastic:hunter2@es:9200' };
    await expect(world.load({ env })).rejects.toThrow(
      'an API key (ELASTICSEARCH_API_KEY (environment)) and a user inside its address (ELASTICSEARCH_URL (environment))',
    );
  });

  it.each([
    [{ ELASTICSEARCH_PASSWORD: 'x' }, 'ELASTICSEARCH_PASSWORD (environment) is set, and no user name'],
    [{ ELASTICSEARCH_USERNAME: 'x' }, 'ELASTICSEARCH_USERNAME (environment) is set, and no password'],
    [{ ELASTICSEARCH_CA_CERT: '/nowhere/ca.pem' }, 'names /nowhere/ca.pem, which does not exist'],
  ])('refuse %j', async (env, message) => {
    await expect(world.load({ env })).rejects.toThrow(message);
  });

  it.each([
    [{ LOGSTASH_CLIENT_CERT: 'c.pem' }, 'LOGSTASH_CLIENT_CERT (environment) is set, and no key'],
    [{ LOGSTASH_CLIENT_KEY: 'k.pem' }, 'LOGSTASH_CLIENT_KEY (environment) is set, and no certificate'],
    [{ ELASTICSEARCH_CLIENT_CERT: 'c.pem' }, 'ELASTICSEARCH_CLIENT_CERT (environment) is set, and no key'],
    [{ ELASTICSEARCH_CLIENT_KEY: 'k.pem' }, 'ELASTICSEARCH_CLIENT_KEY (environment) is set, and no certificate'],
    [{ LOGSTASH_PROTOCOL: 'udp', LOGSTASH_TLS: 'yes' }, 'no TLS over UDP, and LOGSTASH_TLS (environment) asks'],
    [{ LOGSTASH_PROTOCOL: 'udp', LOGSTASH_CA_CERT: 'ca.pem' }, 'no TLS over UDP, and LOGSTASH_CA_CERT (environment)'],
  ])('refuse %j', async (env, message) => {
    await expect(world.load({ env })).rejects.toThrow(message);
  });

  it('turn TLS on where a certificate is named, unless they turn it off', async () => {
    const tls = async (env: Record<string, string>) => (await world.load({ env })).settings.logstashTls;
    expect(await tls({})).toBe(false);
    expect(await tls({ LOGSTASH_CA_CERT: 'ca.pem' })).toBe(true);
    expect(await tls({ LOGSTASH_CLIENT_CERT: 'c.pem', LOGSTASH_CLIENT_KEY: 'k.pem' })).toBe(true);
    expect(await tls({ LOGSTASH_CA_CERT: 'ca.pem', LOGSTASH_TLS: 'false' })).toBe(false);
    expect(await tls({ LOGSTASH_CA_CERT: 'ca.pem', LOGSTASH_TLS: 'no', LOGSTASH_PROTOCOL: 'udp' })).toBe(false);
  });

  it('take whole credentials and a certificate that exists', async () => {
    const certificate = await world.write('home/project/ca.pem', 'PEM');
    const env = { ELASTICSEARCH_USERNAME: 'elastic', ELASTICSEARCH_PASSWORD: 'x', ELASTICSEARCH_CA_CERT: 'ca.pem' };
    expect((await world.load({ env })).settings.elasticsearchCaCert).toBe(certificate);
    const key = await world.load({ env: { ELASTICSEARCH_API_KEY: 'x' } });
    expect(key.settings.elasticsearchApiKey).toBe('x');
  });
});
