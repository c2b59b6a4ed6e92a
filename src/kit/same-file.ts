/** Where a file is, whatever it is called: as `fs.Stats` tells it. */
export interface Inode {
  readonly dev: number;
  readonly ino: number;
}

/** Whether two names, two looks or two handles are of one file. What is not there is none. */
export function sameFile(a: Inode, b: Inode | undefined): boolean {
  return a.dev === b?.dev && a.ino === b.ino;
}

/** Tells files apart as a key of maps and sets. */
export function inodeOf({ dev, ino }: Inode): string {
  return `${dev}:${ino}`;
}
