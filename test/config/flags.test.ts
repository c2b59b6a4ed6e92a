import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { flagName, flagsFor, givenFlags } from '../../src/config/flags.js';
import { options, settingKeys } from '../../src/config/options.js';

describe('flags', () => {
  it.each([
    ['--host <name>', 'host'],
    ['--max-size <size>', 'maxSize'],
    ['--no-logstash', 'logstash'],
    ['--pin-tenant', 'pinTenant'],
  ])('%s is kept as %s', (flag, name) => expect(flagName(flag)).toBe(name));

  it('say default and variable', () => {
    const help = Object.fromEntries(flagsFor('upload').map((spec) => [spec.name, spec.help]));
    expect(help['host']).toBe(
      'Name or address of Logstash; several, separated by commas, share the events. (default: logstash, env: LOGSTASH_HOST)',
    );
    expect(help['maxSize']).toContain('(default: 50MiB, env: LOGSHIP_MAX_SIZE)');
    expect(help['pinTenant']).toBe('Reject events that name another tenant. (env: LOGSHIP_PIN_TENANT)');
    expect(help['set']).not.toContain('(');
  });

  it('offer words and paths to completions', () => {
    const spec = (name: string) => flagsFor('upload').find((candidate) => candidate.name === name)!;
    expect(spec('protocol').choices).toEqual(['tcp', 'udp', 'beats']);
    expect(spec('stateDir').path).toBe('folder');
    expect(spec('ecsMeta').choices).toEqual([]);
  });

  it('belong to commands', () => {
    expect(flagsFor('reset').map(({ name }) => name)).toEqual(['stateDir']);
    expect(flagsFor('stats').map(({ name }) => name)).toEqual([
      'to',
      'host',
      'protocol',
      'port',
      'timeout',
      'tls',
      'insecure',
      'kafka',
      'topic',
      'stateDir',
    ]);
  });

  it('are picked out of a parsed command, and only where they were given', () => {
    const command = new Command();
    for (const { flag, help } of flagsFor('upload')) command.option(flag, help);
    const none = command.parse([], { from: 'user' });
    expect(givenFlags('upload', none)).toEqual({});
    const given = command.parse(['--no-logstash', '--max-size', '0', '--elasticsearch', 'http://es'], { from: 'user' });
    expect(givenFlags('upload', given)).toEqual({
      useLogstash: false,
      maxSize: '0',
      elasticsearchUrl: 'http://es',
    });
  });
});

describe('the option table', () => {
  const all = settingKeys.map((key) => ({ key, ...options[key] }));

  it('gives no secret a flag', () => {
    expect(all.filter(({ secret, flag }) => secret && flag)).toEqual([]);
    expect(all.filter(({ secret }) => secret).map(({ key }) => key)).toEqual([
      'elasticsearchPassword',
      'elasticsearchApiKey',
      'kafkaPassword',
    ]);
  });

  it('names no variable and no flag twice', () => {
    for (const names of [all.map(({ env }) => env), all.map(({ flag }) => flag && flagName(flag))]) {
      const given = names.filter((name) => name !== undefined);
      expect(new Set(given).size).toBe(given.length);
    }
  });

  it('has a flag wherever it has commands, and a sentence everywhere', () => {
    expect(all.filter(({ flag, commands }) => (flag === undefined) !== (commands === undefined))).toEqual([]);
    expect(all.filter(({ help }) => !/^[A-Z].*\.$/.test(help))).toEqual([]);
  });

  it.each(all.filter((entry) => entry.default !== undefined))('reads back the default of $key', (entry) => {
    expect(entry.type.read(entry.type.show(entry.default))).toEqual(entry.default);
  });
});
