import { execFileSync } from 'node:child_process';
import type { Requirement } from './requirements.js';

/** The `go` command that builds servers. */
export interface GoTools {
  readonly go: string;
}

/** Finds Go in the PATH, or where its own installer puts it. */
export function requireGo(): Requirement<GoTools> {
  const go = ['go', '/usr/local/go/bin/go'].find(runs);
  return go === undefined ? { missing: 'needs Go in the PATH or in /usr/local/go' } : { found: { go } };
}

function runs(command: string): boolean {
  try {
    execFileSync(command, ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
