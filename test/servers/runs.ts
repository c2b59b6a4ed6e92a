import { execFileSync } from 'node:child_process';

/** Whether the machine has a program: it ends well when it is asked for its version. */
export function runs(command: string, ...ask: readonly string[]): boolean {
  try {
    execFileSync(command, ask, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
