import { describe, expect, it } from 'vitest';
import { warnOfNearMisses } from '../../src/config/near-misses.js';

describe('near misses', () => {
  it.each([
    ['LOGSTASH_HOSTS', 'LOGSTASH_HOST'],
    ['LOGSTASH_PROT', 'LOGSTASH_PORT'],
    ['LOGSTASH_PROTOCL', 'LOGSTASH_PROTOCOL'],
    ['LOGSTASH_RETRY_DELY', 'LOGSTASH_RETRY_DELAY'],
    ['LOGSHIP_STATE_DRI', 'LOGSHIP_STATE_DIR'],
    ['LOGSTASH_RETRY_BACKOFF', 'LOGSHIP_RETRY_BACKOFF'],
    ['LOGSHIP_HOST', 'LOGSTASH_HOST'],
  ])('%s leads to %s', (name, meant) => {
    expect(warnOfNearMisses([name], 'environment')).toEqual([
      `${name} (environment) is not a setting and is ignored; did you mean ${meant}?`,
    ]);
  });

  it.each([
    'LOGSTASH_HOST',
    'LOGSHIP_TENANT',
    'LOGSTASH_HOME',
    'LOGSTASH_SERVICE_HOST',
    'LOGSTASH_PORT_5000_TCP_ADDR',
    'LOGSTASH_',
    'HOST',
    'PATH',
  ])('%s is left alone', (name) => {
    expect(warnOfNearMisses([name], 'environment')).toEqual([]);
  });
});
