import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { built } from './cache.js';
import type { GoTools } from './go.js';
import { startProcess, type ServerProcess } from './process.js';

const run = promisify(execFile);
const FOLDER = fileURLToPath(new URL('lumberjack', import.meta.url));

/** A receiver built on Elastic's own go-lumber, on 127.0.0.1. */
export interface LumberjackServer {
  readonly port: number;
  readonly pid: number;
  /** The file that it writes. */
  readonly out: string;
  /** What it has acknowledged, or was about to, in order: one event a line. */
  events(): Promise<Record<string, unknown>[]>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again on the same port; it goes on in the same file. */
  restart(): Promise<void>;
  /** Ends it, and removes what it has written. */
  stop(): Promise<void>;
}

/**
 * Builds the server where no run has before, and starts it.
 * @param flags as main.go has them: `-ack-delay 3s`
 */
export async function startLumberjack({ go }: GoTools, flags: readonly string[] = []): Promise<LumberjackServer> {
  const inputs = ['main.go', 'go.mod', 'go.sum'].map((name) => join(FOLDER, name));
  const home = await built('lumberjack', inputs, async (folder) => {
    await run(go, ['build', '-o', join(folder, 'server'), '.'], { cwd: FOLDER });
  });
  const data = await mkdtemp(join(tmpdir(), 'logship-lumberjack-'));
  const out = join(data, 'events.ndjson');
  const launch = (port: number): Promise<ServerProcess> =>
    startProcess(join(home, 'server'), ['-addr', `127.0.0.1:${port}`, '-out', out, ...flags]);
  let server = await launch(0);
  const port = Number(server.ready.split(':').at(-1));
  return {
    port,
    out,
    get pid() {
      return server.pid;
    },
    async events() {
      const text = await readFile(out, 'utf8');
      const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
      return lines.filter((line) => line !== '').flatMap(parsed);
    },
    kill: () => server.end('SIGKILL'),
    async restart() {
      // A line that the kill has cut off must not run into the next one.
      await appendFile(out, '\n');
      server = await launch(port);
    },
    async stop() {
      await server.end('SIGTERM');
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** A line that a kill has cut off can't be read. */
function parsed(line: string): Record<string, unknown>[] {
  try {
    return [JSON.parse(line) as Record<string, unknown>];
  } catch {
    return [];
  }
}
