import type { Batch } from '../../../model/batch.js';
import type { EventPlaces } from './event.js';
import type { Compressor } from './compression.js';
import { HEADER_BYTES, recordBytes, writeHeader, writeRecordHead } from './record-batch.js';
import { writeVarint } from './varint.js';

/** What stands around the id at the end of a value, as on the roads to Logstash. */
const META_HEAD = Buffer.from(',"@metadata":{"_id":"');
const META_TAIL = Buffer.from('"}}');
const META_BYTES = META_HEAD.length + META_TAIL.length;

/** Where an event stands in its window. */
export interface Place {
  /** Which parcel of the window. */
  readonly parcel: number;
  /** Which event of the parcel's batch. */
  readonly event: number;
}

/** A batch of records for one partition, in the making. */
export class Draft {
  readonly partition: number;
  /** Parcel and event, one behind the other: two numbers an event. */
  readonly #places: number[] = [];
  #buffer: Buffer;
  #end = HEADER_BYTES;

  /** @param bytes how large it may become; a single record may be larger. */
  constructor(partition: number, bytes: number) {
    this.partition = partition;
    this.#buffer = Buffer.allocUnsafe(HEADER_BYTES + bytes);
  }

  get count(): number {
    return this.#places.length / 2;
  }

  /** Bytes of the records. */
  get size(): number {
    return this.#end - HEADER_BYTES;
  }

  get places(): Place[] {
    return Array.from({ length: this.count }, (_, index) => ({
      parcel: this.#places[2 * index]!,
      event: this.#places[2 * index + 1]!,
    }));
  }

  /**
   * Adds an event, whose parts stand at `at` in `batch`. The value is the event as Logstash gets it on other roads.
   * @returns false where it does not fit any more.
   */
  add(key: Buffer, batch: Batch, at: EventPlaces, parcel: number, event: number): boolean {
    const { documentStart, documentEnd, idStart, idEnd } = at;
    const value = documentEnd - documentStart + META_BYTES + idEnd - idStart;
    const delta = this.count;
    if (!this.#makeRoom(recordBytes(delta, key.length, value))) return false;
    const { bytes } = batch;
    const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const into = this.#buffer;
    let end = writeRecordHead(into, this.#end, delta, key.length, value);
    end += key.copy(into, end);
    end = writeVarint(into, end, value);
    end += source.copy(into, end, documentStart, documentEnd);
    end += META_HEAD.copy(into, end);
    end += source.copy(into, end, idStart, idEnd);
    end += META_TAIL.copy(into, end);
    into[end] = 0;
    this.#end = end + 1;
    this.#places.push(parcel, event);
    return true;
  }

  /** The batch, ready to be stamped. Nothing may be added afterwards. */
  async seal({ codec, compress }: Compressor, timestamp: number): Promise<Buffer> {
    const records = this.#buffer.subarray(HEADER_BYTES, this.#end);
    const batch =
      codec === 0
        ? this.#buffer.subarray(0, this.#end)
        : Buffer.concat([Buffer.allocUnsafe(HEADER_BYTES), await compress(records)]);
    writeHeader(batch, { count: this.count, timestamp, codec });
    return batch;
  }

  #makeRoom(bytes: number): boolean {
    if (this.#end + bytes <= this.#buffer.length) return true;
    if (this.count > 0) return false;
    this.#buffer = Buffer.allocUnsafe(HEADER_BYTES + bytes);
    return true;
  }
}
