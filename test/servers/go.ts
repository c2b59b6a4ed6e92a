import type { Requirement } from './requirements.js';
import { runs } from './runs.js';

/** The `go` command that builds servers. */
export interface GoTools {
  readonly go: string;
}

/** Finds Go in the PATH, or where its own installer puts it. */
export function requireGo(): Requirement<GoTools> {
  const go = ['go', '/usr/local/go/bin/go'].find((command) => runs(command, 'version'));
  return go === undefined ? { missing: 'needs Go in the PATH or in /usr/local/go' } : { found: { go } };
}
