import { InputError } from '../model/errors.js';

const LOOKED_AT = 8 * 1024;

/** Throws `InputError` where the first bytes are not those of a text in UTF-8. */
export function refuseBinary(name: string, head: Uint8Array): void {
  const [first, second] = head;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new InputError(name, 'is UTF-16', {
      next: [`Convert it: iconv -f UTF-16 -t UTF-8 ${name} | logship upload -`],
    });
  }
  if (head.subarray(0, LOOKED_AT).includes(0)) {
    throw new InputError(name, 'is binary', { next: ['Logs are text in UTF-8: JSON or plain lines.'] });
  }
}
