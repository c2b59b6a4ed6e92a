import { dirname, sep } from 'node:path';
import { statsOf } from './stats-of.js';

/** Tells that something has changed. What has, is for a look at the files to say: a hint may be missing, or wrong. */
export interface Watcher {
  /** Watches the files of these folders, and of no others from now on. */
  watch(folders: ReadonlySet<string>): void;
  close(): Promise<void>;
}

/** How a watcher is made. */
export type CreateWatcher = (handlers: WatcherHandlers) => Promise<Watcher>;

export interface WatcherHandlers {
  /** Something happened to this path, or to something in it; `written`: its content or its rights, and not its name. */
  readonly onHint: (path: string, written: boolean) => void;
  /** The system does not let us watch any more: `ENOSPC`, `EMFILE`. */
  readonly onFailure: (error: NodeJS.ErrnoException) => void;
}

/**
 * Watches folders by chokidar, one watch for any number of files. Only its `raw` events are used: it holds others back
 * for some milliseconds, and then the last ones may go missing.
 */
export const watchFolders: CreateWatcher = async ({ onHint, onFailure }) => {
  const { FSWatcher } = await import('chokidar');

  /** By folder: the inode that is watched. A folder that was made anew is watched anew. */
  const watched = new Map<string, number | undefined>();
  const watcher = new FSWatcher({ depth: 0, ignoreInitial: true, persistent: true });
  // It would read a folder with all its files whenever something happens to one of them, to find out what did.
  watcher._nodeFsHandler._handleRead = () => undefined;
  watcher.on('raw', (event, name: string | null, at) => {
    const { watchedPath } = at as { watchedPath: string };
    // What chokidar tells of a folder is a plain name: to join it with care takes a hundredth of a line's way.
    onHint(name ? `${watchedPath}${sep}${name}` : watchedPath, event === 'change');
  });
  watcher.on('error', (error) => onFailure(error as NodeJS.ErrnoException));
  return {
    watch(folders) {
      const wanted = new Map([...folders].map(nearestExisting).map((folder) => [folder, statsOf(folder)?.ino]));
      for (const [folder, inode] of watched) {
        if (wanted.get(folder) === inode) continue;
        watched.delete(folder);
        watcher.unwatch(folder);
      }
      for (const [folder, inode] of wanted) {
        if (watched.has(folder)) continue;
        watched.set(folder, inode);
        watcher.add(folder);
      }
    },
    close: () => watcher.close(),
  };
};

/** The folder itself, or the one in which it, or what it lies in, would appear. */
function nearestExisting(folder: string): string {
  let nearest = folder;
  while (!statsOf(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  return nearest;
}
