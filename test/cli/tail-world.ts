import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { until } from '../sinks/logstash/world.js';
import type { RunOptions } from '../support/cli.js';
import { type UploadWorld, uploadWorld } from './upload-world.js';

/** A sandbox in which `logship tail` runs. */
export interface TailWorld extends UploadWorld {
  readonly path: (name: string) => string;
  readonly append: (name: string, content: string) => Promise<void>;
  /** Starts `logship tail` against the peer. It is ended with the test at the latest. */
  readonly tail: (...args: readonly string[]) => Tail;
  /** The same, run in a way of its own. */
  readonly tailWith: (options: RunOptions) => (...args: readonly string[]) => Tail;
  /** Waits until events with these numbers have arrived, and no others. */
  readonly arrived: (seqs: readonly number[]) => Promise<void>;
}

/** A running `logship tail`. */
export interface Tail {
  readonly pid: number;
  readonly kill: (signal: 'SIGTERM' | 'SIGKILL' | 'SIGHUP') => void;
  readonly ended: Promise<{ exitCode: number | undefined; stdout: string; stderr: string }>;
  /** Waits until it has said this. */
  readonly said: (text: string) => Promise<void>;
  /** Ends it in order. */
  readonly stop: () => Promise<{ exitCode: number | undefined; stdout: string; stderr: string }>;
}

export async function tailWorld(): Promise<TailWorld> {
  const world = await uploadWorld();
  const path = (name: string) => join(world.sandbox.cwd, name);
  const tailWith =
    (options: RunOptions) =>
    (...args: readonly string[]): Tail => {
      const running = world.sandbox.start(['tail', ...args, ...world.to], options);
      onTestFinished(() => void running.kill('SIGKILL'));
      let told = '';
      running.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
      const ended = running.then(({ exitCode, stdout, stderr }) => ({ exitCode, stdout, stderr }));
      return {
        pid: running.pid!,
        kill: (signal) => void running.kill(signal),
        ended,
        said: (text) => until(() => told.includes(text)),
        stop: () => {
          running.kill('SIGTERM');
          return ended;
        },
      };
    };
  return {
    ...world,
    path,
    append: (name, content) => appendFile(path(name), content),
    tail: tailWith({}),
    tailWith,
    async arrived(seqs) {
      const numbers = () => [...new Set(world.peer.events.map(({ seq }) => seq as number))];
      await until(() => numbers().length >= seqs.length);
      const odd = numbers().filter((seq) => !seqs.includes(seq));
      if (odd.length > 0) throw new Error(`arrived as well: ${odd.join(', ')}`);
    },
  };
}

export const line = (seq: number) => `{"seq":${seq}}\n`;
