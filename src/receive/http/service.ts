import type { IncomingMessage } from 'node:http';
import type { ReceiveContext } from '../context.js';
import { LineCutter } from '../lines.js';
import { checkType, GREETING } from './answer.js';
import { bodyOf } from './body.js';
import { Bulk, type BulkTarget } from './bulk.js';
import { BulkAnswer } from './bulk-answer.js';
import { HttpFault, illegal } from './fault.js';
import { filterOf } from './filter-path.js';
import { Indices } from './indices.js';
import { KnownIds } from './known-ids.js';

const MAX_QUERY_BYTES = 64 * 1024;

/** What is said to a request that is served. */
export interface Served {
  readonly status: number;
  /** JSON. */
  readonly body: string;
}

/** The part of Elasticsearch that a shipper of logs needs: who are you, take these, how many are there. */
export class HttpService {
  readonly #context: ReceiveContext;
  readonly #target: BulkTarget;

  private constructor(context: ReceiveContext, target: BulkTarget) {
    this.#context = context;
    this.#target = target;
  }

  static async create(context: ReceiveContext): Promise<HttpService> {
    const known = await KnownIds.create();
    return new HttpService(context, { intake: context.intake, known, indices: new Indices() });
  }

  /** Serves a request. Throws `HttpFault`, or what the store or the connection says. */
  async serve(request: IncomingMessage): Promise<Served> {
    const { method = '', url = '' } = request;
    const { path, query } = placeOf(url);
    const [last = '', index, ...rest] = path.toReversed();
    if (rest.length === 0) {
      if (path.length === 0 && (method === 'GET' || method === 'HEAD'))
        return ok(filterOf(query.get('filter_path'))(GREETING));
      if (last === '_bulk' && (method === 'POST' || method === 'PUT')) return this.#bulk(request, index, query);
      if (last === '_count' && (method === 'GET' || method === 'POST')) return this.#count(request, index, query);
      if (last === '_refresh' && (method === 'GET' || method === 'POST')) return ok({ _shards: SHARDS });
    }
    throw new HttpFault(
      404,
      'resource_not_found_exception',
      `logship receive has no handler for [${method} ${url}]: it is no Elasticsearch, it only takes bulk requests like one`,
    );
  }

  async #bulk(request: IncomingMessage, index: string | undefined, query: URLSearchParams): Promise<Served> {
    checkType(request);
    const { store, tally, held, maxLineBytes, clock } = this.#context;
    const begun = clock.monotonic();
    const answer = new BulkAnswer(filterOf(query.get('filter_path')));
    const touched = new Set<string>();
    const bulk = new Bulk(this.#target, answer, index, touched);
    const cutter = new LineCutter();
    const share = held.share();
    try {
      for await (const chunk of bodyOf(request)) {
        for (const block of cutter.push(chunk)) bulk.take(block);
        if (cutter.held > maxLineBytes) throw lineTooLong(maxLineBytes);
        if (!share.set(cutter.held + answer.bytes, cutter.pieces)) throw outOfMemory();
        if (store.full) await store.room();
      }
      if (cutter.held > 0) throw illegal('The bulk request must be terminated by a newline [\\n]');
      bulk.finish();
      await store.settle(touched);
    } catch (error) {
      // What could not be stored is not known, whatever was noted. To forget all costs duplicates, and loses nothing.
      if (!(error instanceof HttpFault)) this.#target.known.clear();
      throw error;
    } finally {
      share.release();
      tally.requests++;
      tally.conflicts += bulk.conflicts;
    }
    return { status: 200, body: answer.text(Math.round(clock.monotonic() - begun)) };
  }

  async #count(request: IncomingMessage, index: string | undefined, query: URLSearchParams): Promise<Served> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of bodyOf(request)) {
      size += chunk.length;
      if (size > MAX_QUERY_BYTES) throw new HttpFault(413, 'content_too_long_exception', 'the query is too long');
      chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString();
    if (query.has('q') || !countsAll(text))
      throw illegal('logship receive counts whole indices: only [match_all] is known');
    const count = this.#target.indices.count(index ?? '*');
    return ok(filterOf(query.get('filter_path'))({ count, _shards: { ...SHARDS, skipped: 0 } }));
  }
}

const SHARDS = { total: 1, successful: 1, failed: 0 };

function ok(answer: object): Served {
  return { status: 200, body: JSON.stringify(answer) };
}

/** The names that a path is made of, and its parameters. Throws `HttpFault`. */
function placeOf(url: string): { path: string[]; query: URLSearchParams } {
  const [path = '', ...query] = url.split('?');
  try {
    const names = path.split('/').map(decodeURIComponent);
    return { path: names.filter((name) => name !== ''), query: new URLSearchParams(query.join('?')) };
  } catch {
    throw illegal(`[${url}] is no path`);
  }
}

function countsAll(text: string): boolean {
  if (text.trim() === '') return true;
  try {
    const { query = { match_all: {} } } = JSON.parse(text) as { query?: object };
    return Object.keys(query).join() === 'match_all';
  } catch {
    throw new HttpFault(400, 'parsing_exception', 'the query is no JSON');
  }
}

function lineTooLong(most: number): HttpFault {
  return new HttpFault(413, 'content_too_long_exception', `a document is larger than ${most} bytes`);
}

function outOfMemory(): HttpFault {
  return new HttpFault(429, 'circuit_breaking_exception', 'Data too large: other requests hold what there is');
}
