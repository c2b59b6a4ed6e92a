import type { IncomingMessage } from 'node:http';
import type { ReceiveContext } from '../context.js';
import { LineCutter } from '../lines.js';
import { beLate } from '../faults/be-late.js';
import { WantedFault } from '../faults/faults.js';
import { checkType, GREETING } from './answer.js';
import { bodyOf } from './body.js';
import { Bulk, type BulkTarget } from './bulk.js';
import { BulkAnswer } from './bulk-answer.js';
import { type Fate, fateOf, OneDocumentGate, tooMany } from './fate.js';
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
  /** The connection is to break off in the middle of it, on purpose. */
  readonly sendHalf?: boolean;
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
    const { store, tally, clock, faults } = this.#context;
    const begun = clock.monotonic();
    const fate = fateOf(faults);
    if (fate.busy) faults.done('429');
    if (fate.busy && !fate.busy.document) {
      for await (const _ of bodyOf(request));
      throw tooMany(fate.busy.delay);
    }
    const answer = new BulkAnswer(filterOf(query.get('filter_path')));
    const touched = new Set<string>();
    const bulk = new Bulk(this.#target, answer, index, touched, fate.busy?.document);
    try {
      await this.#read(request, bulk, answer, fate);
      await store.settle(touched).catch((error: unknown) => {
        this.#target.known.clear();
        throw error;
      });
    } finally {
      tally.requests++;
      tally.conflicts += bulk.conflicts;
    }
    await beLate(fate.delay, request.socket, clock, faults);
    if (fate.breaks === 'before the answer') throw new WantedFault();
    const body = answer.text(Math.round(clock.monotonic() - begun));
    return { status: 200, body, sendHalf: fate.breaks === 'in the answer' };
  }

  /** Gives the lines of a body to a bulk request as they come. */
  async #read(request: IncomingMessage, bulk: Bulk, answer: BulkAnswer, fate: Fate): Promise<void> {
    const { store, held, maxLineBytes } = this.#context;
    const cutter = new LineCutter();
    const share = held.share();
    const gate = fate.tooLarge ? new OneDocumentGate() : undefined;
    try {
      for await (const chunk of bodyOf(request)) {
        for (const block of cutter.push(chunk)) {
          if (!gate) bulk.take(block);
          else if (gate.add(block)) throw this.#tooLarge();
        }
        if (cutter.held > maxLineBytes) throw lineTooLong(maxLineBytes);
        if (!share.set(cutter.held + answer.bytes, cutter.pieces)) throw outOfMemory();
        if (fate.breaks === 'in the body') throw new WantedFault();
        if (store.full) await store.room();
      }
      if (cutter.held > 0) throw illegal('The bulk request must be terminated by a newline [\\n]');
      for (const block of gate?.release() ?? []) bulk.take(block);
      bulk.finish();
    } finally {
      share.release();
    }
  }

  #tooLarge(): HttpFault {
    this.#context.faults.done('413');
    return new HttpFault(413, 'content_too_long_exception', 'the body is too large: asked for by --fail 413');
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
