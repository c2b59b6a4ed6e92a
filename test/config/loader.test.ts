import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/model/errors.js';
import { makeWorld } from './world.js';
import type { World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.remove());

describe('defaults', () => {
  it('are those of the guide', async () => {
    const { settings, origins, warnings } = await world.load();
    expect(settings).toMatchObject({
      useLogstash: true,
      logstashHost: [{ host: 'logstash' }],
      logstashPort: 5000,
      logstashProtocol: 'tcp',
      logstashTimeout: 5000,
      logstashMaxRetries: 3,
      logstashRetryDelay: 2000,
      logstashBatchSize: 100,
      logstashConfirm: 'auto',
      elasticsearchUrl: undefined,
      elasticsearchBulkBytes: 8 * 1024 ** 2,
      elasticsearchConcurrency: 2,
      tenant: 'default',
      set: [],
      format: 'auto',
      maxSize: 50 * 1024 ** 2,
      maxLineBytes: 10 * 1024 ** 2,
    });
    expect(new Set(Object.values(origins).map(({ kind }) => kind))).toEqual(new Set(['default']));
    expect(warnings).toEqual([]);
  });

  it.each([
    ['tcp', 5000],
    ['udp', 5001],
    ['beats', 5044],
  ])('have a port for %s', async (protocol, port) => {
    expect((await world.load({ flags: { logstashProtocol: protocol } })).settings.logstashPort).toBe(port);
    const given = await world.load({ flags: { logstashProtocol: protocol, logstashPort: '6000' } });
    expect(given.settings.logstashPort).toBe(6000);
  });

  it('put state where XDG says, else into the home', async () => {
    expect((await world.load()).settings.stateDir).toBe(`${world.home}/.local/state/logship`);
    expect((await world.load({ env: { XDG_STATE_HOME: '/var/xdg' } })).settings.stateDir).toBe('/var/xdg/logship');
    const relative = await world.load({ env: { XDG_STATE_HOME: 'xdg' } });
    expect(relative.settings.stateDir).toBe(`${world.home}/.local/state/logship`);
  });
});

describe('order of places', () => {
  it('takes the strongest place that names a setting, and tells which', async () => {
    const system = await world.write('etc/config.yaml', 'logstashHost: system\n');
    const user = await world.write('home/.config/logship/config.json', { logstashHost: 'user' });
    const project = await world.write('home/project/.logshiprc', 'logstashHost: project\n');
    const dotEnv = await world.write('home/project/.env', 'LOGSTASH_HOST=dotenv\n');
    const env = { LOGSTASH_HOST: 'environment' };
    const flags = { logstashHost: 'flag' };
    const host = async (request = {}) => {
      const { settings, origins } = await world.load(request);
      return [settings.logstashHost[0]!.host, origins.logstashHost];
    };

    expect(await host({ flags, env })).toEqual(['flag', { kind: 'flag', name: '--host' }]);
    expect(await host({ env })).toEqual(['environment', { kind: 'environment', name: 'LOGSTASH_HOST' }]);
    expect(await host()).toEqual(['dotenv', { kind: 'file', path: dotEnv, name: 'LOGSTASH_HOST' }]);
    await world.write('home/project/.env', '');
    expect(await host()).toEqual(['project', { kind: 'file', path: project, name: 'logstashHost' }]);
    await world.write('home/project/.logshiprc', '');
    expect(await host()).toEqual(['user', { kind: 'file', path: user, name: 'logstashHost' }]);
    await world.write('home/.config/logship/config.json', '{}');
    expect(await host()).toEqual(['system', { kind: 'file', path: system, name: 'logstashHost' }]);
    await world.write('etc/config.yaml', '');
    expect(await host()).toEqual(['logstash', { kind: 'default' }]);
  });

  it('takes each setting from its own place', async () => {
    await world.write('home/project/.logshiprc.yaml', 'logstashHost: project\nlogstashPort: 6000\n');
    const { settings } = await world.load({ flags: { tenant: 'pay' }, env: { LOGSTASH_PORT: '7000' } });
    expect(settings).toMatchObject({ tenant: 'pay', logstashPort: 7000, logstashHost: [{ host: 'project' }] });
  });

  it('counts an empty variable, and an empty key, as not set', async () => {
    await world.write('home/project/.logshiprc', 'logstashHost:\n');
    await world.write('home/project/.env', 'LOGSTASH_PORT=6000\nLOGSTASH_HOST=\n');
    const { settings } = await world.load({ env: { LOGSTASH_PORT: '' } });
    expect(settings).toMatchObject({ logstashPort: 6000, logstashHost: [{ host: 'logstash' }] });
  });

  it('finds the folder of the user by XDG_CONFIG_HOME', async () => {
    await world.write('xdg/logship/config.yml', 'tenant: pay\n');
    const { settings } = await world.load({ env: { XDG_CONFIG_HOME: `${world.root}/xdg` } });
    expect(settings.tenant).toBe('pay');
  });

  it('reads the file of --config in place of the one of the project', async () => {
    await world.write('home/project/.logshiprc', 'tenant: project\n');
    await world.write('home/.config/logship/config.json', { service: 'shop' });
    await world.write('home/project/other.yaml', 'environment: ci\n');
    const { settings } = await world.load({ configPath: 'other.yaml' });
    expect(settings).toMatchObject({ tenant: 'default', environment: 'ci', service: 'shop' });
  });
});

describe('values', () => {
  it('are read from a .env with comments behind them', async () => {
    await world.write(
      'home/project/.env',
      [
        '# Logstash',
        'LOGSTASH_HOST=localhost',
        'LOGSTASH_PORT=5000',
        'LOGSTASH_PROTOCOL=tcp  # tcp or udp',
        'LOGSTASH_TIMEOUT=5  # seconds',
        'LOGSTASH_MAX_RETRIES=3',
        'LOGSTASH_RETRY_DELAY=0.5 # seconds',
        'USE_LOGSTASH=True',
      ].join('\r\n'),
    );
    const { settings, warnings } = await world.load();
    expect(settings).toMatchObject({
      logstashHost: [{ host: 'localhost' }],
      logstashProtocol: 'tcp',
      logstashTimeout: 5000,
      logstashRetryDelay: 500,
      useLogstash: true,
    });
    expect(warnings).toEqual([]);
  });

  it('leave the environment of the process alone', async () => {
    await world.write('home/project/.env', 'LOGSHIP_TENANT=only-in-the-file\n');
    await world.load();
    expect(process.env['LOGSHIP_TENANT']).toBeUndefined();
  });

  it('are frozen, lists too', async () => {
    const { settings } = await world.load({ flags: { set: ['team=pay'] } });
    expect(Object.isFrozen(settings)).toBe(true);
    expect(Object.isFrozen(settings.set)).toBe(true);
  });

  it('may use the names of the variables in a file', async () => {
    await world.write('home/project/.logshiprc.json', { LOGSTASH_PORT: 6000, USE_LOGSTASH: false });
    expect((await world.load()).settings).toMatchObject({ logstashPort: 6000, useLogstash: false });
  });

  it('resolve paths from where they are written', async () => {
    await world.write('etc/config.yaml', 'stateDir: state\n');
    expect((await world.load()).settings.stateDir).toBe(`${world.system}/state`);
    expect((await world.load({ env: { LOGSHIP_STATE_DIR: 'state' } })).settings.stateDir).toBe(`${world.cwd}/state`);
    expect((await world.load({ flags: { stateDir: '~/state' } })).settings.stateDir).toBe(`${world.home}/state`);
    expect((await world.load({ flags: { stateDir: '/srv/~x' } })).settings.stateDir).toBe('/srv/~x');
  });
});

describe('bad values', () => {
  const refusal = (request: Parameters<World['load']>[0]) =>
    world.load(request).then(
      () => expect.unreachable('it was taken'),
      (error: unknown) => error as ConfigError,
    );

  it('name flag, value and what is allowed', async () => {
    const error = await refusal({ flags: { logstashPort: 'abc' } });
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toBe('--port is "abc"; expected a whole number from 1 to 65535');
    expect(error.next).toEqual(['Correct it, or leave it out for the default (5000 (tcp), 5001 (udp), 5044 (beats)).']);
  });

  it('name the variable', async () => {
    const error = await refusal({ env: { USE_LOGSTASH: 'maybe' } });
    expect(error.message).toMatch(/^USE_LOGSTASH \(environment\) is "maybe"; expected one of 1, true, t, yes/);
  });

  it('name the .env', async () => {
    const path = await world.write('home/project/.env', 'LOGSTASH_PROTOCOL=http\n');
    const error = await refusal({});
    expect(error.message).toBe(`${path}: LOGSTASH_PROTOCOL is "http"; expected one of tcp, udp, beats`);
  });

  it('name file and key, as they stand there', async () => {
    const path = await world.write('home/project/logship.config.yaml', 'LOGSHIP_MAX_SIZE: [1]\n');
    const error = await refusal({});
    expect(error.message).toContain(`${path}: LOGSHIP_MAX_SIZE is [1]; expected a size such as`);
  });

  it('do not count where a stronger place has a good one', async () => {
    const { settings } = await world.load({ flags: { logstashPort: '6000' }, env: { LOGSTASH_PORT: 'abc' } });
    expect(settings.logstashPort).toBe(6000);
  });

  it('are cut where they are long', async () => {
    const error = await refusal({ env: { LOGSHIP_FORMAT: 'x'.repeat(10_000) } });
    expect(error.message.length).toBeLessThan(200);
  });

  it('show no secret', async () => {
    const path = await world.write('home/project/.logshiprc', 'elasticsearchPassword: 123456\n');
    const password = await refusal({});
    expect(password.message).toContain(`${path}: elasticsearchPassword is ***; expected a text`);
    await world.write('home/project/.logshiprc', '');
    const url = await refusal({ env: { ELASTICSEARCH_URL: 'htps://elastic:hunter2@es:9200' } });
    expect(url.message).toContain('ELASTICSEARCH_URL (environment) is "htps://***@es:9200"');
    const list = await refusal({ env: { ELASTICSEARCH_URL: 'https://elastic:hun,ter2@es:9200' } });
    expect(list.message).toContain('"https://***@es:9200"');
  });

  it('know the port that Kubernetes sets for a service', async () => {
    const error = await refusal({ env: { LOGSTASH_PORT: 'tcp://10.0.0.1:5000' } });
    expect(error.next.join()).toContain('enableServiceLinks');
  });
});

describe('unknown names', () => {
  it.each([
    ['logstashHots', 'logstashHost'],
    ['LOGSTASH_PROTOCL', 'LOGSTASH_PROTOCOL'],
    ['host', 'logstashHost'],
    ['elasticsearch', 'elasticsearchUrl'],
  ])('in a file: %s leads to %s', async (name, nearest) => {
    const path = await world.write('home/project/.logshiprc.json', { [name]: 'x' });
    await expect(world.load()).rejects.toThrow(`${path}: there is no setting "${name}"; the nearest is ${nearest}`);
  });

  it('in the environment and in .env are warned of where they come near', async () => {
    const path = await world.write('home/project/.env', 'LOGSHIP_TENNANT=pay\n');
    const { warnings } = await world.load({ env: { LOGSTASH_HOSTS: 'x', LOGSTASH_HOME: '/usr/share', OTHER: 'x' } });
    expect(warnings).toEqual([
      'LOGSTASH_HOSTS (environment) is not a setting and is ignored; did you mean LOGSTASH_HOST?',
      `LOGSHIP_TENNANT (${path}) is not a setting and is ignored; did you mean LOGSHIP_TENANT?`,
    ]);
  });

  it('refuse a setting that a file gives under both of its names', async () => {
    await world.write('home/project/.logshiprc.json', { tenant: 'a', LOGSHIP_TENANT: 'b' });
    await expect(world.load()).rejects.toThrow('.logshiprc.json: tenant and LOGSHIP_TENANT are the same setting');
  });
});
