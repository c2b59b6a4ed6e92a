import type { Readable } from 'node:stream';
import type { Settings } from '../config/options.js';
import { InputError } from '../model/errors.js';
import type { Format } from '../model/event.js';
import { detectFormat } from '../parse/detect.js';
import { expandNames } from '../read/expand.js';
import { openFile } from '../read/file-input.js';
import type { Input } from '../read/input.js';
import { openStream, STANDARD_INPUT } from '../read/stream-input.js';
import type { UploadNotice } from './notices.js';

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Opens what a name stands for. Throws `InputError` where it can't be shipped. */
export type OpenInput = (name: string) => Promise<Input>;

/**
 * How the inputs of a run are opened.
 * @param signal ends the wait for standard input: opening it throws the reason.
 */
export function inputOpener(settings: Settings, stdin: Readable, signal: AbortSignal): OpenInput {
  return (name) =>
    name === STANDARD_INPUT ? openStream(stdin, signal) : openFile(name, { maxSize: settings.maxSize });
}

/** Inputs that can be shipped, by name, and those that can't, with the reason. */
export interface CheckedInputs {
  readonly fit: readonly string[];
  readonly refused: readonly InputError[];
}

/** Looks at every input before anything is sent. Files are closed again: thousands of them may be named. */
export async function checkInputs(names: readonly string[], open: OpenInput): Promise<CheckedInputs> {
  const fit: string[] = [];
  const expanded = await expandNames(names);
  const refused = [...expanded.refused];
  for (const name of expanded.files) {
    // What is read from standard input can be read only once.
    if (name !== STANDARD_INPUT) {
      const fault = await faultOf(name, open);
      if (fault) {
        refused.push(fault);
        continue;
      }
    }
    fit.push(name);
  }
  return { fit, refused };
}

/** Tells why inputs are refused. Where none is left, the last reason is thrown. */
export function tellRefused({ fit, refused }: CheckedInputs, notices: (notice: UploadNotice) => void): void {
  const last = fit.length === 0 ? refused.at(-1) : undefined;
  for (const error of refused) if (error !== last) notices({ kind: 'refused', error });
  if (last) throw last;
}

async function faultOf(name: string, open: OpenInput): Promise<InputError | undefined> {
  try {
    await (await open(name)).close();
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

/** The format of an input: the one that is set, or the one that its first bytes tell. */
export function formatOf(input: Input, setting: Settings['format']): Format {
  if (setting !== 'auto') return setting;
  const marked = BYTE_ORDER_MARK.every((byte, index) => input.head[index] === byte);
  return detectFormat(marked ? input.head.subarray(BYTE_ORDER_MARK.length) : input.head);
}
