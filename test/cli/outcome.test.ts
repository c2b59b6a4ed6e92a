import process from 'node:process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { outcomeOf } from '../../src/cli/outcome.js';
import { ConfigError, SinkError } from '../../src/model/errors.js';

const written: string[] = [];
vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
  written.push(String(text));
  return true;
});
afterEach(() => void written.splice(0));

describe('an outcome', () => {
  it('of a user’s mistake is its message, what to do next, and its exit code', () => {
    expect(outcomeOf(new ConfigError('LOGSTASH_PORT is "x"', { next: ['Correct it.', 'Or leave it.'] }), false)).toBe(
      2,
    );
    expect(written.join('')).toBe('logship: LOGSTASH_PORT is "x"\n  Correct it.\n  Or leave it.\n');
  });

  it('of refused credentials is 4', () => {
    expect(outcomeOf(new SinkError('denied', 'https://es:9200', 'no'), false)).toBe(4);
  });

  it('never commands the terminal', () => {
    outcomeOf(new ConfigError('a\u001B[2Jb', { next: ['\u0007'] }), false);
    expect(written.join('')).toBe(String.raw`logship: a\u001b[2Jb` + '\n' + String.raw`  \u0007` + '\n');
  });

  it('of a fault of logship says so, and how to report it', () => {
    expect(outcomeOf(new TypeError('x is not a function'), false)).toBe(1);
    expect(written.join('')).toMatch(
      /^logship: a fault of logship: x is not a function\n {2}Please report it.*LOGSHIP_DEBUG=1/,
    );
    expect(written.join('')).not.toContain('    at ');
  });

  it('of a fault shows where it happened to who asks for it', () => {
    outcomeOf(new TypeError('x is not a function'), true);
    expect(written.join('')).toMatch(/\n {2}at .*outcome\.test\.ts/);
  });
});
