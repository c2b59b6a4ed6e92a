/** What the state room tells beside its results, so that a person may know. */
export type StateNotice =
  /** A file of the state could not be understood, and was moved out of the way. */
  | { readonly kind: 'set-aside'; readonly path: string; readonly movedTo: string; readonly reason: string }
  /** A background write failed. It is tried again; the last try, at the end of the run, is the one that counts. */
  | { readonly kind: 'unsaved'; readonly path: string; readonly reason: string }
  /** A source lost bytes that were acknowledged already, so its checkpoint stays where it was. */
  | { readonly kind: 'shrunk'; readonly path: string; readonly offset: number };

export type OnStateNotice = (notice: StateNotice) => void;
