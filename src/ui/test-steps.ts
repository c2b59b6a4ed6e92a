import { printable } from '../kit/printable.js';
import type { Acknowledgement, ProbeStep, Sink } from '../model/sink.js';
import { meaningOf } from './acknowledgement.js';
import { showMilliseconds } from './numbers.js';
import type { Paint } from './terminal.js';

const LABELS: Readonly<Record<ProbeStep['name'], string>> = {
  resolve: 'name',
  connect: 'connect',
  tls: 'TLS',
  topic: 'topic',
  send: 'send',
  confirm: 'confirmed',
};

/** Names the road that is tried. */
export function sayRoad({ product, target }: Sink, paint: Paint): string {
  return `${paint('bold', product)} ${printable(target)}`;
}

/** One step, with its time. */
export function sayStep({ name, detail, milliseconds }: ProbeStep, paint: Paint): string {
  const time = showMilliseconds(milliseconds).padStart(8);
  const what = name === 'confirm' ? meaningOf[detail as Acknowledgement] : printable(detail);
  return `  ${paint('green', LABELS[name].padEnd(9))} ${paint('dim', time)}  ${what}`;
}
