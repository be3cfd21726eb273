/**
 * `OutgoingHeader`: the RTP headers of one SSRC of ours: what never changes is written once (RFC 3550 §5.1, RFC 8285 §4).
 *
 * ```
 * fixed header │ CSRCs │ extension: transport-cc, abs-send-time │ mid, rid │ capture time │ audio level │ forwarded elements │ padding
 * ```
 */

import { writeU16, writeU32 } from '../base/be.ts';
import { fitsOneByte } from '../rtp/extension-map.ts';
import type { ExtensionElement } from '../rtp/header.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import { FIXED_HEADER_LENGTH } from '../rtp/packet.ts';
import { CAPTURE_STAMP_LENGTH } from './capture-stamp.ts';

export interface OutgoingHeaderOptions {
  readonly ssrc: number;
  readonly elements: readonly ExtensionElement[];
  /** Ids of what is stamped when the packet leaves; 0 for none. */
  readonly transportSequenceId: number;
  readonly sendTimeId: number;
  /** Of an element of one byte that the owner fills; 0 for none. */
  readonly audioLevelId?: number;
  /** Of an element of 16 bytes that the owner fills; 0 for none. */
  readonly captureTimeId?: number;
}

/** Which elements of a source's packets go on, and under which id. */
export interface ForwardedElements {
  readonly sourceIds: readonly number[];
  readonly ids: readonly number[];
}

export const NOTHING_FORWARDED: ForwardedElements = { sourceIds: [], ids: [] };

const ONE_BYTE = 0xbede;
const TWO_BYTE = 0x1000;
const EXTENSION_HEADER = 4;

/** Bytes of headers that share a buffer: some 150 headers. */
const HEADER_ROOM = 4096;

export class OutgoingHeader {
  readonly #ssrc: number;
  readonly #oneByte: Elements | undefined;
  readonly #twoByte: Elements;
  /** Of the element data found in the packet being forwarded, -1 for not there. */
  readonly #found: number[];
  readonly #room: HeaderRoom;
  /** Of a header of our own making. */
  readonly length: number;
  /** Where the header written last wants its stamps; 0 for none. */
  transportSequenceAt: number;
  sendTimeAt: number;
  /** Of a header that `write()` made: where the audio level goes; 0 for nowhere. */
  readonly audioLevelAt: number;
  /** The same of the capture time. */
  readonly captureTimeAt: number;

  constructor(options: OutgoingHeaderOptions) {
    const { audioLevelId = 0, captureTimeId = 0 } = options;
    this.#ssrc = options.ssrc;
    const all: ExtensionElement[] = [];
    if (options.transportSequenceId !== 0) all.push({ id: options.transportSequenceId, data: new Uint8Array(2) });
    if (options.sendTimeId !== 0) all.push({ id: options.sendTimeId, data: new Uint8Array(3) });
    all.push(...options.elements);
    if (captureTimeId !== 0) all.push({ id: captureTimeId, data: new Uint8Array(CAPTURE_STAMP_LENGTH) });
    if (audioLevelId !== 0) all.push({ id: audioLevelId, data: new Uint8Array(1) });
    const small = all.every(({ id, data }) => fitsOneByte(id, data.length));
    this.#oneByte = small ? new Elements(all, options, 1) : undefined;
    this.#twoByte = new Elements(all, options, 2);
    this.#found = [];
    this.#room = new HeaderRoom();
    const { length } = (this.#oneByte ?? this.#twoByte).bytes;
    this.length = FIXED_HEADER_LENGTH + (length === 0 ? 0 : EXTENSION_HEADER + padded(length));
    // The last of the elements.
    this.audioLevelAt = audioLevelId === 0 ? 0 : FIXED_HEADER_LENGTH + EXTENSION_HEADER + length - 1;
    const levelLength = audioLevelId === 0 ? 0 : 1 + (this.#oneByte ?? this.#twoByte).form;
    const captureTimeEnd = FIXED_HEADER_LENGTH + EXTENSION_HEADER + length - levelLength;
    this.captureTimeAt = captureTimeId === 0 ? 0 : captureTimeEnd - CAPTURE_STAMP_LENGTH;
    this.transportSequenceAt = 0;
    this.sendTimeAt = 0;
  }

  /** For a packet of our own. @hot */
  write(marker: boolean, payloadType: number, sequenceNumber: number, timestamp: number): Uint8Array {
    const elements = this.#oneByte ?? this.#twoByte;
    const fixed = elements.bytes;
    const header = this.#room.take(this.length);
    header[0] = fixed.length === 0 ? 0x80 : 0x90;
    this.#writeFixed(header, marker, payloadType, sequenceNumber, timestamp);
    if (fixed.length !== 0) {
      writeExtensionHeader(header, FIXED_HEADER_LENGTH, elements.profile, this.length - FIXED_HEADER_LENGTH);
      header.set(fixed, FIXED_HEADER_LENGTH + EXTENSION_HEADER);
    }
    this.#stampsAt(elements, FIXED_HEADER_LENGTH + EXTENSION_HEADER);
    return header;
  }

  /** For a packet that is forwarded: its marker, its CSRCs and some of its extensions. @hot */
  forward(
    packet: RtpPacket,
    forwarded: ForwardedElements,
    payloadType: number,
    sequenceNumber: number,
    timestamp: number,
  ): Uint8Array {
    if (packet.csrcCount === 0 && packet.extensionForm === 'none') {
      return this.write(packet.marker, payloadType, sequenceNumber, timestamp);
    }
    const found = this.#found;
    const sourceIds = forwarded.sourceIds;
    let elements = this.#oneByte ?? this.#twoByte;
    let dataLength = 0;
    let count = 0;
    for (let i = 0; i < sourceIds.length; i++) {
      const at = packet.extensionAt(sourceIds[i] as number);
      found[i] = at;
      if (at < 0) continue;
      const size = packet.extensionLength(at);
      if (!fitsOneByte(forwarded.ids[i] as number, size)) elements = this.#twoByte;
      dataLength += size;
      count++;
    }
    const fixed = elements.bytes;
    const extension = fixed.length + dataLength + count * elements.form;
    const length = extension === 0 ? 0 : EXTENSION_HEADER + padded(extension);
    const extensionAt = FIXED_HEADER_LENGTH + packet.csrcCount * 4;
    const header = this.#room.take(extensionAt + length);
    header[0] = (length === 0 ? 0x80 : 0x90) | packet.csrcCount;
    this.#writeFixed(header, packet.marker, payloadType, sequenceNumber, timestamp);
    for (let at = FIXED_HEADER_LENGTH; at < extensionAt; at++) header[at] = packet.bytes[at] as number;
    if (length !== 0) {
      writeExtensionHeader(header, extensionAt, elements.profile, length);
      header.set(fixed, extensionAt + EXTENSION_HEADER);
      this.#copyElements(packet, forwarded.ids, elements.form, header, extensionAt + EXTENSION_HEADER + fixed.length);
    }
    this.#stampsAt(elements, extensionAt + EXTENSION_HEADER);
    return header;
  }

  #copyElements(packet: RtpPacket, ids: readonly number[], form: 1 | 2, header: Uint8Array, start: number): void {
    const found = this.#found;
    const bytes = packet.bytes;
    let to = start;
    for (let i = 0; i < ids.length; i++) {
      const from = found[i] as number;
      if (from < 0) continue;
      const size = packet.extensionLength(from);
      const id = ids[i] as number;
      if (form === 1) {
        header[to++] = (id << 4) | (size - 1);
      } else {
        header[to++] = id;
        header[to++] = size;
      }
      for (let at = from; at < from + size; at++) header[to++] = bytes[at] as number;
    }
  }

  /** @hot */
  #writeFixed(
    header: Uint8Array,
    marker: boolean,
    payloadType: number,
    sequenceNumber: number,
    timestamp: number,
  ): void {
    header[1] = marker ? payloadType | 0x80 : payloadType;
    writeU16(header, 2, sequenceNumber);
    writeU32(header, 4, timestamp);
    writeU32(header, 8, this.#ssrc);
  }

  /** @hot */
  #stampsAt(elements: Elements, base: number): void {
    this.transportSequenceAt = elements.transportSequenceAt < 0 ? 0 : base + elements.transportSequenceAt;
    this.sendTimeAt = elements.sendTimeAt < 0 ? 0 : base + elements.sendTimeAt;
  }
}

/**
 * Memory for headers, many to one buffer, none used twice: a small array of its own would cost the heap ten times its
 * bytes, and native code a copy of it.
 */
class HeaderRoom {
  #buffer: ArrayBuffer;
  #used: number;

  constructor() {
    this.#buffer = new ArrayBuffer(0);
    this.#used = 0;
  }

  /** Zeroed. @hot */
  take(length: number): Uint8Array {
    if (this.#used + length > this.#buffer.byteLength) {
      this.#buffer = new ArrayBuffer(Math.max(HEADER_ROOM, length));
      this.#used = 0;
    }
    const header = new Uint8Array(this.#buffer, this.#used, length);
    this.#used += length;
    return header;
  }
}

/** The elements that never change, in one of the two forms of RFC 8285. */
class Elements {
  /** Bytes of an element's header. */
  readonly form: 1 | 2;
  readonly profile: number;
  readonly bytes: Uint8Array;
  /** Offsets of data in `bytes`; -1 for none. */
  readonly transportSequenceAt: number;
  readonly sendTimeAt: number;

  constructor(all: readonly ExtensionElement[], options: OutgoingHeaderOptions, form: 1 | 2) {
    this.form = form;
    this.profile = form === 1 ? ONE_BYTE : TWO_BYTE;
    const bytes: number[] = [];
    let transportSequenceAt = -1;
    let sendTimeAt = -1;
    for (const { id, data } of all) {
      if (form === 1) bytes.push((id << 4) | (data.length - 1));
      else bytes.push(id, data.length);
      if (id === options.transportSequenceId) transportSequenceAt = bytes.length;
      if (id === options.sendTimeId) sendTimeAt = bytes.length;
      bytes.push(...data);
    }
    this.bytes = Uint8Array.from(bytes);
    this.transportSequenceAt = transportSequenceAt;
    this.sendTimeAt = sendTimeAt;
  }
}

/** RFC 8285 §4.1.2: elements are padded to whole words. */
function padded(length: number): number {
  return (length + 3) & ~3;
}

function writeExtensionHeader(header: Uint8Array, at: number, profile: number, length: number): void {
  writeU16(header, at, profile);
  writeU16(header, at + 2, (length - EXTENSION_HEADER) >>> 2);
}
