import { resolve } from 'node:path';
import { LineFiles, makeFolder } from '../kit/line-files.js';
import { ReceiveError } from './errors.js';
import type { Store } from './store.js';

/** Appends lines to files of one folder, which sets the pace: there is always room. */
export class FolderStore extends LineFiles implements Store {
  readonly full = false;

  /** Opens a folder, and makes it where there is none. Throws `ReceiveError`. */
  static async open(path: string): Promise<FolderStore> {
    const folder = resolve(path);
    try {
      await makeFolder(folder);
    } catch (error) {
      throw new ReceiveError(`${folder}: can't be made a folder for received events: ${(error as Error).message}`, {
        cause: error,
        next: ['Name a folder that you may write to: logship receive --out <folder>'],
      });
    }
    return new FolderStore(folder);
  }

  room(): Promise<void> {
    return Promise.resolve();
  }
}
