import { describe, expect, it } from 'vitest';
import { targets } from '../../../src/config/values/targets.js';

const logstash = (road: string, tls: boolean, ...hosts: readonly [string, number][]) => ({
  road,
  tls,
  hosts: hosts.map(([host, port]) => ({ host, port })),
});

describe('targets', () => {
  it.each([
    ['tcp://h', logstash('tcp', false, ['h', 5000])],
    ['tls://h', logstash('tcp', true, ['h', 5000])],
    ['udp://h', logstash('udp', false, ['h', 5001])],
    ['beats://h', logstash('beats', false, ['h', 5044])],
    ['beats+tls://h:6000/', logstash('beats', true, ['h', 6000])],
    ['TCP://h:6000', logstash('tcp', false, ['h', 6000])],
    ['tcp://a,b:5001,[::1]:7', logstash('tcp', false, ['a', 5000], ['b', 5001], ['::1', 7])],
    ['http://h:9200', { road: 'elasticsearch', nodes: ['http://h:9200'] }],
    ['https://a:9200,b/logs', { road: 'elasticsearch', nodes: ['https://a:9200/logs', 'https://b/logs'] }],
  ])('reads %s', (text, expected) => expect(targets.read(text)).toEqual([expected]));

  it.each([
    ['with a comma', 'tcp://a,b:1, https://es:9200'],
    ['given twice', ['tcp://a,b:1', 'https://es:9200']],
  ])('reads a fallback %s', (_how, raw) => {
    expect(targets.read(raw)).toEqual([
      logstash('tcp', false, ['a', 5000], ['b', 1]),
      { road: 'elasticsearch', nodes: ['https://es:9200'] },
    ]);
  });

  it.each([
    'tcp://h:5000',
    'tls://a:5000,[::1]:5000',
    'beats+tls://h:5044',
    'udp://h:5001',
    'http://h',
    'https://a:9200,b:9200/p',
  ])('shows %s as it reads it', (text) => expect(targets.show(targets.read(text)!)).toEqual([text]));

  it.each([
    ['tpc://h:5000', 'there is no road tpc://; did you mean tcp://logstash:5000?'],
    ['es://h', 'there is no road es://; did you mean http://elasticsearch:9200?'],
    ['ssl://h', 'there is no road ssl://; did you mean tls://logstash:5000?'],
    ['logstash', 'names no road; did you mean tcp://logstash?'],
    ['localhost:5000', 'names no road; did you mean tcp://localhost:5000?'],
    ['[::1]:5000', 'names no road; did you mean tcp://[::1]:5000?'],
    ['/var/log', 'names no road'],
    ['tcp:h', 'is no tcp:// address'],
    ['tcp://h/path', 'is no tcp:// address'],
    ['tcp://h?x=1', 'is no tcp:// address'],
    ['tcp://', '"" is no host with a port'],
    ['tcp://a,b:0', '"b:0" is no host with a port from 1 to 65535'],
    ['http://', 'is no address'],
    ['http://h:9200?pretty', 'is no address'],
    ['http://h:99999', 'is no address'],
    ['tcp://a,tcp://a:5000', 'tcp://a:5000 is its own fallback'],
    ['tcp://a,tcp://b,tcp://c', '3 targets are named, and there can be two'],
  ])('says of %s what is wrong', (text, reason) => {
    expect(targets.read(text)).toBeUndefined();
    const refusal = targets.explain!(text)!;
    expect(refusal.reason).toContain(reason);
    expect(refusal.next.join()).not.toBe('');
  });

  it.each([
    ['tcp://me:hunter2@h', 'LOGSTASH_CLIENT_CERT'],
    ['https://me:hunter2@h:9200', 'ELASTICSEARCH_API_KEY'],
    ['https://a,me:hunter2@h:9200', 'ELASTICSEARCH_PASSWORD'],
    ['htps://me:hunter2@h:9200', 'A target is one of'],
  ])('takes no secrets, and never shows them: %s', (text, next) => {
    expect(targets.read(text)).toBeUndefined();
    const refusal = targets.explain!(text)!;
    expect(JSON.stringify(refusal)).not.toContain('hunter2');
    expect(refusal.next.join()).toContain(next);
  });

  it('leaves what is no text to what is expected', () => {
    for (const raw of [7, null, '', ' ', [], [7], {}]) {
      expect(targets.read(raw)).toBeUndefined();
      expect(targets.explain!(raw)).toBeUndefined();
    }
  });
});
