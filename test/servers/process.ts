import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A server that runs in a process of its own. */
export interface ServerProcess {
  readonly pid: number;
  /** What followed `READY` on the line that it printed. */
  readonly ready: string;
  /** Ends it, and waits for its end. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const OUTPUT_KEPT = 50;

/** Starts a server, and waits until it prints `READY …`. Throws with its last output where it ends before. */
export async function startProcess(command: string, args: readonly string[]): Promise<ServerProcess> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const leave = () => child.kill('SIGKILL');
  process.once('exit', leave);
  const exit = once(child, 'exit').finally(() => process.off('exit', leave));
  const ready = await readyLine(child, exit);
  return {
    pid: child.pid!,
    ready,
    async end(signal) {
      child.kill(signal);
      await exit;
    },
  };
}

/** Reads on after the line, so that the server never waits for a full pipe. */
async function readyLine(child: ChildProcess, exit: Promise<unknown>): Promise<string> {
  const output: string[] = [];
  const keep = (line: string) => {
    output.push(line);
    if (output.length > OUTPUT_KEPT) output.shift();
  };
  createInterface({ input: child.stderr! }).on('line', keep);
  const ready = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      keep(line);
      if (line.startsWith('READY ')) resolve(line.slice('READY '.length));
    });
  });
  const ended = exit.then(() => {
    throw new Error(`${child.spawnfile} ended before it was ready:\n${output.join('\n')}`);
  });
  return Promise.race([ready, ended]);
}
