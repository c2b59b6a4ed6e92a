import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../../src/model/errors.js';
import { clusterOf, type ElasticsearchOptions } from '../../../src/sinks/elasticsearch/options.js';

const options = (rest: Partial<ElasticsearchOptions>): ElasticsearchOptions => ({
  nodes: ['http://es:9200'],
  bulkBytes: 1024,
  concurrency: 1,
  compression: false,
  timeout: 1000,
  ...rest,
});

describe('a cluster', () => {
  test('is named by its nodes, with their paths', () => {
    const { target } = clusterOf(options({ nodes: ['https://a:9200/', 'https://b/path/'] }));
    expect(target).toBe('https://a:9200,https://b/path');
  });

  test('is named without secrets', () => {
    const cluster = clusterOf(options({ nodes: ['http://joe:p%40ss@es:9200/?token=x#y'] }));
    expect(cluster.target).toBe('http://es:9200');
    expect(cluster.nodes.map(String)).toEqual(['http://es:9200/']);
    expect(cluster.credentials).toEqual({ username: 'joe', password: 'p@ss' });
  });

  test('takes settings before the address, a key before a password', () => {
    const nodes = ['http://joe:old@es:9200'];
    expect(clusterOf(options({ nodes, username: 'ann', password: 'new' })).credentials).toEqual({
      username: 'ann',
      password: 'new',
    });
    expect(clusterOf(options({ nodes, apiKey: 'abc==' })).credentials).toEqual({ apiKey: 'abc==' });
  });

  test('takes a key as id and secret, and a password with a bare percent sign', () => {
    const apiKey = Buffer.from('id:secret').toString('base64');
    expect(clusterOf(options({ apiKey: 'id:secret' })).credentials).toEqual({ apiKey });
    expect(clusterOf(options({ nodes: ['http://joe:5%@es'] })).credentials).toEqual({
      username: 'joe',
      password: '5%',
    });
  });

  test.each(['…', 'abc== ', 'abc\n'])('does not take %j for a key', (apiKey) => {
    expect(() => clusterOf(options({ apiKey }))).toThrow(ConfigError);
    expect(() => clusterOf(options({ apiKey }))).not.toThrow('abc');
  });

  test.each([[['es:9200']], [['ftp://joe:hidden@es']], [[':']], [[]]])('%j is no address', (nodes) => {
    expect(() => clusterOf(options({ nodes }))).toThrow(ConfigError);
    expect(() => clusterOf(options({ nodes }))).not.toThrow('hidden');
  });
});
