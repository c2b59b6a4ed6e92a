import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { readAt } from '../kit/read-at.js';
import type { ReadAt } from './fingerprint.js';
import { errorCode } from './failure.js';
import type { FileIdentity } from './source-key.js';

/** A file to be recognised. */
export interface FileView extends FileIdentity {
  /** Absolute. */
  readonly path: string;
  /** Decompressed bytes, where the file is compressed. Asked for rising offsets. */
  readonly readAt: ReadAt;
}

/** A file that was opened only to be looked at. */
export interface OpenedFile extends FileView {
  close(): Promise<void>;
}

/** Opens a regular file to look at it; undefined if there is none. Throws where it can't be told. */
export type LookAt = (path: string) => Promise<OpenedFile | undefined>;

/** Looks at a file as it is, without decompressing. */
export const lookAtFile: LookAt = async (path) => {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
  const stats = await file.stat();
  if (!stats.isFile()) {
    await file.close();
    return undefined;
  }
  const { dev, ino, birthtimeMs } = stats;
  return { path, dev, ino, birthtimeMs, readAt: readAtOf(file), close: () => file.close() };
};

/** Reads anywhere in an open file; gives fewer bytes than asked for only at its end. */
export function readAtOf(file: FileHandle): ReadAt {
  return (offset, length) => readAt(file, offset, length);
}
