import fc from 'fast-check';

/** JSON as text, with all the freedom that RFC 8259 leaves: escapes, blanks, numbers that no double holds. */

/** Blanks that may stand between any two tokens of a record on one line. */
export const blanksOnLine = frequently('', [' ', '\t', '\r', '  ', ' \t ']);

/** Blanks that may stand between any two tokens. */
export const blanks = frequently('', [' ', '\n', '\t', '\r\n', '\n  ', '  ']);

const stringPiece = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 12 }).map(withoutSpecials) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }).map(withoutSpecials) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '\\"',
      '\\\\',
      '\\/',
      '\\b',
      '\\f',
      '\\n',
      '\\r',
      '\\t',
      '\\u0000',
      '\\u00e9',
      '\\uD83D\\uDE00',
    ),
  },
  // Half of a surrogate pair, and pairs the wrong way round: RFC 8259 allows them as escapes.
  { weight: 1, arbitrary: fc.constantFrom('\\ud800', '\\uDFFF', '\\udc00\\ud800', '\\uD83Dx') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'é',
      '日本',
      '😀',
      '\u007f',
      '\u0080',
      '\u07ff',
      '\u0800',
      '\uffff',
      '\u{10ffff}',
      '\u2028',
    ),
  },
);

/** A JSON string, quotes included. */
export const stringText = fc.array(stringPiece, { maxLength: 4 }).map((pieces) => `"${pieces.join('')}"`);

/** A JSON number. */
export const numberText = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom(
    '0',
    '-0',
    '0.0',
    '-0.0e-0',
    '1e400',
    '-1E+400',
    '1e-400',
    '9007199254740993',
    '18446744073709551616',
  ),
  fc.constantFrom('0.1000', '1E5', '12e+03', '9'.repeat(100), `0.${'0'.repeat(60)}1`),
);

const words = fc.constantFrom('true', 'false', 'null');

/** A JSON value. `between` gives the blanks between its tokens. */
export function valueText(between: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      { weight: 3, arbitrary: stringText },
      { weight: 2, arbitrary: numberText },
      { weight: 1, arbitrary: words },
      { weight: 1, arbitrary: arrayText(tie('value'), between) },
      {
        weight: 2,
        arbitrary: objectText(fc.array(memberText(stringText, tie('value'), between), { maxLength: 3 }), between),
      },
    ),
  })).value;
}

/** A JSON array of the given elements. */
export function arrayText(element: fc.Arbitrary<string>, between: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const padded = fc.tuple(between, element, between).map((parts) => parts.join(''));
  return fc
    .tuple(fc.array(padded, { maxLength: 4 }), between)
    .map(([elements, blank]) => (elements.length === 0 ? `[${blank}]` : `[${elements.join(',')}]`));
}

/** A JSON object of the given members. */
export function objectText(members: fc.Arbitrary<string[]>, between: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(members, between).map(([list, blank]) => (list.length === 0 ? `{${blank}}` : `{${list.join(',')}}`));
}

/** `"key": value`, with blanks around both. */
export function memberText(
  key: fc.Arbitrary<string>,
  value: fc.Arbitrary<string>,
  between: fc.Arbitrary<string>,
): fc.Arbitrary<string> {
  return fc
    .tuple(between, key, between, between, value, between)
    .map(([before, name, beforeColon, behindColon, text, behind]) =>
      [before, name, beforeColon, ':', behindColon, text, behind].join(''),
    );
}

/** A name as a JSON string, now and then with escapes where none are needed. */
export function keyText(name: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const escaped = fc.tuple(name, fc.nat()).map(([text, seed]) => {
    if (text === '') return '""';
    const at = seed % text.length;
    const code = text.charCodeAt(at).toString(16).padStart(4, '0');
    return `"${text.slice(0, at)}\\u${code}${text.slice(at + 1)}"`;
  });
  return fc.oneof(
    { weight: 9, arbitrary: name.map((text) => JSON.stringify(text)) },
    { weight: 1, arbitrary: escaped },
  );
}

function withoutSpecials(text: string): string {
  return text.replaceAll(/["\\\u0000-\u001f]/g, '').toWellFormed();
}

function frequently(usual: string, others: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}
