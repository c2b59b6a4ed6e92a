import { SinkError } from '../../model/errors.js';
import { type Peer, targetOf } from './peer.js';

/** What ends a try to connect: its timeout, or the end of the sink. */
export function limitOf(
  peer: Peer,
  closing: AbortSignal,
): { signal: AbortSignal; reached: Promise<never>; lift(): void } {
  const controller = new AbortController();
  const target = targetOf(peer);
  let lift = (): void => {};
  const reached = new Promise<never>((_resolve, reject) => {
    const end = (error: SinkError) => {
      reject(error);
      controller.abort();
    };
    const onClosing = () => end(new SinkError('broken', target, `${target}: the road is closed`));
    const timer = setTimeout(() => {
      const message = `${target}: no connection within ${peer.timeout / 1000} s`;
      const next = ['A firewall may drop the packets. LOGSTASH_TIMEOUT (--timeout) says how long to wait.'];
      end(new SinkError('timeout', target, message, { next }));
    }, peer.timeout);
    closing.addEventListener('abort', onClosing);
    lift = () => {
      clearTimeout(timer);
      closing.removeEventListener('abort', onClosing);
    };
    if (closing.aborted) onClosing();
  });
  reached.catch(() => {});
  return { signal: controller.signal, reached, lift: () => lift() };
}
