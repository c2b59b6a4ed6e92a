import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FSWatcher } from 'chokidar';

/** Tells that something has changed. What has, is for a look at the files to say: a hint may be missing, or wrong. */
export interface Watcher {
  /** Watches the files of these folders, and of no others from now on. */
  watch(folders: ReadonlySet<string>): void;
  close(): Promise<void>;
}

/** How a watcher is made. */
export type CreateWatcher = (handlers: WatcherHandlers) => Promise<Watcher>;

export interface WatcherHandlers {
  /** Something happened to this path, or to something in it. */
  readonly onHint: (path: string) => void;
  /** The system does not let us watch any more: `ENOSPC`, `EMFILE`. */
  readonly onFailure: (error: NodeJS.ErrnoException) => void;
}

/**
 * Watches folders by chokidar. Only its `raw` events are used: it holds others back for some milliseconds, and then
 * the last ones may go missing. One watch a folder serves any number of files.
 */
export const watchFolders: CreateWatcher = async ({ onHint, onFailure }) => {
  const { FSWatcher } = await import('chokidar');
  const watched = new Set<string>();
  const watcher: FSWatcher = new FSWatcher({
    ignored: (path: string) => !watched.has(path),
    depth: 0,
    ignoreInitial: true,
    persistent: true,
  });
  watcher.on('raw', (_event, name: string | null, at) => {
    const { watchedPath } = at as { watchedPath: string };
    onHint(name ? join(watchedPath, name) : watchedPath);
  });
  watcher.on('error', (error) => onFailure(error as NodeJS.ErrnoException));
  return {
    watch(folders) {
      const wanted = new Set([...folders].map(nearestExisting));
      for (const folder of watched) {
        if (wanted.has(folder)) continue;
        watched.delete(folder);
        watcher.unwatch(folder);
      }
      for (const folder of wanted) {
        if (watched.has(folder)) continue;
        watched.add(folder);
        watcher.add(folder);
      }
    },
    close: () => watcher.close(),
  };
};

/** The folder itself, or the one in which it, or what it lies in, would appear. */
function nearestExisting(folder: string): string {
  let nearest = folder;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  return nearest;
}
