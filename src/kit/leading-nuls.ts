const PIECE = 1024 * 1024;

/**
 * How many NUL bytes a file begins with. A program that writes on at its old place, after its file was truncated,
 * leaves such a hole in front of what it writes.
 * @param readAt gives fewer bytes than asked for only at the end of the file
 */
export async function leadingNuls(readAt: (offset: number, length: number) => Promise<Uint8Array>): Promise<number> {
  for (let at = 0; ;) {
    const bytes = await readAt(at, at === 0 ? 1 : PIECE);
    const other = firstOther(bytes);
    if (other >= 0) return at + other;
    at += bytes.length;
    if (bytes.length === 0) return at;
  }
}

const NULS = Buffer.alloc(PIECE);

/** The first byte that is no NUL; -1 where all are. A hole may be large, and a look at each byte takes its time. */
function firstOther(bytes: Uint8Array): number {
  if (NULS.compare(bytes, 0, bytes.length, 0, bytes.length) === 0) return -1;
  return bytes.findIndex((byte) => byte !== 0);
}
