import type { ValueType } from './values/value-type.js';

/** A command that takes settings as flags. */
export type CommandName =
  'upload' | 'tail' | 'test-message' | 'stats' | 'reset' | 'rejects' | 'replay' | 'receive' | 'setup elasticsearch';

/** What a default may depend on. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Settings by key, as far as they are known: those that come before in the table. */
  readonly known: Readonly<Record<string, unknown>>;
}

/** One setting, described once: help, loader, completions and docs all read it from here. */
export interface Option<T = unknown, D extends T | undefined = T | undefined> {
  readonly type: ValueType<T>;
  /** `undefined`: not set. */
  readonly default: D;
  /** Replaces `default` where it depends on something. */
  computeDefault?(surroundings: Surroundings): T;
  /** How help and docs tell the default, where the value alone does not. */
  readonly defaultText?: string;
  /** The environment variable. */
  readonly env?: string;
  /** The flag as commander writes it: `--host <name>`, `--no-logstash`. */
  readonly flag?: string;
  /** Which commands take the flag. */
  readonly commands?: readonly CommandName[];
  /** One sentence. */
  readonly help: string;
  /** The value is masked wherever it would be shown. */
  readonly secret?: boolean;
  /** What to do next about a refused text, where its look gives the cause away. */
  advise?(text: string): string | undefined;
}

/** Gives an entry of the table its type: the value's, and `undefined` beside it where there is no default. */
export function option<T, const D extends T | undefined>(entry: Option<T, D>): Option<T, D> {
  return entry;
}
