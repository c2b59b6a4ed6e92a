import { expect, test } from 'vitest';
import {
  countOf,
  halve,
  piecesOf,
  placesOf,
  sizeOf,
  wholeOf,
  type Stretch,
} from '../../../src/sinks/elasticsearch/stretch.js';
import { batchOf, bulkInto } from '../../support/batch.js';

const first = batchOf(['{"a":1}', '{"a":22}', '{"a":333}'], bulkInto('i'));
const second = batchOf(['{"b":1}', '{"b":22}'], bulkInto('i'), { start: { offset: 100, line: 4, column: 1 } });
const whole = wholeOf([
  { batch: first, from: 1, to: 3 },
  { batch: first, from: 1, to: 1 },
  { batch: second, from: 0, to: 2 },
]);
const bodyOf = (stretch: Stretch) => Buffer.concat(piecesOf(stretch));
const documentsOf = (body: Buffer) => body.toString().match(/^\{"[ab]".*$/gm);

test('a stretch holds the events of its parcels in order', () => {
  expect(countOf(whole)).toBe(4);
  expect(documentsOf(bodyOf(whole))).toEqual(['{"a":22}', '{"a":333}', '{"b":1}', '{"b":22}']);
  expect(sizeOf(whole)).toBe(bodyOf(whole).length);
});

test('events are found again by parcel and place', () => {
  expect(placesOf(whole)).toEqual([
    { parcel: 0, event: 1 },
    { parcel: 0, event: 2 },
    { parcel: 2, event: 0 },
    { parcel: 2, event: 1 },
  ]);
});

test('halves hold all events, down to one', () => {
  const [left, right] = halve(whole);
  expect(Buffer.concat([bodyOf(left), bodyOf(right)])).toEqual(bodyOf(whole));
  const quarters = [...halve(left), ...halve(right)];
  expect(quarters.map(countOf)).toEqual([1, 1, 1, 1]);
  expect(quarters.flatMap(placesOf)).toEqual(placesOf(whole));
});

test('the pieces are the memory of the batches', () => {
  expect(piecesOf(whole).map(({ buffer }) => buffer)).toEqual([first.bytes.buffer, second.bytes.buffer]);
  expect(piecesOf(whole)[0]!.buffer).toBe(first.bytes.buffer);
});
