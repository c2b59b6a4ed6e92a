import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { built } from './cache.js';
import type { GoTools } from './go.js';

const FOLDER = fileURLToPath(new URL('lumberjack-client', import.meta.url));

/** What became of a run of the client. */
export interface Shipped {
  /** Events that were acknowledged. */
  readonly acked: number;
  /** What it complained about; empty where all went well. */
  readonly stderr: string;
}

/**
 * Ships numbered events by the client of Elastic's own go-lumber. Builds it where no run has before.
 * @param flags as main.go has them: `-events 1000`
 */
export async function shipByLumberjack({ go }: GoTools, port: number, ...flags: readonly string[]): Promise<Shipped> {
  const inputs = ['main.go', 'go.mod', 'go.sum'].map((name) => join(FOLDER, name));
  const home = await built('lumberjack-client', inputs, async (folder) => {
    await execa(go, ['build', '-o', join(folder, 'client'), '.'], { cwd: FOLDER });
  });
  const client = join(home, 'client');
  const { stdout, stderr } = await execa(client, ['-addr', `127.0.0.1:${port}`, ...flags], { reject: false });
  return { acked: Number(/^ACKED (\d+)$/m.exec(stdout)?.[1] ?? 0), stderr };
}
