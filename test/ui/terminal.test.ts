import { describe, expect, it } from 'vitest';
import { paintFor, useColour } from '../../src/ui/terminal.js';

const tty = { isTTY: true };
const pipe = {};

describe('colours', () => {
  it.each([
    ['on a terminal', tty, [], {}, true],
    ['in a pipe', pipe, [], {}, false],
    ['with NO_COLOR', tty, [], { NO_COLOR: '1' }, false],
    ['with an empty NO_COLOR', tty, [], { NO_COLOR: '' }, true],
    ['with --no-color', tty, ['--no-color'], {}, false],
    ['on a dumb terminal', tty, [], { TERM: 'dumb' }, false],
    ['with FORCE_COLOR in a pipe', pipe, [], { FORCE_COLOR: '1' }, true],
    ['with FORCE_COLOR=0', tty, [], { FORCE_COLOR: '0' }, false],
    ['with NO_COLOR and FORCE_COLOR', tty, [], { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    ['with --no-color and FORCE_COLOR', tty, ['--no-color'], { FORCE_COLOR: '1' }, false],
  ])('%s', (_, output, argv, env, coloured) => {
    expect(useColour(output, argv, env)).toBe(coloured);
  });

  it('leave text in a pipe as it is', () => {
    expect(paintFor({ isTTY: false })('red', 'text')).toBe('text');
  });
});
