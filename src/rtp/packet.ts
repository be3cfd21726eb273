/** A received RTP packet, walked by offset (RFC 3550 §5.1) with its header extensions (RFC 8285 §4). */

import { readU16, readU32 } from '../base/be.ts';

/** Version 2 in the two high bits of the first byte. */
const VERSION_2 = 0x80;

/** The fixed bit pattern in front of one-byte elements (RFC 8285 §4.2). */
const ONE_BYTE_PROFILE = 0xbede;

/** The same of two-byte elements: 0x100 and four application bits (RFC 8285 §4.3). */
const TWO_BYTE_PROFILE = 0x1000;

/** Bytes, without CSRCs. */
export const FIXED_HEADER_LENGTH = 12;

/** How the elements of the header extension are written: not at all, in RFC 8285's two ways, or in a foreign one. */
export type ExtensionForm = 'none' | 'one-byte' | 'two-byte' | 'other';

/**
 * One packet over the bytes it came in. Nothing is copied: `payload` and `extension(id)` are views.
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           timestamp                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           synchronization source (SSRC) identifier            |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |            contributing source (CSRC) identifiers             |
 * |                             ....                              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      defined by profile       |     length in 32-bit words    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                        header extension                       |
 * |                             ....                              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
export class RtpPacket {
  /** The whole packet. */
  readonly bytes: Uint8Array;
  /** Of video the last packet of a frame, of audio the first after silence. */
  readonly marker: boolean;
  /** 0 to 127. */
  readonly payloadType: number;
  /** 16 bits. */
  readonly sequenceNumber: number;
  /** 32 bits, in units of the codec's clock rate. */
  readonly timestamp: number;
  /** 32 bits. */
  readonly ssrc: number;
  /** 0 to 15. */
  readonly csrcCount: number;
  /** How the elements of the header extension are written (RFC 8285 §4). */
  readonly extensionForm: ExtensionForm;
  /** First byte of the extension's elements, behind profile and length; `extensionEnd` if there is none. */
  readonly extensionStart: number;
  /** Offset behind the last element. */
  readonly extensionEnd: number;
  /** First byte of the payload. */
  readonly payloadStart: number;
  /** Behind the last byte of the payload: padding is outside. */
  readonly payloadEnd: number;
  #payload: Uint8Array | undefined;

  private constructor(
    bytes: Uint8Array,
    second: number,
    extensionForm: ExtensionForm,
    extensionStart: number,
    payloadStart: number,
    payloadEnd: number,
  ) {
    this.bytes = bytes;
    this.marker = (second & 0x80) !== 0;
    this.payloadType = second & 0x7f;
    this.sequenceNumber = readU16(bytes, 2);
    this.timestamp = readU32(bytes, 4);
    this.ssrc = readU32(bytes, 8);
    this.csrcCount = (bytes[0] as number) & 0x0f;
    this.extensionForm = extensionForm;
    this.extensionStart = extensionStart;
    this.extensionEnd = payloadStart;
    this.payloadStart = payloadStart;
    this.payloadEnd = payloadEnd;
    this.#payload = undefined;
  }

  /** The packet, or undefined if the bytes are no RTP. @hot */
  static read(bytes: Uint8Array): RtpPacket | undefined {
    const length = bytes.length;
    if (length < FIXED_HEADER_LENGTH) return undefined;
    const first = bytes[0] as number;
    // RFC 3550 A.1: "RTP version field must equal 2."
    if ((first & 0xc0) !== VERSION_2) return undefined;
    let payloadStart = FIXED_HEADER_LENGTH + (first & 0x0f) * 4;
    let extensionStart = payloadStart;
    let form: ExtensionForm = 'none';
    if ((first & 0x10) !== 0) {
      if (payloadStart + 4 > length) return undefined;
      form = formOf(readU16(bytes, payloadStart));
      extensionStart = payloadStart + 4;
      payloadStart = extensionStart + readU16(bytes, payloadStart + 2) * 4;
    }
    if (payloadStart > length) return undefined;
    let payloadEnd = length;
    if ((first & 0x20) !== 0) {
      // RFC 3550 §5.1: "The last octet of the padding contains a count of how many padding octets should be ignored,
      // including itself."
      const padding = bytes[length - 1] as number;
      if (padding === 0 || padding > length - payloadStart) return undefined;
      payloadEnd = length - padding;
    }
    return new RtpPacket(bytes, bytes[1] as number, form, extensionStart, payloadStart, payloadEnd);
  }

  /** Fixed header, CSRCs and extensions; the payload begins here. */
  get headerLength(): number {
    return this.payloadStart;
  }

  /** Bytes, without padding. */
  get payloadLength(): number {
    return this.payloadEnd - this.payloadStart;
  }

  /** Bytes, its own length byte included. */
  get paddingLength(): number {
    return this.bytes.length - this.payloadEnd;
  }

  /** A view of the payload, without padding; always the same one, since all who forward the packet keep it. */
  get payload(): Uint8Array {
    this.#payload ??= this.bytes.subarray(this.payloadStart, this.payloadEnd);
    return this.#payload;
  }

  /** The contributing source at `index`, less than `csrcCount`. */
  csrc(index: number): number {
    return readU32(this.bytes, FIXED_HEADER_LENGTH + index * 4);
  }

  /** Contributing sources. */
  get csrcs(): number[] {
    const csrcs: number[] = [];
    for (let i = 0; i < this.csrcCount; i++) csrcs.push(this.csrc(i));
    return csrcs;
  }

  /** A view of the extension element with this local identifier; the first one if it is there twice. */
  extension(id: number): Uint8Array | undefined {
    const at = this.extensionAt(id);
    return at < 0 ? undefined : this.bytes.subarray(at, at + this.extensionLength(at));
  }

  /**
   * Offset of the data of the element with this local identifier, or -1: {@link extension} without the view.
   * Elements behind one that reaches past the end are not there. @hot
   */
  extensionAt(id: number): number {
    const bytes = this.bytes;
    const end = this.extensionEnd;
    let at = this.extensionStart;
    if (this.extensionForm === 'one-byte') {
      while (at < end) {
        const head = bytes[at] as number;
        const local = head >>> 4;
        // RFC 8285 §4.1.2: padding bytes are zero, and may be between elements and behind the last.
        if (head === 0) {
          at++;
          continue;
        }
        // RFC 8285 §4.2: at ID 15, and at ID 0 with a length, the whole extension ends; what was before it counts.
        if (local === 15 || local === 0) return -1;
        const next = at + 2 + (head & 0x0f);
        if (next > end) return -1;
        if (local === id) return at + 1;
        at = next;
      }
    } else if (this.extensionForm === 'two-byte') {
      while (at < end) {
        const local = bytes[at] as number;
        if (local === 0) {
          at++;
          continue;
        }
        const next = at + 2 + (at + 1 < end ? (bytes[at + 1] as number) : 0);
        if (next > end) return -1;
        if (local === id) return at + 2;
        at = next;
      }
    }
    return -1;
  }

  /** Length of the element whose data {@link extensionAt} found. */
  extensionLength(at: number): number {
    const length = this.bytes[at - 1] as number;
    return this.extensionForm === 'one-byte' ? (length & 0x0f) + 1 : length;
  }

  /** The local identifiers of the elements that are there, in order. */
  get extensionIds(): number[] {
    const ids: number[] = [];
    let at = this.extensionStart;
    const oneByte = this.extensionForm === 'one-byte';
    if (!oneByte && this.extensionForm !== 'two-byte') return ids;
    while (at < this.extensionEnd) {
      const head = this.bytes[at] as number;
      if (head === 0) {
        at++;
        continue;
      }
      const local = oneByte ? head >>> 4 : head;
      if (oneByte && (local === 15 || local === 0)) break;
      const length = oneByte ? (head & 0x0f) + 1 : at + 1 < this.extensionEnd ? (this.bytes[at + 1] as number) : 0;
      at += (oneByte ? 1 : 2) + length;
      if (at > this.extensionEnd) break;
      ids.push(local);
    }
    return ids;
  }
}

function formOf(profile: number): ExtensionForm {
  if (profile === ONE_BYTE_PROFILE) return 'one-byte';
  return (profile & 0xfff0) === TWO_BYTE_PROFILE ? 'two-byte' : 'other';
}
