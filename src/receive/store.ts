/** Where received lines go. */
export interface Store {
  /** Whether the store asks for patience; what is given to `keep` nevertheless costs memory. */
  readonly full: boolean;
  /** Resolves when the store is no longer full. Rejects when it never will be. */
  room(): Promise<void>;
  /** Takes whole lines of one file, each with its line end. Throws what the system says, when it can't keep them. */
  keep(file: string, lines: Uint8Array): void;
  /** Resolves when all that was kept in these files is as safe as the store can make it. */
  settle(files: Iterable<string>): Promise<void>;
  /** Makes all that was kept as safe as `settle` does, and gives open files back. */
  close(): Promise<void>;
}

/** A store that keeps nothing: what is received is only counted. */
export const nowhere: Store = {
  full: false,
  room: () => Promise.resolve(),
  keep: () => undefined,
  settle: () => Promise.resolve(),
  close: () => Promise.resolve(),
};
