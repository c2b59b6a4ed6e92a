import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { PrintStore } from '../../src/receive/print-store.js';

describe('PrintStore', () => {
  it('prints lines as they are', async () => {
    const out = new PassThrough();
    const store = new PrintStore(out);
    store.keep('any', Buffer.from('{"n":1}\r\n'));
    await store.settle();
    expect(String(out.read())).toBe('{"n":1}\r\n');
  });

  it('is full until its reader has caught up, for all who wait', async () => {
    const out = new PassThrough({ highWaterMark: 4 });
    const store = new PrintStore(out);
    expect(store.full).toBe(false);
    store.keep('any', Buffer.from('{"n":1}\n'));
    expect(store.full).toBe(true);
    const waiting = Array.from({ length: 20 }, () => store.room());
    expect(out.listenerCount('drain')).toBeLessThan(3);
    out.resume();
    await Promise.all(waiting);
    expect(store.full).toBe(false);
  });

  it('fails those who wait when the stream breaks', async () => {
    const out = new PassThrough({ highWaterMark: 1 });
    const store = new PrintStore(out);
    store.keep('any', Buffer.from('{}\n'));
    const waiting = store.room();
    out.destroy(new Error('EPIPE'));
    await expect(waiting).rejects.toThrow('EPIPE');
  });
});
