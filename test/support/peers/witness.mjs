// A receiver in a process of its own, which kills itself as soon as something comes by its standard input. Whatever it reads it appends at once, as it
// is, to a file for the connection: `<folder>/<pid>-<number>`. It answers a FIN after everything was read, with its own.
// Usage: node witness.mjs <folder> <port> [tcp | tls <cert> <key> | udp]; prints {"port":N} when it listens; ends when its standard input ends.
import { createSocket } from 'node:dgram';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import tls from 'node:tls';

const [folder = '', port = '0', transport = 'tcp', cert = '', key = ''] = process.argv.slice(2);
let files = 0;

const open = () => openSync(join(folder, `${process.pid}-${String(++files).padStart(6, '0')}`), 'a');

/** @type {(file: number, bytes: Buffer) => void} */
const append = (file, bytes) => {
  for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
};

/** @param {import('node:net').Socket} socket */
function witness(socket) {
  const file = open();
  socket.on('data', (chunk) => append(file, chunk));
  socket.on('end', () => socket.end());
  socket.on('error', () => {});
  socket.on('close', () => closeSync(file));
}

/** @param {import('node:net').AddressInfo | string | null} address */
const say = (address) => console.log(JSON.stringify({ port: typeof address === 'object' ? address?.port : undefined }));

const place = { port: Number(port), host: '127.0.0.1' };
if (transport === 'udp') {
  const file = open();
  const socket = createSocket('udp4', (datagram) => append(file, datagram));
  socket.bind({ port: place.port, address: place.host }, () => say(socket.address()));
} else {
  const server =
    transport === 'tls'
      ? tls.createServer({ allowHalfOpen: true, cert: readFileSync(cert), key: readFileSync(key) }, witness)
      : createServer({ allowHalfOpen: true }, witness);
  server.listen(place, () => say(server.address()));
}
// Killed from outside, it could have taken the last bytes of a window and not yet have written them: nobody can tell
// that from one that was read, and docs/delivery.md says so. Between two events, all that was taken is written.
process.stdin.on('data', () => process.kill(process.pid, 'SIGKILL'));
process.stdin.on('end', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
