import type { Ora } from 'ora';
import { printable } from '../kit/printable.js';
import { showBytes } from '../kit/show-bytes.js';
import type { TailStatus } from '../ship/tail/status.js';
import { meaningOf } from './acknowledgement.js';
import { showCount, showCountOf, showSeconds } from './numbers.js';
import { useColour } from './terminal.js';

/** A line on a terminal that says how a tail stands. What others write meanwhile stands above it. */
export interface StatusLine {
  /** Whether anybody sees it. */
  readonly drawn: boolean;
  update(status: TailStatus): void;
  /** Takes the line away; the next update brings it back. */
  clear(): void;
  /** Takes the line away for good. */
  stop(): void;
}

export interface StatusLineOptions {
  readonly stream: NodeJS.WriteStream;
  readonly enabled: boolean;
}

/** Makes the line. Nothing is drawn where `stream` is no terminal, or one that doesn't know its width. */
export function createStatusLine({ stream, enabled }: StatusLineOptions): StatusLine {
  if (!enabled || !stream.isTTY || !stream.columns || process.env['TERM'] === 'dumb') {
    return { drawn: false, update: () => {}, clear: () => {}, stop: () => {} };
  }
  let spinner: Ora | undefined;
  let stopped = false;
  void import('ora').then(({ default: ora }) => {
    const color = useColour(stream) ? 'cyan' : false;
    spinner = ora({ stream, isEnabled: true, color, hideCursor: false, discardStdin: false });
  });
  return {
    drawn: true,
    update(status) {
      if (!spinner || stopped) return;
      spinner.text = statusText(status);
      if (!spinner.isSpinning) spinner.start();
    },
    clear: () => void spinner?.stop(),
    stop() {
      stopped = true;
      spinner?.stop();
    },
  };
}

/** A status in one line. */
export function statusText(status: TailStatus): string {
  const { files, rate, delivered, rejected, retries, lag_bytes: bytes, lag_seconds: seconds } = status;
  const parts = [
    showCountOf(files, 'file'),
    `${showCount(rate)} records/s`,
    `${showCount(delivered)} delivered`,
    rejected > 0 ? `${showCount(rejected)} rejected` : '',
    bytes > 0 ? `${showBytes(bytes)} behind, ${showSeconds(seconds)}` : 'all acknowledged',
    retries > 0 ? `retried ${showCountOf(retries, 'time')}` : '',
    status.last_error ?? '',
  ];
  return printable(parts.filter((part) => part !== '').join(' · '));
}

/** What a tail came to, for a person. Ends with a line end. */
export function tailSummary(status: TailStatus): string {
  const { read, delivered, duplicates, rejected, pending, target, acknowledgement } = status;
  const rest = [
    duplicates > 0 ? showCountOf(duplicates, 'duplicate') : '',
    rejected > 0 ? `${showCount(rejected)} rejected: kept in ${status.rejects_file}` : '',
    pending > 0 ? `${showCount(pending)} pending: the next run goes on there` : '',
  ].filter((part) => part !== '');
  const all = `${showCount(delivered)} of ${showCountOf(read, 'record')} delivered to ${target} (${meaningOf[acknowledgement]})`;
  return `${[all, ...rest].map(printable).join(', ')}\n`;
}
