import { SinkError } from '../../model/errors.js';

/** What is wrong with a road all of whose hosts have failed: what time may mend goes before what it won't. */
export function allAway(target: string, faults: readonly SinkError[]): SinkError {
  const { fault, lasting, cause, next } =
    faults.find((error) => error.fault === 'broken') ?? faults.find((error) => !error.lasting) ?? faults[0]!;
  if (faults.length === 1) return new SinkError(fault, target, faults[0]!.message, { cause, next, lasting });
  const reasons = faults.map(({ message }) => message).join('; ');
  return new SinkError(fault, target, `all ${faults.length} hosts fail: ${reasons}`, { cause, next, lasting });
}
