import { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { progressText } from '../../src/ui/progress-text.js';
import { createProgress } from '../../src/ui/progress.js';
import { ManualClock } from '../support/manual-clock.js';

const MIB = 1024 ** 2;
const update = { path: '/var/log/app.json', bytes: 6 * MIB, total: 10 * MIB, records: 1234 };

describe('the line of progress', () => {
  it('says bytes, records, rate and the time that is left', () => {
    expect(progressText(update, 2, 2 * MIB)).toBe(
      'app.json · 6.0 MB of 10.0 MB (60%) · 1,234 records · 2.0 MB/s · 2.0s left',
    );
  });

  it('knows no end of what has no size, and no time left before a second has passed', () => {
    expect(progressText({ ...update, total: undefined }, 2, 0)).toBe('app.json · 6.0 MB · 1,234 records · 3.0 MB/s');
    expect(progressText(update, 0.5, 0)).not.toContain('left');
    expect(progressText(update, 5, update.bytes)).not.toContain('left');
  });

  it('says retries, and why nothing moves', () => {
    const text = progressText({ ...update, retries: 2, note: 'Logstash reads nothing' }, 2, 0);
    expect(text).toMatch(/retried 2 times · Logstash reads nothing$/);
  });

  it('never commands the terminal', () => {
    expect(progressText({ ...update, path: 'a\u001B[2J' }, 2, 0)).not.toContain('\u001B');
  });
});

/** A terminal that keeps what is written. */
function terminal(isTTY = true, columns = 120) {
  const written: string[] = [];
  let wake = () => {};
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString());
      wake();
      done();
    },
  });
  const cursor = { cursorTo: () => true, moveCursor: () => true, clearLine: () => true };
  return {
    stream: Object.assign(stream, cursor, { isTTY, columns, rows: 40 }) as unknown as NodeJS.WriteStream,
    text: () => written.join(''),
    async until(part: string) {
      while (!written.join('').includes(part)) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}

describe('progress', () => {
  it('is drawn on a terminal, and measures from its first update', async () => {
    const clock = new ManualClock();
    const { stream, text, until } = terminal();
    const progress = createProgress({ stream, enabled: true, clock });
    progress.update({ ...update, bytes: 2 * MIB });
    await until('2.0 MB of 10.0 MB');
    clock.advance(4000);
    progress.update(update);
    await until('4.0s left');
    progress.stop();
    expect(text()).toContain('6.0 MB of 10.0 MB (60%) · 1,234 records · 1.0 MB/s · 4.0s left');
  });

  it('starts to measure again with the next source', async () => {
    const clock = new ManualClock();
    const { stream, text, until } = terminal();
    const progress = createProgress({ stream, enabled: true, clock });
    progress.update(update);
    clock.advance(60_000);
    progress.update({ ...update, path: 'b.log', bytes: 0 });
    clock.advance(1000);
    progress.update({ ...update, path: 'b.log', bytes: 3 * MIB });
    await until('3.0 MB of');
    progress.stop();
    expect(text()).toContain('3.0 MB/s');
  });

  it('is drawn no more once it is stopped', async () => {
    const { stream, text, until } = terminal();
    const progress = createProgress({ stream, enabled: true });
    progress.update(update);
    await until('app.json');
    progress.stop();
    progress.update({ ...update, path: 'late.json' });
    await nextTurn();
    expect(text()).not.toContain('late.json');
  });

  it.each([
    ['it is not wanted', false, true, 120],
    ['there is no terminal', true, false, 120],
    ['the terminal has no width', true, true, 0],
  ])('is nothing where %s', async (_, enabled, isTTY, columns) => {
    const { stream, text } = terminal(isTTY, columns);
    const progress = createProgress({ stream, enabled });
    progress.update(update);
    progress.clear();
    await nextTurn();
    progress.stop();
    expect(text()).toBe('');
  });
});
