import process from 'node:process';
import { styleText } from 'node:util';

/** A stream that may be a terminal. */
export interface Output {
  readonly isTTY?: boolean;
}

/** What text may look like. */
export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red';

/** Gives text a look, or leaves it as it is where no colours are wanted. */
export type Paint = (style: Style, text: string) => string;

/**
 * Whether to write colours: no with `--no-color`, `NO_COLOR` or `TERM=dumb`; yes with `FORCE_COLOR`; otherwise on a
 * terminal. An empty variable counts as not set; `FORCE_COLOR=0` means no.
 */
export function useColour(
  output: Output,
  argv: readonly string[] = process.argv,
  env: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  if (argv.includes('--no-color') || env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced) return forced !== '0' && forced !== 'false';
  return output.isTTY === true && env['TERM'] !== 'dumb';
}

/** How to paint for a stream. */
export function paintFor(output: Output): Paint {
  const coloured = useColour(output);
  return (style, text) => (coloured ? styleText(style, text, { validateStream: false }) : text);
}
