import { join } from 'node:path';
import { CheckpointStore } from '../../src/state/checkpoint-store.js';
import { lookAtFile } from '../../src/state/file-view.js';
import type { FileView, LookAt } from '../../src/state/file-view.js';
import { openStateFolder } from '../../src/state/folder.js';
import { SourceRegistry } from '../../src/state/sources.js';
import type { Recognised } from '../../src/state/sources.js';
import { tempFolder } from '../support/temp-folder.js';
import { testContext } from './context.js';
import type { TestContext } from './context.js';

/** A folder of logs beside a state folder. */
export interface World {
  readonly context: TestContext;
  readonly root: string;
  readonly checkpoints: CheckpointStore;
  /** The absolute path of a log. */
  path(name: string): string;
  /** Recognises a log, as a new process would. */
  see(name: string): Promise<Recognised>;
  /** Acknowledges a log up to an offset, or to its end. */
  acknowledge(name: string, key: string, offset?: number): Promise<void>;
  /** A registry of its own: what another process has. */
  registry(lookAt?: LookAt): SourceRegistry;
}

export async function sourcesWorld(): Promise<World> {
  const root = await tempFolder();
  const folders = openStateFolder(join(root, 'state'));
  const context = testContext();
  const checkpoints = new CheckpointStore(folders.checkpoints, context);
  const path = (name: string): string => join(root, name);
  const registry = (lookAt = lookAtFile): SourceRegistry =>
    new SourceRegistry({ folders, checkpoints, machine: 'test', lookAt, context });
  return {
    context,
    root,
    checkpoints,
    path,
    registry,
    see: (name) => view(path(name), (file) => registry().recognise(file)),
    acknowledge: (name, key, offset) =>
      view(path(name), async (file) => {
        const end = offset ?? (await file.readAt(0, 1e6)).length;
        const place = { key, target: 'tcp://logstash:5000', tenant: 'default', path: file.path, readAt: file.readAt };
        const writer = await checkpoints.writer(place);
        writer.advance({ offset: end, line: 1, column: 1, framing: 0, records: 0 });
        await writer.close();
      }),
  };
}

/** Opens a file as long as `use` needs it. */
export async function view<T>(path: string, use: (file: FileView) => Promise<T>): Promise<T> {
  const file = await lookAtFile(path);
  if (!file) throw new Error(`no file at ${path}`);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** Log lines from number `from` to `to` - 1, each of them different. */
export function lines(from: number, to: number, words = 'request served'): string {
  let text = '';
  for (let number = from; number < to; number += 1) text += `{"message":"${words}","number":${number}}\n`;
  return text;
}
