/** Source description: who the SSRCs are (RFC 3550 §6.5; RFC 8852 §4.2, RFC 9143 §16.2 for the items of BUNDLE). */

import { readU32 } from '../base/be.ts';
import type { ByteWriter } from '../base/byte-writer.ts';
import { closePacket, openPacket, RTCP_TYPE } from './header.ts';
import { decodeText, encodeText } from './text.ts';

/** What an item says (RFC 3550 §6.5). */
export type SdesItemType =
  | 'cname'
  | 'name'
  | 'email'
  | 'phone'
  | 'location'
  | 'tool'
  | 'note'
  | 'rid'
  | 'repaired-rid'
  | 'mid';

const ITEM_TYPES: readonly (readonly [SdesItemType, number])[] = [
  ['cname', 1],
  ['name', 2],
  ['email', 3],
  ['phone', 4],
  ['location', 5],
  ['tool', 6],
  ['note', 7],
  ['rid', 12],
  ['repaired-rid', 13],
  ['mid', 15],
];
const TYPE_OF_NUMBER: ReadonlyMap<number, SdesItemType> = new Map(
  ITEM_TYPES.map(([type, number]) => [number, type] as const),
);
const NUMBER_OF_TYPE: ReadonlyMap<SdesItemType, number> = new Map(ITEM_TYPES);

/** One item. */
export interface SdesItem {
  /** What it says. */
  readonly type: SdesItemType;
  /** At most 255 bytes of UTF-8. */
  readonly text: string;
}

/** The items of one source. */
export interface SdesChunk {
  /** The source. */
  readonly ssrc: number;
  /** CNAME among them. */
  readonly items: readonly SdesItem[];
}

/** SDES: who the sources are. */
export interface SourceDescription {
  /** Which packet it is. */
  readonly type: 'source-description';
  /** At most 31. */
  readonly chunks: readonly SdesChunk[];
}

/**
 * Items that are not known (PRIV among them) are passed over.
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                             SSRC                              |  a chunk
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     item      |    length     | UTF-8 text                  …
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   …   items end with 1 to 4 zero bytes, at a whole word       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
export function readSourceDescription(
  bytes: Uint8Array,
  start: number,
  end: number,
  count: number,
): SourceDescription | undefined {
  const chunks: SdesChunk[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    if (at + 4 > end) return undefined;
    const ssrc = readU32(bytes, at);
    const items: SdesItem[] = [];
    at += 4;
    while (at < end && bytes[at] !== 0) {
      if (at + 2 > end) return undefined;
      const next = at + 2 + (bytes[at + 1] as number);
      if (next > end) return undefined;
      const type = TYPE_OF_NUMBER.get(bytes[at] as number);
      if (type !== undefined) items.push({ type, text: decodeText(bytes, at + 2, next) });
      at = next;
    }
    // RFC 3550 §6.5: "The list of items in each chunk MUST be terminated by one or more null octets".
    if (at >= end) return undefined;
    at = start + ((at - start + 4) & ~3);
    if (at > end) return undefined;
    chunks.push({ ssrc, items });
  }
  return { type: 'source-description', chunks };
}

export function writeSourceDescription(writer: ByteWriter, packet: SourceDescription): void {
  const at = openPacket(writer, RTCP_TYPE.sourceDescription, packet.chunks.length);
  for (const chunk of packet.chunks) {
    writer.u32(chunk.ssrc);
    let length = 0;
    for (const item of chunk.items) {
      const text = encodeText(item.text);
      writer
        .u8(NUMBER_OF_TYPE.get(item.type) ?? 0)
        .u8(text.length)
        .bytes(text);
      length += 2 + text.length;
    }
    writer.zeros(4 - (length & 3));
  }
  closePacket(writer, at);
}
