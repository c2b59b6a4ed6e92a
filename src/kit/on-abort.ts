const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `then` when a signal is aborted; not where it is already. However many wait, and for however short a time, the
 * signal has one listener: to add one and to take it away costs more than to read a line.
 * @returns what takes it back.
 */
export function onAbort(signal: AbortSignal, then: () => void): () => void {
  const calls = waiting.get(signal) ?? listen(signal);
  calls.add(then);
  return () => calls.delete(then);
}

function listen(signal: AbortSignal): Set<() => void> {
  const calls = new Set<() => void>();
  waiting.set(signal, calls);
  const callAll = () => {
    for (const call of calls) call();
    calls.clear();
  };
  signal.addEventListener('abort', callAll, { once: true });
  return calls;
}
