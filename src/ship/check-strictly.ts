import { ConfigError, InputError, InvalidInputError } from '../model/errors.js';
import type { Reject } from '../model/batch.js';
import type { Input } from '../read/input.js';
import { STANDARD_INPUT } from '../read/stream-input.js';
import type { CheckedInputs, OpenInput } from './inputs.js';
import { walk, type WalkContext } from './walk.js';

/** How many faults of a file are told. */
const TOLD = 5;

/**
 * Reads every file to its end before anything is sent, and refuses those in which a record is bad.
 * Throws `ConfigError` for standard input, which can't be read twice.
 */
export async function checkStrictly(
  names: readonly string[],
  open: OpenInput,
  context: Omit<WalkContext, 'key'>,
): Promise<CheckedInputs> {
  const fit: string[] = [];
  const refused: InputError[] = [];
  for (const name of names) {
    if (name === STANDARD_INPUT) {
      throw new ConfigError('--strict reads everything twice, which standard input does not allow', {
        next: ['Write it to a file first, or leave --strict out: bad records are kept, and the rest is delivered.'],
      });
    }
    const fault = await faultOf(name, open, context);
    if (fault) refused.push(fault);
    else fit.push(name);
  }
  return { fit, refused };
}

async function faultOf(
  name: string,
  open: OpenInput,
  context: Omit<WalkContext, 'key'>,
): Promise<InputError | undefined> {
  try {
    return await badRecordsOf(await open(name), context);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

async function badRecordsOf(input: Input, context: Omit<WalkContext, 'key'>): Promise<InvalidInputError | undefined> {
  const first: string[] = [];
  let bad = 0;
  let records = 0;
  await walk(input, { ...context, key: 'check' }, async ({ count, rejects }) => {
    const faults = rejects.filter(({ more }) => !more);
    records += count + faults.length;
    bad += faults.length;
    first.push(...faults.slice(0, TOLD - first.length).map((reject) => tell(input.name, reject)));
  });
  if (bad === 0) return undefined;
  const rest = bad - first.length;
  return new InvalidInputError(
    input.name,
    `${bad} of ${records} records are bad, so nothing of it is sent (--strict)`,
    {
      next: [
        ...first,
        ...(rest > 0 ? [`and ${rest} more`] : []),
        'Mend them, or leave --strict out to send the others.',
      ],
    },
  );
}

function tell(name: string, { fault, reason }: Reject): string {
  return `${name}:${fault.line}:${fault.column}: ${reason}`;
}
