import { describe, expect, it } from 'vitest';
import { LineCutter } from '../../src/receive/lines.js';

const CONTENT = Buffer.from('{"a":1}\n\n{"ü":"€ 😀"}\r\n{"b":2}\nlast');

describe('LineCutter', () => {
  it('gives the same lines whatever the chunks are', () => {
    for (let size = 1; size <= CONTENT.length; size++) {
      const cutter = new LineCutter();
      const blocks: Buffer[] = [];
      for (let at = 0; at < CONTENT.length; at += size) blocks.push(...cutter.push(CONTENT.subarray(at, at + size)));
      expect(blocks.every((block) => block.at(-1) === 0x0a)).toBe(true);
      expect(cutter.held).toBe('last'.length);
      const last = cutter.finish();
      expect(Buffer.concat([...blocks, last!]).toString()).toBe(`${CONTENT.toString()}\n`);
    }
  });

  it('gives whole lines as soon as they are whole, many in one block', () => {
    const cutter = new LineCutter();
    expect(cutter.push(Buffer.from('a\nb\nc')).map(String)).toEqual(['a\nb\n']);
    expect(cutter.push(Buffer.from('d'))).toEqual([]);
    expect(cutter.push(Buffer.from('e\nf\ng\n')).map(String)).toEqual(['cde\n', 'f\ng\n']);
    expect(cutter.held).toBe(0);
  });

  it('has no last line after a line end', () => {
    const cutter = new LineCutter();
    cutter.push(Buffer.from('a\n'));
    expect(cutter.finish()).toBeUndefined();
  });
});
