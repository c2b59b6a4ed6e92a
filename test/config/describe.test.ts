import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeSettings } from '../../src/config/describe.js';
import { settingKeys } from '../../src/config/options.js';
import { makeWorld } from './world.js';
import type { World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.remove());

describe('described settings', () => {
  it('show value and origin of each, as a file would hold it', async () => {
    const path = await world.write('home/project/.logshiprc', 'logstashTimeout: 0.5\n');
    const flags = { set: ['team=pay'], retryFor: '3m' };
    const rows = describeSettings(await world.load({ flags, env: { LOGSHIP_MAX_SIZE: '0' } }));
    expect(rows.map(({ key }) => key)).toEqual(settingKeys);
    const shown = Object.fromEntries(rows.map(({ key, value, where }) => [key, [value, where]]));
    expect(shown).toMatchObject({
      logstashHost: ['logstash', 'default'],
      logstashTimeout: [0.5, `${path}: logstashTimeout`],
      retryFor: ['3m', '--retry-for'],
      maxSize: [0, 'LOGSHIP_MAX_SIZE (environment)'],
      maxLineBytes: ['10MiB', 'default'],
      set: [['team=pay'], '--set'],
      deadline: [null, 'default'],
    });
  });

  it.each([
    [{ ELASTICSEARCH_URL: 'https://elastic:hunter2@es:9200' }, 'https://***@es:9200'],
    [{ ELASTICSEARCH_USERNAME: 'elastic', ELASTICSEARCH_PASSWORD: 'hunter2' }, '"***"'],
    [{ ELASTICSEARCH_API_KEY: 'hunter2' }, '"***"'],
  ])('hold no secret of %j', async (env, shown) => {
    const text = JSON.stringify(describeSettings(await world.load({ env })));
    expect(text).not.toContain('hunter2');
    expect(text).toContain(shown);
  });
});
