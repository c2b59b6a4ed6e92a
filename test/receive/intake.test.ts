import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/kit/clock.js';
import { Tally } from '../../src/receive/counts.js';
import { Intake } from '../../src/receive/intake.js';
import { nowhere } from '../../src/receive/store.js';

/** An intake whose store is a map of file names to what they hold. */
function intake() {
  const files = new Map<string, string>();
  const touched = new Set<string>();
  const tally = new Tally();
  const store = {
    ...nowhere,
    keep: (file: string, lines: Uint8Array) => {
      files.set(file, (files.get(file) ?? '') + Buffer.from(lines).toString('latin1'));
    },
  };
  const subject = new Intake(store, tally, { ...systemClock, now: () => Date.parse('2026-07-01T00:00:00Z') });
  return {
    files: () => Object.fromEntries(files),
    touched,
    counts: () => tally.snapshot(),
    take: (block: string | Buffer) => subject.take(Buffer.from(block as string), touched),
  };
}

const latin1 = (text: string) => Buffer.from(text).toString('latin1');

describe('Intake', () => {
  it('gives each line to its place, in order and untouched', () => {
    const subject = intake();
    const [a1, b1, a2] = [
      '{"tenant_id":"a", "n":1e400}\r\n',
      '{"tenant_id":"b"}\n',
      '{"tenant_id":"a","@metadata":{}}\n',
    ];
    subject.take(a1 + b1 + a2);
    expect(subject.files()).toEqual({ 'logs-a-2026.07.ndjson': a1 + a2, 'logs-b-2026.07.ndjson': b1 });
    expect([...subject.touched].sort()).toEqual(['logs-a-2026.07.ndjson', 'logs-b-2026.07.ndjson']);
    expect(subject.counts()).toMatchObject({ received: 3, tenants: { a: 2, b: 1 }, unparsable: 0 });
  });

  it('finds the ends of lines behind characters of every length', () => {
    const subject = intake();
    const [a, b] = ['{"tenant_id":"a","m":"ü € 😀 \\ud800"}\n', '{"tenant_id":"b","m":"é"}\n'];
    subject.take(a + b + a + b);
    expect(subject.files()).toEqual({
      'logs-a-2026.07.ndjson': latin1(a + a),
      'logs-b-2026.07.ndjson': latin1(b + b),
    });
  });

  it('keeps a line of bad UTF-8 apart, and only that', () => {
    const subject = intake();
    const bad = Buffer.from('{"m":"\xff\xc3"}\n', 'latin1');
    const cut = Buffer.from('{"m":"\xe2\x82\n', 'latin1');
    const good = Buffer.from('{"m":"ü"}\n');
    subject.take(Buffer.concat([good, bad, cut, good]));
    expect(subject.files()).toEqual({
      'logs-default-2026.07.ndjson': latin1('{"m":"ü"}\n{"m":"ü"}\n'),
      'unparsable.ndjson': '{"m":"\xff\xc3"}\n{"m":"\xe2\x82\n',
    });
    expect(subject.counts()).toMatchObject({ received: 4, unparsable: 2, tenants: { default: 2 } });
  });

  it('leaves blank lines out', () => {
    const subject = intake();
    subject.take('\n{}\n \r\n\n{}\n\n');
    expect(subject.files()).toEqual({ 'logs-default-2026.07.ndjson': '{}\n{}\n' });
    expect(subject.counts()).toMatchObject({ received: 2, bytes: 6 });
  });

  it('counts what it kept before the store failed', () => {
    const tally = new Tally();
    const store = {
      ...nowhere,
      keep: (file: string) => {
        if (file.startsWith('logs-b')) throw new Error('ENOSPC');
      },
    };
    const subject = new Intake(store, tally, systemClock);
    const block = Buffer.from('{"tenant_id":"a"}\n{"tenant_id":"b"}\n{"tenant_id":"c"}\n');
    expect(() => subject.take(block, new Set())).toThrow('ENOSPC');
    expect(tally.snapshot().tenants).toEqual({ a: 1 });
  });
});
