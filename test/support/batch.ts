import type { Batch, Encoding, Original, Reject } from '../../src/model/batch.js';
import { START, type Position } from '../../src/model/position.js';
import type { Source } from '../../src/model/source.js';

/** What stands before and after an event on its road. */
export interface Dress {
  readonly encoding: Encoding;
  /** Encodes one document (a JSON text without line end) under its id. */
  dress(document: string, id: string): string;
}

/** An action line that creates into `index`, then the document. */
export function bulkInto(index: string): Dress {
  return {
    encoding: 'bulk',
    dress: (document, id) => `${JSON.stringify({ create: { _index: index, _id: id } })}\n${document}\n`,
  };
}

/** One line an event, its id appended as `@metadata._id`. */
export const jsonLines: Dress = {
  encoding: 'json-lines',
  dress: (document, id) => `${document.slice(0, -1)},"@metadata":${JSON.stringify({ _id: id })}}\n`,
};

export interface BatchOptions {
  /** Default: `/logs/app.json`, key `test`. */
  readonly source?: Source;
  /** Where the first record lies in the source. Default: its start. */
  readonly start?: Position;
  /** Ids, one a document. Default: `<source key>-<offset, base 36>`. */
  readonly ids?: readonly string[];
  readonly rejects?: readonly Reject[];
  /** Called by `release`. */
  readonly onRelease?: () => void;
}

/** Makes a batch by hand, from documents that lie one a line in their source. */
export function batchOf(documents: readonly string[], { encoding, dress }: Dress, options: BatchOptions = {}): Batch {
  const source = options.source ?? { key: 'test', path: '/logs/app.json' };
  const start = options.start ?? START;
  const originals: Original[] = [];
  let { offset, line } = start;
  for (const document of documents) {
    const bytes = Buffer.from(document);
    originals.push({ bytes, position: { offset, line: line++, column: 1 } });
    offset += bytes.length + 1;
  }
  const encoded = documents.map((document, index) => {
    const id = options.ids?.[index] ?? `${source.key}-${originals[index]!.position.offset.toString(36)}`;
    return Buffer.from(dress(document, id));
  });
  const bytes = Buffer.concat(encoded);
  let sum = 0;
  const ends = encoded.map((event) => (sum += event.length));
  return {
    source,
    start,
    end: { offset, line, column: 1 },
    framing: 0,
    encoding,
    bytes,
    count: documents.length,
    rejects: options.rejects ?? [],
    untagged: 0,
    readAt: 0,
    endOf: (index) => ends[index]!,
    original: (index) => originals[index]!,
    release: () => options.onRelease?.(),
  };
}
