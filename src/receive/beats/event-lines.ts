const NEWLINE = 0x0a;
const SPACE = 0x20;
const LINE_END = Buffer.from('\n');

/** Gathers events, and gives them out as a block of lines. */
export class EventLines {
  #pieces: Buffer[] = [];

  add(json: Buffer): void {
    this.#pieces.push(onOneLine(json), LINE_END);
  }

  /** All that was added since the last time; `undefined` where that is nothing. */
  take(): Buffer | undefined {
    if (this.#pieces.length === 0) return undefined;
    const block = Buffer.concat(this.#pieces);
    this.#pieces = [];
    return block;
  }
}

/** A line end within JSON is a blank, and any other blank serves. */
function onOneLine(json: Buffer): Buffer {
  if (!json.includes(NEWLINE)) return json;
  return Buffer.from(json.map((byte) => (byte === NEWLINE ? SPACE : byte)));
}
