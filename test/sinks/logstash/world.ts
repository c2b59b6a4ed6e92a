import { onTestFinished } from 'vitest';
import type { Batch } from '../../../src/model/batch.js';
import type { Parcel, SinkNotice } from '../../../src/model/sink.js';
import { TcpSink, type TcpSinkOptions } from '../../../src/sinks/logstash/tcp-sink.js';
import { batchOf, jsonLines } from '../../support/batch.js';
import { ManualClock } from '../../support/manual-clock.js';

/** A sink for a port of this machine, whose time a test holds. It is closed when the running test ends. */
export function sinkTo(port: number, options: Partial<TcpSinkOptions> = {}) {
  const clock = new ManualClock();
  const notices: SinkNotice[] = [];
  const sink = new TcpSink({
    host: '127.0.0.1',
    port,
    timeout: 5000,
    confirm: 'auto',
    clock,
    onNotice: (notice) => notices.push(notice),
    ...options,
  });
  onTestFinished(() => sink.close());
  return { sink, clock, notices };
}

/** A batch of one event of about so many bytes. */
export function batchOfBytes(bytes: number): Batch {
  return batchOf([JSON.stringify({ message: 'x'.repeat(bytes) })], jsonLines);
}

export function whole(batch: Batch): Parcel {
  return { batch, from: 0, to: batch.count };
}

/** Lets what the network has done be seen, until `reached`. */
export async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await new Promise((resolve) => setImmediate(resolve));
}
