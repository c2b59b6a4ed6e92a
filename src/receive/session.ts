import type { Writable } from 'node:stream';
import { type Clock, systemClock } from '../kit/clock.js';
import { printable } from '../kit/printable.js';
import type { ReceiverCounts } from './counts.js';
import { describeRule } from './faults/rule.js';
import type { WantedFaults } from './faults/wanted.js';
import { type Endpoint, type Road, show } from './listen.js';
import { Ration } from './ration.js';
import type { TlsFiles } from './tls/server-tls.js';
import { type Places, type Receiver, startReceiver } from './receiver.js';

const REPORT_EVERY_MS = 1000;
const SHOWN_TENANTS = 5;

/** What a person asked `logship receive` to do. */
export interface SessionOptions extends Places {
  /** Folder for the files; without it events are printed, or only counted with `json`. */
  readonly out?: string | undefined;
  /** Speak TLS on all roads but UDP. */
  readonly tls?: TlsFiles | undefined;
  /** What is to go wrong on purpose. */
  readonly faults?: WantedFaults | undefined;
  /** Reports as NDJSON on `stdout` instead of words on `stderr`. */
  readonly json: boolean;
  /** Says nothing but what went wrong. */
  readonly quiet: boolean;
}

/** The world around a session. */
export interface SessionContext {
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable;
  /** Aborted when the session shall end. */
  readonly signal: AbortSignal;
  readonly clock?: Clock | undefined;
}

/**
 * Receives until it is told to stop, or until nobody reads `stdout` any more, and says how it goes. Resolves when all
 * that was read is stored. Throws `ReceiveError` when it can't start.
 */
export async function runSession(options: SessionOptions, context: SessionContext): Promise<void> {
  const { stdout, stderr, clock = systemClock } = context;
  const closed = new AbortController();
  stdout.on('error', () => closed.abort());
  // Whoever knocks again and again with the wrong protocol must not drown everything else.
  const troubles = new Ration((message) => stderr.write(`${printable(message)}\n`), clock);
  const receiver = await startReceiver({
    ...options,
    print: options.json ? undefined : { to: stdout, ...(stdout.isTTY ? { show: showLines } : {}) },
    onTrouble: (message) => troubles.tell(message),
    clock,
  });
  const report = options.json ? jsonReport(stdout, options) : options.quiet ? silence : plainReport(stderr, options);
  const stop = AbortSignal.any([context.signal, closed.signal]);
  try {
    report.started(receiver);
    await reportProgress(receiver, report, clock, stop);
  } finally {
    await receiver.close().catch((error: unknown) => {
      if (!closed.signal.aborted) throw error;
    });
    troubles.end();
    if (!closed.signal.aborted) report.ended(receiver.counts());
  }
}

/** How a session speaks. */
interface Report {
  started(receiver: Receiver): void;
  progress(counts: ReceiverCounts): void;
  ended(counts: ReceiverCounts): void;
}

const silence: Report = { started: () => undefined, progress: () => undefined, ended: () => undefined };

async function reportProgress(receiver: Receiver, report: Report, clock: Clock, stop: AbortSignal): Promise<void> {
  let last = JSON.stringify(receiver.counts());
  for (;;) {
    try {
      await clock.sleep(REPORT_EVERY_MS, stop);
    } catch {
      return;
    }
    const counts = receiver.counts();
    const now = JSON.stringify(counts);
    if (now !== last) report.progress(counts);
    last = now;
  }
}

function jsonReport(stdout: Writable, { faults }: SessionOptions): Report {
  const write = (value: object) => stdout.write(`${JSON.stringify(value)}\n`);
  const wanted = faults && { faults: faults.rules, seed: faults.seed };
  const started = ({ addresses, caFile }: Receiver) =>
    write({ listening: addresses, ...(caFile === undefined ? {} : { ca: caFile }), ...wanted });
  return { started, progress: write, ended: write };
}

function plainReport(stderr: Writable, { out, faults, tls }: SessionOptions): Report {
  const say = (line: string) => stderr.write(`${printable(line)}\n`);
  return {
    started({ addresses, caFile }) {
      const places = Object.entries(addresses).map(([road, at]) => `${road} ${show(at)}`);
      say(`Listening on ${list(places)}; Ctrl-C ends it.`);
      if (out !== undefined) say(`Events go to ${out}: one file a tenant and month.`);
      if (faults) {
        const rules = list(faults.rules.map(describeRule));
        say(`On purpose: ${rules}; --fail-seed ${faults.seed} does the same again.`);
      }
      for (const [road, at] of Object.entries(addresses)) {
        say(`Try: ${commandFor(road as Road, at, tls && { caFile })}`);
      }
    },
    progress(counts) {
      // Printed events speak for themselves.
      if (out !== undefined) say(summary(counts));
    },
    ended: (counts) => say(summary(counts)),
  };
}

/** A command that leads to a receiver. `tls`: what has to be trusted; nothing more than usual where it names no file. */
function commandFor(road: Road, at: Endpoint, tls: { readonly caFile: string | undefined } | undefined): string {
  const { host, port } = at;
  const secure = tls && road !== 'udp';
  const variable = road === 'http' ? 'ELASTICSEARCH_CA_CERT' : 'LOGSTASH_CA_CERT';
  const trust = secure && tls.caFile !== undefined ? `${variable}=${tls.caFile} ` : '';
  const upload = `${trust}logship upload <file>`;
  if (road === 'http') return `${upload} --elasticsearch ${secure ? 'https' : 'http'}://${show(at)} --no-logstash`;
  const protocol = road === 'tcp' ? '' : `--protocol ${road} `;
  return `${upload} ${protocol}--host ${host} --port ${port}${secure ? ' --tls' : ''}`;
}

function list(texts: readonly string[]): string {
  return texts.length < 3 ? texts.join(' and ') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}

function summary({
  received,
  unparsable,
  tenants,
  connections,
  resets,
  conflicts,
  dropped,
  faults,
}: ReceiverCounts): string {
  const largest = Object.entries(tenants).sort(([, a], [, b]) => b - a);
  const shares = largest.slice(0, SHOWN_TENANTS).map(([tenant, events]) => `${tenant} ${events}`);
  if (largest.length > SHOWN_TENANTS) shares.push(`and ${largest.length - SHOWN_TENANTS} more`);
  const wanted = Object.entries(faults).map(([kind, count]) => `${count} ${kind}`);
  const parts = [
    `${received} received`,
    ...(shares.length > 0 ? [`by tenant: ${shares.join(', ')}`] : []),
    ...(unparsable > 0 ? [`${unparsable} unparsable`] : []),
    `${connections} ${connections === 1 ? 'connection' : 'connections'}`,
    ...(resets > 0 ? [`${resets} reset`] : []),
    ...(conflicts > 0 ? [`${conflicts} known already`] : []),
    ...(dropped > 0 ? [`${dropped} datagrams dropped`] : []),
    ...(wanted.length > 0 ? [`on purpose: ${wanted.join(', ')}`] : []),
  ];
  return parts.join('; ');
}

function showLines(lines: Uint8Array): string {
  return printable(Buffer.from(lines).toString('utf8'));
}
