// A receiver in a process of its own, which kills itself as soon as something comes by its standard input. Whatever it reads it appends at once, as it
// is, to a file for the connection: `<folder>/<pid>-<number>`. It answers a FIN after everything was read, with its own.
// Usage: node witness.mjs <folder> <port> [<certificate> <key>], PEM files for TLS; prints {"port":N} when it listens; ends when its standard input ends.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { createServer as createTlsServer } from 'node:tls';

const [folder = '', port = '0', cert, key] = process.argv.slice(2);
let connections = 0;

/** @param {import('node:net').Socket} socket */
function meet(socket) {
  const file = openSync(join(folder, `${process.pid}-${String(++connections).padStart(6, '0')}`), 'a');
  socket.on('data', (chunk) => {
    for (let written = 0; written < chunk.length;) written += writeSync(file, chunk, written);
  });
  socket.on('end', () => socket.end());
  socket.on('error', () => {});
  socket.on('close', () => closeSync(file));
}

const allowHalfOpen = true;
const server =
  cert && key
    ? createTlsServer({ allowHalfOpen, cert: readFileSync(cert), key: readFileSync(key) }, meet)
    : createServer({ allowHalfOpen }, meet);
server.listen({ port: Number(port), host: '127.0.0.1' }, () => {
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  console.log(JSON.stringify({ port: address.port }));
});
// Killed from outside, it could have taken the last bytes of a window and not yet have written them: nobody can tell
// that from one that was read, and docs/delivery.md says so. Between two events, all that was taken is written.
process.stdin.on('data', () => process.kill(process.pid, 'SIGKILL'));
process.stdin.on('end', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
