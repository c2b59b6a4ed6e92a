import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/kit/clock.js';
import type { ReceiveContext } from '../../src/receive/context.js';
import { Tally } from '../../src/receive/counts.js';
import { faultsOn } from '../../src/receive/faults/faults.js';
import { HeldBytes } from '../../src/receive/held-bytes.js';
import { Intake } from '../../src/receive/intake.js';
import { type Receiver, type ReceiverOptions, startReceiver } from '../../src/receive/receiver.js';
import { nowhere, type Store } from '../../src/receive/store.js';

/** Any free port of this machine. */
export const ANY = { host: '127.0.0.1', port: 0 };

/** Starts a receiver that is gone when the running test ends. */
export async function start(options: ReceiverOptions): Promise<Receiver> {
  const receiver = await startReceiver(options);
  onTestFinished(() => receiver.close());
  return receiver;
}

/** What a way in needs, on a store of the test's own, and what it has complained about. */
export function contextOn(store: Partial<Store>, given: Partial<ReceiveContext> = {}) {
  const whole: Store = {
    ...nowhere,
    ...store,
    get full() {
      return store.full ?? false;
    },
  };
  const tally = new Tally();
  const troubles: string[] = [];
  const context: ReceiveContext = {
    intake: new Intake(whole, tally, systemClock),
    store: whole,
    tally,
    held: new HeldBytes(1024 * 1024),
    maxLineBytes: 1000,
    onTrouble: (message) => troubles.push(message),
    clock: systemClock,
    faults: faultsOn('tcp', [], 0, tally),
    ...given,
  };
  return { context, tally, troubles };
}
