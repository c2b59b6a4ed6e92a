import process from 'node:process';
import type { StdoutTarget } from '../../config/values/target.js';
import { printable } from '../../kit/printable.js';
import { StdoutSink } from '../../sinks/stdout/sink.js';
import type { OpenRoad } from './road.js';

/** Standard output. On a terminal, what could command it is escaped. */
export const open: OpenRoad<StdoutTarget> = async () =>
  new StdoutSink({ out: process.stdout, show: process.stdout.isTTY ? printable : undefined });
