import { describe, expect, it } from 'vitest';
import { fieldPairs, maskUrl, urlList } from '../../../src/config/values/lists.js';

describe('lists of URLs', () => {
  it.each([
    ['http://es:9200', ['http://es:9200']],
    ['http://a:9200, https://b:9200/es  http://c', ['http://a:9200', 'https://b:9200/es', 'http://c']],
    [
      ['http://a', 'http://b'],
      ['http://a', 'http://b'],
    ],
    ['https://user:p%40ss@es:9200', ['https://user:p%40ss@es:9200']],
  ])('reads %j', (raw, expected) => expect(urlList.read(raw)).toEqual(expected));

  it.each(['', ',', 'es:9200', 'localhost', 'ftp://es', 'http://', 'http://es?q=1', 'http:es', [], [1], 9200])(
    'refuses %j',
    (raw) => expect(urlList.read(raw)).toBeUndefined(),
  );

  it('shows no credentials', () => {
    expect(urlList.show(['https://user:secret@es:9200/x', 'http://b'])).toEqual(['https://***@es:9200/x', 'http://b']);
  });

  it.each([
    ['htp://user:se/cr@et@es', 'htp://***@es'],
    ['user:secret@es:9200', '***@es:9200'],
    ['http://es:9200', 'http://es:9200'],
    ['http://u:a,b@es http://u:c@d', 'http://***@d'],
  ])('masks %j', (url, expected) => expect(maskUrl(url)).toBe(expected));
});

describe('fields to set', () => {
  it('reads a flag, a repeated flag, a list and an object', () => {
    expect(fieldPairs.read('team=pay')).toEqual([['team', 'pay']]);
    expect(fieldPairs.read(['team=pay', 'formula=a=b', 'empty='])).toEqual([
      ['team', 'pay'],
      ['formula', 'a=b'],
      ['empty', ''],
    ]);
    expect(fieldPairs.read({ team: 'pay' })).toEqual([['team', 'pay']]);
  });

  it('lets the last of a key win', () => {
    expect(fieldPairs.read(['a=1', 'b=2', 'a=3'])).toEqual([
      ['a', '3'],
      ['b', '2'],
    ]);
  });

  it.each(['team', '=x', '@timestamp=now', '@metadata=x', '@metadata._id=7', '@metadata[_id]=7', { build: 42 }, 7])(
    'refuses %j',
    (raw) => expect(fieldPairs.read(raw)).toBeUndefined(),
  );

  it('takes other fields with an @', () => {
    expect(fieldPairs.read('@timestamps=x')).toEqual([['@timestamps', 'x']]);
  });
});
