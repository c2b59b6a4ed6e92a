// A program that writes a log: events with their number in `seq`, so many a second, every 10 ms. It opens its file
// anew when it gets SIGHUP, as programs do that are told of a rotation.
// Usage: node write-log.mjs <file> <lines a second> [keep-place]; prints {"written":N} when its standard input ends.
// `keep-place`: it writes behind its own last byte, and not at the end of whatever the file is now.
import { closeSync, openSync, writeSync } from 'node:fs';
import process from 'node:process';

const [path = '', rate = '1000', place] = process.argv.slice(2);
const STEP = 10;

const open = () => openSync(path, place === 'keep-place' ? 'w' : 'a');
let file = open();
let written = 0;
const start = performance.now();

function write() {
  const due = Math.floor(((performance.now() - start) * Number(rate)) / 1000);
  let lines = '';
  for (let seq = written; seq < due; seq++) lines += `{"seq":${seq}}\n`;
  if (lines !== '') writeSync(file, lines);
  written = due;
}

const timer = setInterval(write, STEP);
process.on('SIGHUP', () => {
  closeSync(file);
  file = open();
});
process.stdin.resume();
process.stdin.on('end', () => {
  clearInterval(timer);
  process.stdout.write(`${JSON.stringify({ written })}\n`);
  process.exit(0);
});
process.stdout.write('READY\n');
