import { isUtf8 } from 'node:buffer';
import type { Intake } from '../intake.js';
import type { Route } from '../../event/route.js';
import { type BulkAction, readAction, readDocument } from './bulk-action.js';
import type { BulkAnswer } from './bulk-answer.js';
import { HttpFault, illegal, type Refusal } from './fault.js';
import { tooMany } from './fate.js';
import type { Indices } from './indices.js';
import type { KnownIds } from './known-ids.js';

const NEWLINE = 0x0a;
const CLOSE_OBJECT = 0x7d;
const MAX_ID_BYTES = 512;
const LINE_END = Buffer.from('\n');
const NO_ID = Buffer.from('}\n');

/** What all bulk requests of a receiver write to. */
export interface BulkTarget {
  readonly intake: Intake;
  readonly known: KnownIds;
  readonly indices: Indices;
}

/** Documents of one block that go to one place. */
interface Share {
  readonly pieces: Buffer[];
  documents: number;
}

/** One bulk request: takes its lines as they come, and says of each document what became of it. */
export class Bulk {
  readonly #target: BulkTarget;
  readonly #answer: BulkAnswer;
  readonly #defaultIndex: string | undefined;
  readonly #touched: Set<string>;
  readonly #isBusy: () => boolean;
  readonly #shares = new Map<Route, Share>();
  #action: BulkAction | undefined;
  #line = 0;
  #documents = 0;
  #conflicts = 0;

  /**
   * @param touched gets the names of the files that hold what the answer speaks of.
   * @param isBusy says on purpose of a document that it shall come again.
   */
  constructor(
    target: BulkTarget,
    answer: BulkAnswer,
    defaultIndex: string | undefined,
    touched: Set<string>,
    isBusy: () => boolean = () => false,
  ) {
    this.#isBusy = isBusy;
    this.#target = target;
    this.#answer = answer;
    this.#defaultIndex = defaultIndex;
    this.#touched = touched;
  }

  /** Documents so far, whatever became of them. */
  get documents(): number {
    return this.#documents;
  }

  /** Documents of these that were there already. */
  get conflicts(): number {
    return this.#conflicts;
  }

  /**
   * Takes whole lines, each with its line end. Throws `HttpFault` for a line that makes no sense, with which the request
   * ends, and what the store throws; documents before it are stored.
   */
  take(block: Buffer): void {
    try {
      for (let at = 0; at < block.length;) {
        // Between two actions, Elasticsearch passes over empty lines.
        if (block[at] === NEWLINE && !this.#action) {
          this.#line++;
          at++;
          continue;
        }
        const end = block.indexOf(NEWLINE, at) + 1;
        this.#takeLine(block.subarray(at, end - 1));
        at = end;
      }
    } finally {
      this.#store();
    }
  }

  /** There are no more lines. Throws `HttpFault` where the request is not whole. */
  finish(): void {
    if (this.#action) throw illegal(`the document to the action of line [${this.#line}] is missing`);
    if (this.#documents === 0) throw new HttpFault(400, 'parse_exception', 'request body is required');
  }

  #takeLine(line: Buffer): void {
    this.#line++;
    const text = line.toString('utf8');
    if (!this.#action) {
      if (text.trim() === '') return;
      this.#action = readAction(text, this.#line, this.#defaultIndex);
      if (this.#action.operation === 'delete') this.#close(notSupported('delete'));
      return;
    }
    this.#close(this.#action.operation === 'update' ? notSupported('update') : this.#write(this.#action, line, text));
  }

  /** The action is done with: `fault` says why nothing was written. */
  #close(fault: Refusal | undefined): void {
    this.#documents++;
    if (fault) this.#answer.refuse(this.#action!, fault);
    this.#action = undefined;
  }

  #write(action: BulkAction, line: Buffer, text: string): Refusal | undefined {
    const { operation, index, id } = action;
    const { indices, intake, known } = this.#target;
    const fault = indices.faultOf(index) ?? faultOfId(id);
    if (fault) return fault;
    const document = isUtf8(line) ? readDocument(text) : undefined;
    if (!document)
      return { status: 400, type: 'document_parsing_exception', reason: 'failed to parse: no JSON object' };
    if (this.#isBusy()) return tooMany(0);
    const route = intake.routeOf(index, document);
    // Also a document that was there already is spoken of: it must be safe when the answer goes.
    this.#touched.add(route.file);
    const again = id !== undefined && known.add(index, id);
    if (again && operation === 'create') {
      this.#conflicts++;
      const reason = `[${id}]: version conflict, document already exists (current version [1])`;
      return { status: 409, type: 'version_conflict_engine_exception', reason };
    }
    this.#share(route, linesOf(line, document, id));
    indices.add(index, again ? 0 : 1);
    this.#answer.take(action, again);
    return undefined;
  }

  #share(route: Route, pieces: readonly Buffer[]): void {
    let share = this.#shares.get(route);
    if (!share) this.#shares.set(route, (share = { pieces: [], documents: 0 }));
    share.pieces.push(...pieces);
    share.documents++;
  }

  #store(): void {
    try {
      for (const [route, { pieces, documents }] of this.#shares) {
        this.#target.intake.put(route, Buffer.concat(pieces), documents);
      }
    } catch (error) {
      this.#target.known.clear();
      throw error;
    }
    this.#shares.clear();
  }
}

/** A document as it goes into its file: with its id, at the place where it comes in by the other roads. */
function linesOf(line: Buffer, document: Record<string, unknown>, id: string | undefined): Buffer[] {
  if (id === undefined || '@metadata' in document) return [line, LINE_END];
  const end = line.lastIndexOf(CLOSE_OBJECT);
  const comma = Object.keys(document).length > 0 ? ',' : '';
  return [line.subarray(0, end), Buffer.from(`${comma}"@metadata":{"_id":${JSON.stringify(id)}}`), NO_ID];
}

function faultOfId(id: string | undefined): HttpFault | undefined {
  const bytes = id === undefined ? 1 : Buffer.byteLength(id);
  if (bytes === 0) return illegal('if _id is specified it must not be empty');
  if (bytes <= MAX_ID_BYTES) return undefined;
  return illegal(`id is too long, must be no longer than ${MAX_ID_BYTES} bytes but was: ${bytes}`);
}

function notSupported(operation: string): HttpFault {
  return illegal(`[${operation}] is not supported: logship receive keeps what comes in, by [create] and [index]`);
}
