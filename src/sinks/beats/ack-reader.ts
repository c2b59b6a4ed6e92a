import { KIND_ACK, VERSION } from './frames.js';

/** `2A`, and the number of the last event that was taken: 0 says only that the peer lives. */
const ACK_BYTES = 6;

/** Reads what the peer of a lumberjack connection says: acks alone. */
export class AckReader {
  #rest: Buffer = Buffer.alloc(0);

  /** The numbers of the acks that are whole now. Throws `Error` where something else was said. */
  read(chunk: Buffer): number[] {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const numbers: number[] = [];
    let at = 0;
    for (; bytes.length - at >= ACK_BYTES; at += ACK_BYTES) {
      if (bytes[at] !== VERSION || bytes[at + 1] !== KIND_ACK)
        throw new Error('it does not answer as a Beats input does');
      numbers.push(bytes.readUInt32BE(at + 2));
    }
    this.#rest = Buffer.from(bytes.subarray(at));
    return numbers;
  }
}
