import { onAbort } from '../../kit/on-abort.js';
import { SinkError } from '../../model/errors.js';
import { type Peer, targetOf } from './peer.js';

/** What ends a try to connect: its timeout, or the end of the sink. */
export interface Limit {
  /** Is aborted when the limit is reached. */
  readonly signal: AbortSignal;
  /** Rejects when the limit is reached, with the `SinkError` for it. */
  readonly reached: Promise<never>;
  /** From now on it is TLS that takes its time. */
  connected(): void;
  lift(): void;
}

/** Begins to count the timeout of a peer. */
export function limitOf(peer: Peer, closing: AbortSignal): Limit {
  const controller = new AbortController();
  const target = targetOf(peer);
  let connected = false;
  let lift = (): void => {};
  const reached = new Promise<never>((_resolve, reject) => {
    const end = (error: SinkError) => {
      reject(error);
      controller.abort();
    };
    const onClosing = () => end(new SinkError('broken', target, `${target}: the road is closed`));
    const timer = setTimeout(() => {
      const what = connected ? 'it took the connection, and no TLS came' : 'no connection';
      const next = connected
        ? ['Is TLS on over there, on that port? An input without TLS waits for the end of a line, and says nothing.']
        : ['A firewall may drop the packets. LOGSTASH_TIMEOUT (--timeout) says how long to wait.'];
      end(new SinkError('timeout', target, `${target}: ${what} within ${peer.timeout / 1000} s`, { next }));
    }, peer.timeout);
    const takeBack = onAbort(closing, onClosing);
    lift = () => {
      clearTimeout(timer);
      takeBack();
    };
    if (closing.aborted) onClosing();
  });
  reached.catch(() => {});
  return {
    signal: controller.signal,
    reached,
    connected: () => void (connected = true),
    lift: () => lift(),
  };
}
