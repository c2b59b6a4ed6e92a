import { type Member, scanMembers } from '../kit/json/scan.js';
import { quote, unquote } from '../kit/json/text.js';

/** A field of the event: its name, and its value as JSON. */
export interface Field {
  readonly name: string;
  readonly value: Uint8Array;
}

interface Original extends Field {
  readonly member: Member;
}

/** `bytes[start, end)` gives way to something else. */
interface Splice {
  readonly start: number;
  readonly end: number;
  readonly replacement: Uint8Array;
}

const NOTHING = Buffer.alloc(0);
const COMMA = Buffer.from(',');
const COLON = Buffer.from(':');
const CLOSE = Buffer.from('}');

/**
 * An event in the making: the bytes of a JSON object, and what is to be replaced, removed and added. What is not
 * touched comes out as it went in, byte for byte. Where a key occurs twice, the last one counts, as it does for
 * Logstash and for JSON.parse.
 */
export class Draft {
  readonly #bytes: Uint8Array;
  readonly #members: readonly Original[];
  readonly #values = new Map<Member, Uint8Array>();
  readonly #names = new Map<Member, string>();
  readonly #removed = new Set<Member>();
  readonly #added: Field[] = [];

  /** @param bytes a JSON object, already found to be well-formed, that begins at its `{` and ends at its `}`. */
  constructor(bytes: Uint8Array) {
    const members: Member[] = [];
    scanMembers(bytes, 0, bytes.length, members);
    this.#bytes = bytes;
    this.#members = members.map((member) => ({
      name: unquote(bytes.subarray(member.start, member.keyEnd)),
      value: bytes.subarray(member.valueStart, member.valueEnd),
      member,
    }));
  }

  /** The field as it will be sent. */
  field(name: string): Field | undefined {
    const added = this.#added.find((field) => field.name === name);
    if (added) return added;
    const original = this.#original(name);
    const value = original && this.#values.get(original.member);
    return value ? { name, value } : original;
  }

  /** Whether a field has a name of which `test` is true. */
  some(test: (name: string) => boolean): boolean {
    return this.#members.some((field) => test(field.name)) || this.#added.some((field) => test(field.name));
  }

  /** Replaces a value where it stands, or adds the field at the end. */
  set(name: string, value: Uint8Array): void {
    const added = this.#added.findIndex((field) => field.name === name);
    const original = this.#original(name);
    if (added >= 0) this.#added[added] = { name, value };
    else if (original) this.#values.set(original.member, value);
    else this.#added.push({ name, value });
  }

  /** Gives a field of the record another name, where it stands. */
  rename(name: string, to: string): void {
    const original = this.#original(name);
    if (original) this.#names.set(original.member, to);
  }

  /** Takes every field of this name out of the record. */
  remove(name: string): void {
    for (const field of this.#members) if (field.name === name) this.#removed.add(field.member);
  }

  /** The pieces that make up the event, one behind the other. */
  render(): Uint8Array[] {
    const pieces: Uint8Array[] = [];
    const close = this.#bytes.length - 1;
    let at = 0;
    for (const { start, end, replacement } of this.#splices()) {
      pieces.push(this.#bytes.subarray(at, start), replacement);
      at = end;
    }
    pieces.push(this.#bytes.subarray(at, close));
    let empty = this.#removed.size === this.#members.length;
    for (const { name, value } of this.#added) {
      if (!empty) pieces.push(COMMA);
      empty = false;
      pieces.push(quote(name), COLON, value);
    }
    pieces.push(CLOSE);
    return pieces;
  }

  #original(name: string): Original | undefined {
    return this.#members.findLast(
      (field) => field.name === name && !this.#removed.has(field.member) && !this.#names.has(field.member),
    );
  }

  /** In the order of the bytes. */
  #splices(): Splice[] {
    const splices: Splice[] = [];
    for (let index = 0; index < this.#members.length; index++) {
      const { member } = this.#members[index]!;
      if (this.#removed.has(member)) {
        const { splice, next } = this.#removal(index);
        splices.push(splice);
        index = next - 1;
        continue;
      }
      const name = this.#names.get(member);
      if (name !== undefined) splices.push({ start: member.start, end: member.keyEnd, replacement: quote(name) });
      const value = this.#values.get(member);
      if (value) splices.push({ start: member.valueStart, end: member.valueEnd, replacement: value });
    }
    return splices;
  }

  /** Cuts a run of removed members out, with the one comma that is then too many. */
  #removal(first: number): { splice: Splice; next: number } {
    let next = first;
    while (next < this.#members.length && this.#removed.has(this.#members[next]!.member)) next++;
    const start = this.#members[first]!.member.start;
    const before = this.#members[first - 1]?.member;
    const behind = this.#members[next]?.member;
    const end = this.#members[next - 1]!.member.valueEnd;
    if (behind) return { splice: { start, end: behind.start, replacement: NOTHING }, next };
    return { splice: { start: before ? before.valueEnd : start, end, replacement: NOTHING }, next };
  }
}
