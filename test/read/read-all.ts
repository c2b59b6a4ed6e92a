import { InputError } from '../../src/model/errors.js';
import type { ByteSource } from '../../src/model/source.js';

/** Reads a source to its end, so many bytes at a time. */
export async function readAll(bytes: ByteSource, atOnce = 1000): Promise<string> {
  const pieces: Buffer[] = [];
  const into = new Uint8Array(atOnce);
  for (let length = await bytes.read(into); length > 0; length = await bytes.read(into)) {
    pieces.push(Buffer.from(into.subarray(0, length)));
  }
  return Buffer.concat(pieces).toString();
}

/** The `InputError` that something fails with. */
export async function refusalOf(work: Promise<unknown>): Promise<InputError> {
  const error = await work.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  if (error instanceof InputError) return error;
  throw new Error(`this is no refusal: ${String(error)}`);
}
