import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { UploadResult } from '../../src/ship/upload-result.js';
import { type RunOptions, type RunResult, Sandbox } from '../support/cli.js';
import { type CollectingPeer, startCollectingPeer } from '../support/peers/collecting.js';

/** A sandbox, and a peer that reads everything and confirms. */
export interface UploadWorld {
  readonly sandbox: Sandbox;
  readonly peer: CollectingPeer;
  /** The flags that lead to the peer. */
  readonly to: readonly string[];
  /** Writes a file into the folder in which logship runs. */
  write(name: string, content: string | Uint8Array): Promise<string>;
  /** Runs `logship upload` against the peer. */
  upload(args: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** The same with `--json`. */
  result(args: readonly string[], options?: RunOptions): Promise<RunResult & { readonly json: UploadResult }>;
}

/** Makes one that is gone when the running test ends. */
export async function uploadWorld(): Promise<UploadWorld> {
  const sandbox = await Sandbox.create();
  onTestFinished(() => sandbox.remove());
  const peer = await startCollectingPeer();
  onTestFinished(() => peer.close());
  const to = ['--host', '127.0.0.1', '--port', String(peer.port)];
  const upload = (args: readonly string[], options?: RunOptions) => sandbox.run(['upload', ...args, ...to], options);
  return {
    sandbox,
    peer,
    to,
    upload,
    async write(name, content) {
      const path = join(sandbox.cwd, name);
      await writeFile(path, content);
      return path;
    },
    async result(args, options) {
      const run = await upload([...args, '--json'], options);
      return { ...run, json: JSON.parse(run.stdout) as UploadResult };
    },
  };
}

/** Lines of events `from` … `to` - 1. */
export function eventLines(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, index) => `{"seq":${from + index}}\n`).join('');
}

/** The numbers of the events that arrived, in order. */
export function seqsOf(peer: CollectingPeer): number[] {
  return peer.events.map(({ seq }) => seq as number).sort((a, b) => a - b);
}
