/** DER as far as certificates need it: elements with a tag of one octet and a definite length (X.690 §8.1, §10.1). */

/** Tags (X.690 §8, X.680 §8.4). */
export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const NULL = 0x05;
export const OBJECT_IDENTIFIER = 0x06;
export const UTF8_STRING = 0x0c;
export const UTC_TIME = 0x17;
export const GENERALIZED_TIME = 0x18;
export const SEQUENCE = 0x30;
export const SET = 0x31;
/** `[0]`, constructed: around the version of a certificate (RFC 5280 §4.1). */
export const VERSION_TAG = 0xa0;

/** One element with this content. At most 65,535 octets of it. */
export function writeElement(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of content) length += part.length;
  // Octets of the length behind the one that counts them, if it does not fit into that one.
  const octets = length < 0x80 ? 0 : length < 0x100 ? 1 : 2;
  const bytes = new Uint8Array(2 + octets + length);
  bytes[0] = tag;
  bytes[1] = octets === 0 ? length : 0x80 | octets;
  if (octets === 2) bytes[2] = length >>> 8;
  if (octets !== 0) bytes[1 + octets] = length;
  let at = 2 + octets;
  for (const part of content) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A BIT STRING of whole octets. */
export function writeBitString(bytes: Uint8Array): Uint8Array {
  return writeElement(BIT_STRING, Uint8Array.of(0), bytes);
}

/** Reads the elements of one content, one after another. */
export class ElementReader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#at = 0;
  }

  /** Nothing is left. */
  get ended(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** Tag of the next element; undefined at the end. */
  get tag(): number | undefined {
    return this.#bytes[this.#at];
  }

  /** Content of the next element, a view, if it has this tag and is whole; undefined otherwise. */
  read(tag: number): Uint8Array | undefined {
    const bytes = this.#bytes;
    if (bytes[this.#at] !== tag) return undefined;
    let start = this.#at + 2;
    let length = bytes[this.#at + 1] ?? 0xff;
    if (length >= 0x80) {
      const octets = length & 0x7f;
      // X.690 §8.1.3.6: 0x80 is the indefinite form. Nothing that we read is longer than 24 bits tell.
      if (octets === 0 || octets > 3) return undefined;
      length = 0;
      for (const end = start + octets; start < end; start++) length = length * 256 + (bytes[start] ?? 0);
    }
    const end = start + length;
    if (end > bytes.length) return undefined;
    this.#at = end;
    return bytes.subarray(start, end);
  }
}
