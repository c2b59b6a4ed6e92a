import process from 'node:process';
import type { WriteStream } from 'node:tty';

/** A stream that may be a terminal. */
export type Output = Pick<WriteStream, 'write'> & { readonly isTTY?: boolean; readonly columns?: number };

/**
 * Whether to write colours: no with `--no-color`, `NO_COLOR` or `TERM=dumb`; yes with `FORCE_COLOR`; otherwise on a
 * terminal. An empty variable counts as not set; `FORCE_COLOR=0` means no.
 */
export function useColour(
  stream: { readonly isTTY?: boolean },
  argv: readonly string[] = process.argv,
  env: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  if (argv.includes('--no-color') || env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}
