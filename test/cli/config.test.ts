import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settingKeys } from '../../src/config/options.js';
import { Sandbox } from '../support/cli.js';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await Sandbox.create();
});
afterEach(() => sandbox.remove());

const write = async (name: string, content: string) => {
  const path = join(sandbox.cwd, name);
  await writeFile(path, content);
  return path;
};

describe('logship config', () => {
  it('shows every setting with value and origin, as aligned columns in a pipe', async () => {
    const path = await write('.env', 'LOGSTASH_PORT=6000  # ours\n');
    const { exitCode, stdout, stderr } = await sandbox.run(['config'], { env: { LOGSTASH_HOST: 'collector' } });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(rows[0]).toEqual(['setting', 'value', 'origin']);
    expect(rows.slice(1).map(([key]) => key)).toEqual(settingKeys);
    expect(rows).toContainEqual(['logstashHost', 'collector', 'LOGSTASH_HOST (environment)']);
    expect(rows).toContainEqual(['logstashPort', '6000', `${path}: LOGSTASH_PORT`]);
    expect(rows).toContainEqual(['retryFor', '-', 'default']);
  });

  it('adds the variables with --verbose', async () => {
    const { stdout } = await sandbox.run(['config', '--verbose']);
    expect(stdout).toMatch(/^logstashHost +logstash +default +LOGSTASH_HOST$/m);
  });

  it('draws a table on a terminal', async () => {
    const { stdout } = await sandbox.run(['config'], { tty: true });
    expect(stdout).toMatch(/│ logstashHost +│ logstash +│ default +│/);
  });

  it('gives one JSON object with --json', async () => {
    const { stdout } = await sandbox.run(['config', '--json'], { env: { LOGSTASH_TIMEOUT: '2.5' } });
    expect(JSON.parse(stdout)).toMatchObject({
      logstashTimeout: {
        value: 2.5,
        origin: { kind: 'environment', name: 'LOGSTASH_TIMEOUT' },
        env: 'LOGSTASH_TIMEOUT',
      },
      deadline: { value: null, origin: { kind: 'default' } },
    });
  });

  it.each([[[]], [['--json']], [['--verbose']]])('never shows a secret: %j', async (flags) => {
    const env = {
      ELASTICSEARCH_URL: 'http://elastic:hunter2@127.0.0.1:9200',
    };
    const key = { ELASTICSEARCH_URL: 'http://127.0.0.1:9200', ELASTICSEARCH_API_KEY: 'hunter2' };
    for (const variables of [env, key]) {
      const { exitCode, stdout, stderr } = await sandbox.run(['config', ...flags], { env: variables });
      expect(exitCode).toBe(0);
      expect(stdout + stderr).not.toContain('hunter2');
      expect(stdout).toContain('***');
    }
  });

  it('names the place of a bad value, and what is allowed', async () => {
    const path = await write('.logshiprc', 'logstashPort: many\n');
    const { exitCode, stdout, stderr } = await sandbox.run(['config']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(`logship: ${path}: logstashPort is "many"; expected a whole number`);
  });

  it('takes the file that --config names in place of the project’s', async () => {
    await write('.logshiprc', 'logstashHost: project\n');
    await write('other.yaml', 'logstashHost: other\n');
    expect((await sandbox.run(['config', '--config', 'other.yaml'])).stdout).toMatch(/logstashHost +other +/);
    expect((await sandbox.run(['--config', 'other.yaml', 'config'])).stdout).toMatch(/logstashHost +other +/);
    expect((await sandbox.run(['config'])).stdout).toMatch(/logstashHost +project +/);
  });

  it('warns of a variable that looks like a misspelled one, unless it shall be quiet', async () => {
    const env = { LOGSTASH_HOTS: 'x' };
    const { exitCode, stderr } = await sandbox.run(['config'], { env });
    expect(exitCode).toBe(0);
    expect(stderr).toContain('logship: LOGSTASH_HOTS (environment) is not a setting');
    expect((await sandbox.run(['config', '--quiet'], { env })).stderr).toBe('');
  });
});
