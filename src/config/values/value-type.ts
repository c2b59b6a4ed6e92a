/** Why a value is not allowed, where that can be said more precisely than by what is expected. */
export interface Refusal {
  /** Goes behind the name of the setting and a colon. */
  readonly reason: string;
  /** What to do, one line an entry. */
  readonly next: readonly string[];
}

/** How values of one kind are read, shown and completed. */
export interface ValueType<T> {
  /** What is allowed, as it ends "expected …": `a whole number from 1 to 65535`. */
  readonly expects: string;
  /** Offered by completions. */
  readonly choices?: readonly string[];
  /** The value names a file or a folder: it is resolved against where it was written, and completed as one. */
  readonly path?: 'file' | 'folder';
  /** The flag may be given more than once; `read` then gets the list of its texts. */
  readonly repeatable?: boolean;
  /**
   * Reads a value as it comes: text from a flag or a variable; text, number, boolean, list or object from a file.
   * `undefined` means: not allowed.
   */
  read(raw: unknown): T | undefined;
  /** Why `read` allows a value not. */
  explain?(raw: unknown): Refusal | undefined;
  /** The value with the paths in it made absolute. */
  resolve?(value: T, absolute: (path: string) => string): T;
  /** The value as a file of settings would hold it: `read` takes it back. Credentials inside are masked. */
  show(value: T): unknown;
  /** Masks what a refused text may hold of secrets. */
  mask?(text: string): string;
}
