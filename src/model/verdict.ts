/**
 * What to do about an event, or a window, that was not taken.
 * - `duplicate`: the peer has it already, under our id.
 * - `retry`: the same again, later.
 * - `reject`: the peer will never take it; keep it, with the reason.
 * - `stop`: nothing will be taken until a person acts; keep everything. `denied` tells refused credentials.
 */
export type Verdict =
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'retry'; readonly reason: string }
  | { readonly kind: 'reject'; readonly reason: string }
  | { readonly kind: 'stop'; readonly reason: string; readonly denied: boolean };

export const duplicate: Verdict = { kind: 'duplicate' };
export const retry = (reason: string): Verdict => ({ kind: 'retry', reason });
export const reject = (reason: string): Verdict => ({ kind: 'reject', reason });
export const stop = (reason: string, denied = false): Verdict => ({ kind: 'stop', reason, denied });
