/** BYE, by which sources leave, and APP, for experiments (RFC 3550 §6.6, §6.7). */

import { readU32 } from '../base/be.ts';
import type { ByteWriter } from '../base/byte-writer.ts';
import { closePacket, openPacket, RTCP_TYPE } from './header.ts';
import { decodeText, encodeText } from './text.ts';

/** BYE: these sources leave. */
export interface Goodbye {
  /** Which packet it is. */
  readonly type: 'goodbye';
  /** At most 31. */
  readonly ssrcs: readonly number[];
  /** For people. */
  readonly reason: string | undefined;
}

/** APP: an application's own. */
export interface ApplicationPacket {
  /** Which packet it is. */
  readonly type: 'application';
  /** Five bits. */
  readonly subtype: number;
  /** Who sends it. */
  readonly ssrc: number;
  /** Four characters of ASCII. */
  readonly name: string;
  /** Whole words. */
  readonly data: Uint8Array;
}

/**
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           SSRCs …                             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    length     | reason for leaving, zeros to a whole word …   | (optional)
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
export function readGoodbye(bytes: Uint8Array, start: number, end: number, count: number): Goodbye | undefined {
  const reasonAt = start + count * 4;
  if (reasonAt > end) return undefined;
  const ssrcs: number[] = [];
  for (let at = start; at < reasonAt; at += 4) ssrcs.push(readU32(bytes, at));
  if (reasonAt === end) return { type: 'goodbye', ssrcs, reason: undefined };
  const textEnd = reasonAt + 1 + (bytes[reasonAt] as number);
  if (textEnd > end) return undefined;
  return { type: 'goodbye', ssrcs, reason: decodeText(bytes, reasonAt + 1, textEnd) };
}

export function writeGoodbye(writer: ByteWriter, packet: Goodbye): void {
  const at = openPacket(writer, RTCP_TYPE.goodbye, packet.ssrcs.length);
  for (const ssrc of packet.ssrcs) writer.u32(ssrc);
  if (packet.reason !== undefined) {
    const text = encodeText(packet.reason);
    writer.u8(text.length).bytes(text);
    writer.zeros(-(text.length + 1) & 3);
  }
  closePacket(writer, at);
}

/**
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           SSRC/CSRC                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                          name (ASCII)                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  application-dependent data …                 |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
export function readApplication(
  bytes: Uint8Array,
  start: number,
  end: number,
  count: number,
): ApplicationPacket | undefined {
  if (start + 8 > end) return undefined;
  return {
    type: 'application',
    subtype: count,
    ssrc: readU32(bytes, start),
    name: String.fromCharCode(...bytes.subarray(start + 4, start + 8)),
    data: bytes.subarray(start + 8, end),
  };
}

export function writeApplication(writer: ByteWriter, packet: ApplicationPacket): void {
  const at = openPacket(writer, RTCP_TYPE.application, packet.subtype);
  writer.u32(packet.ssrc);
  for (let i = 0; i < 4; i++) writer.u8(packet.name.charCodeAt(i) & 0xff);
  writer.bytes(packet.data).zeros(-packet.data.length & 3);
  closePacket(writer, at);
}
