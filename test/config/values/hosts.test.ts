import { describe, expect, it } from 'vitest';
import { hosts, parseAddress, serverName, showAddress } from '../../../src/config/values/hosts.js';

describe('hosts', () => {
  it.each([
    ['logstash', [{ host: 'logstash' }]],
    [' logs.example.com ', [{ host: 'logs.example.com' }]],
    ['127.0.0.1', [{ host: '127.0.0.1' }]],
    ['::1', [{ host: '::1' }]],
    ['[2001:db8::7]', [{ host: '2001:db8::7' }]],
    ['fe80::1%eth0', [{ host: 'fe80::1%eth0' }]],
    ['[::1]:5000', [{ host: '::1', port: 5000 }]],
    ['a, b:5001,c', [{ host: 'a' }, { host: 'b', port: 5001 }, { host: 'c' }]],
    [
      ['a', '[::1]:5000'],
      [{ host: 'a' }, { host: '::1', port: 5000 }],
    ],
  ])('reads %j', (raw, expected) => expect(hosts.read(raw)).toEqual(expected));

  it.each(
    ['', ' ', 'a,', ',a', 'tcp://a', 'a/b', 'a b', 'user@a', '[]', '[a]:5000', 'a:b', 'a:', 'a:0', 'a:65536', 'a:1:2']
      .map((text): unknown => text)
      .concat([[], [''], 7, null, { host: 'a' }]),
  )('refuses %j', (raw) => expect(hosts.read(raw)).toBeUndefined());

  it.each(['a', 'a:5001', '[::1]:5001', '::1'])('shows %j as it reads it', (text) => {
    expect(showAddress(parseAddress(text)!)).toBe(text);
    expect(hosts.show(hosts.read(`${text},b`)!)).toBe(`${text},b`);
  });
});

describe('the name in a certificate', () => {
  it.each([
    ['logstash', 'logstash'],
    [' [::1] ', '::1'],
    ['logstash:5000', undefined],
    ['a,b', undefined],
    [7, undefined],
  ])('%j is %j', (raw, expected) => expect(serverName.read(raw)).toBe(expected));
});
