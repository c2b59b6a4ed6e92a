import type { Readable } from 'node:stream';
import type { Settings } from '../config/options.js';
import { InputError } from '../model/errors.js';
import type { Format } from '../model/event.js';
import { detectFormat } from '../parse/detect.js';
import { expandNames } from '../read/expand.js';
import { openFile } from '../read/file-input.js';
import type { Input } from '../read/input.js';
import { openStream, STANDARD_INPUT } from '../read/stream-input.js';

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Opens what a name stands for. Throws `InputError` where it can't be shipped. */
export type OpenInput = (name: string) => Promise<Input>;

/** How the inputs of a run are opened. */
export function inputOpener(settings: Settings, stdin: Readable): OpenInput {
  return (name) => (name === STANDARD_INPUT ? openStream(stdin) : openFile(name, { maxSize: settings.maxSize }));
}

/** Inputs that can be shipped, by name, and those that can't, with the reason. */
export interface CheckedInputs {
  readonly fit: readonly string[];
  readonly refused: readonly InputError[];
}

/**
 * Looks at every input before anything is sent. Files are closed again: thousands of them may be named.
 * Throws the first reason where no input is fit.
 */
export async function checkInputs(names: readonly string[], open: OpenInput): Promise<CheckedInputs> {
  const fit: string[] = [];
  const refused: InputError[] = [];
  for (const name of await expandNames(names)) {
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
  if (fit.length === 0 && refused[0]) throw refused[0];
  return { fit, refused };
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
