import { expect, it } from 'vitest';
import { delayBefore, type RetryPolicy } from '../../src/kit/backoff.js';

const exponential: RetryPolicy = { maxRetries: 3, delay: 1000, backoff: 'exponential', retryFor: undefined };
const RETRIES = [1, 2, 3, 7, 50, 5000];

it('waits the same every time, where the backoff is fixed', () => {
  expect(RETRIES.map((retry) => delayBefore(retry, { ...exponential, backoff: 'fixed' }))).toEqual(
    Array(RETRIES.length).fill(1000),
  );
});

it('doubles, up to a minute, where it is exponential', () => {
  expect(RETRIES.map((retry) => delayBefore(retry, exponential, () => 1))).toEqual([
    1000, 2000, 4000, 60_000, 60_000, 60_000,
  ]);
});

it('draws from the upper half of each wait', () => {
  expect(RETRIES.map((retry) => delayBefore(retry, exponential, () => 0))).toEqual([
    500, 1000, 2000, 30_000, 30_000, 30_000,
  ]);
});

it('stays without a wait, however often it is asked', () => {
  expect(RETRIES.map((retry) => delayBefore(retry, { ...exponential, delay: 0 }))).toEqual([0, 0, 0, 0, 0, 0]);
});
