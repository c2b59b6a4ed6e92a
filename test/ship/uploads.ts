import { join } from 'node:path';
import { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { loadSettings } from '../../src/config/loader.js';
import { systemClock } from '../../src/kit/clock.js';
import type { UploadNotice } from '../../src/ship/notices.js';
import { upload, type UploadOutcome } from '../../src/ship/upload.js';
import { type CollectingPeer, startCollectingPeer } from '../support/peers/collecting.js';
import { tempFolder } from '../support/temp-folder.js';

export interface UploadOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly strict?: boolean;
  readonly restart?: boolean;
  readonly stdin?: Readable;
  readonly signal?: AbortSignal;
}

/** An upload that is over. */
export interface Uploaded extends UploadOutcome {
  readonly notices: readonly UploadNotice[];
}

/** A folder for files, a state folder that uploads share, and a peer that collects. */
export interface UploadWorld {
  readonly folder: string;
  readonly state: string;
  readonly peer: CollectingPeer;
  upload(names: readonly string[], options?: UploadOptions): Promise<Uploaded>;
}

/** Makes a world that is gone when the running test ends. */
export async function uploadWorld(): Promise<UploadWorld> {
  const root = await tempFolder();
  const state = join(root, 'state');
  const peer = await startCollectingPeer();
  onTestFinished(() => peer.close());
  const place = { LOGSHIP_STATE_DIR: state, LOGSTASH_HOST: '127.0.0.1', LOGSTASH_PORT: String(peer.port) };
  return {
    folder: root,
    state,
    peer,
    async upload(names, { env, strict = false, restart = false, stdin = Readable.from([]), signal } = {}) {
      const { settings } = await loadSettings({ flags: {}, env: { ...place, ...env }, cwd: root, home: root });
      const notices: UploadNotice[] = [];
      const outcome = await upload(
        { names, settings, strict, restart },
        {
          clock: systemClock,
          stdin,
          progress: () => {},
          notices: (notice) => notices.push(notice),
          signal: signal ?? new AbortController().signal,
        },
      );
      return { ...outcome, notices };
    },
  };
}
