/** Writes the header of an RTP packet (RFC 3550 §5.1) with its header extensions (RFC 8285 §4). */

import { writeU16, writeU32 } from '../base/be.ts';
import { fitsOneByte } from './extension-map.ts';
import { FIXED_HEADER_LENGTH } from './packet.ts';

const ONE_BYTE_PROFILE = 0xbede;
const TWO_BYTE_PROFILE = 0x1000;

/** One element of the header extension. */
export interface ExtensionElement {
  /** 1 to 255; up to 14 in the one-byte form. */
  readonly id: number;
  /** Up to 255 bytes; 1 to 16 in the one-byte form. */
  readonly data: Uint8Array;
}

/** What a header is written from (RFC 3550 §5.1). */
export interface RtpHeaderInit {
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
  /** At most 15. */
  readonly csrcs: readonly number[];
  /** Elements of the header extension; none for no extension. */
  readonly extensions: readonly ExtensionElement[];
}

/** What {@link writeRtpHeader} wrote. */
export interface WrittenHeader {
  /** The bytes. */
  readonly header: Uint8Array;
  /** Where the data of each extension begins in `header`, in the order given: for what is stamped later. */
  readonly offsets: readonly number[];
}

/**
 * The header alone: the payload is put behind it. The elements are in the one-byte form if all of them fit.
 *
 * ```
 * |V=2|0|X|  CC   |M|     PT      |       sequence number         |
 * |                           timestamp                           |
 * |                             SSRC                              |
 * |                             CSRCs …                           |
 * |       0xBE    |    0xDE       |           length              |
 * |  ID   | L=n-1 |   n bytes …                       |  0 (pad)  |
 * ```
 */
export function writeRtpHeader(init: RtpHeaderInit): WrittenHeader {
  const oneByte = init.extensions.every(({ id, data }) => fitsOneByte(id, data.length));
  let length = 0;
  for (const { data } of init.extensions) length += data.length + (oneByte ? 1 : 2);
  const words = (length + 3) >>> 2;
  const extensionAt = FIXED_HEADER_LENGTH + init.csrcs.length * 4;
  const header = new Uint8Array(extensionAt + (words === 0 ? 0 : 4 + words * 4));
  header[0] = 0x80 | (words === 0 ? 0 : 0x10) | init.csrcs.length;
  header[1] = (init.marker ? 0x80 : 0) | init.payloadType;
  writeU16(header, 2, init.sequenceNumber);
  writeU32(header, 4, init.timestamp);
  writeU32(header, 8, init.ssrc);
  init.csrcs.forEach((csrc, i) => {
    writeU32(header, FIXED_HEADER_LENGTH + i * 4, csrc);
  });
  const offsets: number[] = [];
  if (words !== 0) {
    writeU16(header, extensionAt, oneByte ? ONE_BYTE_PROFILE : TWO_BYTE_PROFILE);
    writeU16(header, extensionAt + 2, words);
    let at = extensionAt + 4;
    for (const { id, data } of init.extensions) {
      if (oneByte) {
        header[at++] = (id << 4) | (data.length - 1);
      } else {
        header[at++] = id;
        header[at++] = data.length;
      }
      offsets.push(at);
      header.set(data, at);
      at += data.length;
    }
  }
  return { header, offsets };
}
