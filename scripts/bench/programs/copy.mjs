// The twin of native/copy.c for machines without a C compiler: copy.mjs FILE PORT

import fs from 'node:fs';
import net from 'node:net';
import process from 'node:process';

const [file = '', port] = process.argv.slice(2);
const socket = net.connect(Number(port), '127.0.0.1');
fs.createReadStream(file, { highWaterMark: 1 << 20 }).pipe(socket);
socket.resume();
