import { describe, expect, it } from 'vitest';
import { drawTable } from '../../src/ui/table.js';
import type { Paint } from '../../src/ui/terminal.js';

const paint: Paint = (style, text) => `<${style}>${text}`;
const plain = { framed: false, paint };
const framed = { framed: true, paint: ((_, text) => text) satisfies Paint };
const table = {
  head: ['file', 'read'],
  rows: [
    ['app.json', '7'],
    ['b', '1,234'],
  ],
  numeric: [1],
};

describe('a table', () => {
  it('is aligned columns in a pipe, without colours and trailing blanks', async () => {
    expect(await drawTable(table, plain)).toBe('file       read\napp.json      7\nb         1,234\n');
    expect(
      await drawTable(
        {
          rows: [
            ['a', 'bb'],
            ['ccc', ''],
          ],
        },
        plain,
      ),
    ).toBe('a    bb\nccc\n');
  });

  it('has a frame on a terminal', async () => {
    expect(await drawTable({ ...table, foot: ['all', '1,241'] }, framed)).toBe(
      [
        '┌──────────┬───────┐',
        '│ file     │  read │',
        '├──────────┼───────┤',
        '│ app.json │     7 │',
        '│ b        │ 1,234 │',
        '│ all      │ 1,241 │',
        '└──────────┴───────┘',
        '',
      ].join('\n'),
    );
  });

  it.each([plain, framed])('never lets a cell command the terminal', async (look) => {
    expect(await drawTable({ head: ['a'], rows: [['\u001B[2J']] }, look)).toContain(String.raw`\u001b[2J`);
  });

  it('may have no rows', async () => {
    expect(await drawTable({ rows: [] }, plain)).toBe('');
  });
});
