import type { IncomingMessage } from 'node:http';
import { createGunzip, createInflate } from 'node:zlib';
import { HttpFault, illegal } from './fault.js';

/** What Elasticsearch takes by default (`http.max_content_length`); unpacked, where it comes compressed. */
export const MAX_BODY_BYTES = 100 * 1024 * 1024;

/** Refuses a body by its announced length, before any of it was read. Throws `HttpFault`. */
export function checkLength(request: IncomingMessage): void {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
}

/** The body of a request as it comes, unpacked. Throws `HttpFault`; what is left of the body can be read on then. */
export async function* bodyOf(request: IncomingMessage): AsyncGenerator<Buffer, void> {
  checkLength(request);
  let size = 0;
  try {
    for await (const chunk of unpacked(request).iterator({ destroyOnReturn: false })) {
      size += (chunk as Buffer).length;
      if (size > MAX_BODY_BYTES) throw tooLarge();
      yield chunk as Buffer;
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code?.startsWith('Z_') ? illegal(`the body can't be unpacked: ${message}`) : error;
  }
}

function unpacked(request: IncomingMessage) {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return request;
  if (encoding !== 'gzip' && encoding !== 'deflate') {
    throw new HttpFault(415, 'illegal_argument_exception', `Content-Encoding [${encoding}] is not supported: use gzip`);
  }
  const unpack = encoding === 'gzip' ? createGunzip() : createInflate();
  // A pipeline would end the request with the unpacking, and with it the connection that the answer goes by.
  request.pipe(unpack);
  const stop = () => {
    if (!request.complete) unpack.destroy(new Error('the request was cut off'));
  };
  request.once('close', stop);
  unpack.once('close', () => {
    request.off('close', stop);
    request.unpipe(unpack);
  });
  return unpack;
}

function tooLarge(): HttpFault {
  return new HttpFault(413, 'content_too_long_exception', `the body is larger than ${MAX_BODY_BYTES} bytes`);
}
