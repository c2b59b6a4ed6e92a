import { join } from 'node:path';
import { firstLine, type Sandbox } from '../../support/cli.js';

/** A `logship receive` in a process of its own. */
export interface ReceiverProcess {
  /** The same after a restart. */
  readonly port: number;
  /** What came in, also before a restart. */
  readonly folder: string;
  /** `kill -9`. Resolves when the process is gone. */
  kill(): Promise<void>;
  restart(): Promise<void>;
}

/** Starts a receiver of one protocol, on a port that the system chooses. */
export async function startReceiverProcess(
  sandbox: Sandbox,
  protocol: 'tcp' | 'udp' | 'beats',
  name: string,
): Promise<ReceiverProcess> {
  const folder = join(sandbox.root, name);
  const start = async (at: number) => {
    const child = sandbox.start(['receive', `--${protocol}`, String(at), '--out', folder, '--json']);
    const { listening } = JSON.parse(await firstLine(child.stdout)) as {
      listening: Record<string, { port: number }>;
    };
    return { child, port: listening[protocol]!.port };
  };
  let running = await start(0);
  return {
    port: running.port,
    folder,
    async kill() {
      running.child.kill('SIGKILL');
      await running.child;
    },
    async restart() {
      running = await start(running.port);
    },
  };
}
