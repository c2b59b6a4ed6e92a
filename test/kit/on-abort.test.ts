import { expect, test } from 'vitest';
import { onAbort } from '../../src/kit/on-abort.js';

test('calls all that wait for a signal, once, and none that was taken back', () => {
  const controller = new AbortController();
  const called: string[] = [];
  onAbort(controller.signal, () => called.push('first'));
  const takeBack = onAbort(controller.signal, () => called.push('second'));
  onAbort(controller.signal, () => called.push('third'));
  takeBack();
  controller.abort();
  controller.abort();
  expect(called).toEqual(['first', 'third']);
});

test('one that is called may take back another', () => {
  const controller = new AbortController();
  const called: string[] = [];
  const takeBack: (() => void)[] = [];
  onAbort(controller.signal, () => takeBack.forEach((call) => call()));
  takeBack.push(onAbort(controller.signal, () => called.push('second')));
  controller.abort();
  expect(called).toEqual([]);
});
