import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('witness.mjs', import.meta.url));

/** A receiver in a process of its own. */
export interface Witness {
  /** The same after a restart. */
  readonly port: number;
  /** Of the process that runs now, or ran last. */
  readonly pid: number;
  /**
   * `kill -9`, behind a read that is written down as well; `wherever` it is, where it can't be asked since it was
   * stopped. Resolves when the process is gone.
   */
  kill(where?: 'wherever'): Promise<void>;
  /** Listens on the same port again, after `kill` or `stop`. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** PEM files for a receiver that speaks TLS. */
interface WitnessTls {
  readonly certPath: string;
  readonly keyPath: string;
}

/**
 * Starts a receiver that appends what it reads, as it reads, to one file a connection in `folder` (made where it is
 * missing), so that a line cut off by a kill never runs into the next one. Read it with `readArrived(folder)`.
 */
export async function startWitness(folder: string, speaks: 'tcp' | 'udp' | WitnessTls = 'tcp'): Promise<Witness> {
  await mkdir(folder, { recursive: true });
  const words = typeof speaks === 'string' ? [speaks] : ['tls', speaks.certPath, speaks.keyPath];
  let running = await launch(folder, 0, words);
  const end = async (how: (child: ChildProcess) => void) => {
    const { child } = running;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    how(child);
    await exited;
  };
  return {
    port: running.port,
    get pid() {
      return running.child.pid!;
    },
    kill: (where) => end((child) => void (where === 'wherever' ? child.kill('SIGKILL') : child.stdin?.write('die'))),
    stop: () => end((child) => child.kill('SIGTERM')),
    async restart() {
      running = await launch(folder, running.port, words);
    },
  };
}

async function launch(
  folder: string,
  port: number,
  words: readonly string[],
): Promise<{ child: ChildProcess; port: number }> {
  // It ends with its standard input, so that it never outlives a test run that was killed.
  const child = spawn(process.execPath, [SCRIPT, folder, String(port), ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(child.stdout)) {
    return { child, port: (JSON.parse(line) as { port: number }).port };
  }
  throw new Error(`the witness did not start on port ${port}`);
}
