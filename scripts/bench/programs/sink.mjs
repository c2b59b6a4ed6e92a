// The twin of native/sink.c for machines without a C compiler; the same in all it says, and slower.

import http from 'node:http';
import net from 'node:net';
import process from 'node:process';

const PEEK = 1 << 14;
const HELLO = '{"name":"sink","cluster_name":"sink","version":{"number":"8.19.0"},"tagline":"You Know, for Search"}';

const [transport, wanted, port = '0'] = process.argv.slice(2);
const feedsPerLine = transport === 'http' ? 2 : 1;
let bytes = 0;
/** Line ends; by Beats, events. */
let feeds = 0;
let said = 0;
let full = false;
let peek = Buffer.alloc(0);

/**
 * Counts a piece. @returns how many line ends it holds
 * @param {Buffer} chunk
 */
function take(chunk) {
  if (peek.length < PEEK) peek = Buffer.concat([peek, chunk.subarray(0, PEEK - peek.length)]);
  let more = 0;
  for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) more++;
  bytes += chunk.length;
  feeds += more;
  sayFull();
  return more;
}

function noteLine() {
  feeds++;
  sayFull();
}

function sayFull() {
  if (full || feeds / feedsPerLine < Number(wanted)) return;
  full = true;
  console.log('FULL');
}

function tcpServer() {
  return net.createServer((socket) => {
    socket.on('data', take);
    socket.on('error', () => socket.destroy());
  });
}

/** Lumberjack v2: windows of JSON frames that are not compressed; each is acknowledged behind its last event. */
function beatsServer() {
  return net.createServer((socket) => {
    let rest = Buffer.alloc(0);
    let left = 0;
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      bytes += chunk.length;
      for (;;) {
        const isWindow = rest[1] === 0x57;
        const head = isWindow ? 6 : 10;
        const length = rest.length < head ? Infinity : isWindow ? 0 : rest.readUInt32BE(6);
        if (rest.length < head + length) return;
        if (isWindow) left = rest.readUInt32BE(2);
        else {
          noteLine();
          if (--left === 0) socket.write(Buffer.concat([Buffer.from('2A'), rest.subarray(2, 6)]));
        }
        rest = rest.subarray(head + length);
      }
    });
  });
}

function httpServer() {
  return http.createServer((request, response) => {
    const url = request.url ?? '';
    const bulk = url.includes('/_bulk');
    let documents = 0;
    request.on('data', (chunk) => {
      if (bulk) documents += take(chunk) / feedsPerLine;
    });
    request.on('end', () => {
      const items = Array.from({ length: documents }, () => '{"create":{"status":201}}').join(',');
      const took = url.includes('filter_path') ? '' : '"took":1,';
      response.setHeader('x-elastic-product', 'Elasticsearch').setHeader('content-type', 'application/json');
      response.end(bulk ? `{${took}"errors":false,"items":[${items}]}` : HELLO);
    });
  });
}

const servers = { tcp: tcpServer, http: httpServer, beats: beatsServer };
const server = servers[/** @type {keyof typeof servers} */ (transport)]();
server.listen(Number(port), '127.0.0.1', () => {
  const address = server.address();
  console.log(`READY ${typeof address === 'object' ? address?.port : ''}`);
});
setInterval(() => {
  const lines = Math.floor(feeds / feedsPerLine);
  if (lines > said) console.log(`AT ${lines}`);
  said = lines;
}, 1000);
process.stdin.resume().on('end', () => {
  const { user, system } = process.cpuUsage();
  const events = peek.toString().split('\n').slice(0, 2).join('\n');
  process.stdout.write(`${Math.floor(feeds / feedsPerLine)} ${bytes} ${(user + system) / 1e6}\n${events}\n`, () =>
    process.exit(),
  );
});
