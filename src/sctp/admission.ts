/** Which packets an association reads: whole ones, for its ports, with its tag (RFC 9260 §6.8, §8.5). */

import { readU16, readU32 } from '../base/be.ts';
import type { AssociationContext } from './context.ts';
import type { SctpDropReason } from './events.ts';
import { CHUNK_HEADER_BYTES, ChunkType, COMMON_HEADER_BYTES, checksumMatches, padded } from './packet/packet.ts';
import { endingTagMatches } from './shutdown.ts';

/** Why `packet` is none for this association; undefined if it is one, or, after the end, one but for its tag. @hot */
export function refusal(ctx: AssociationContext, packet: Uint8Array): SctpDropReason | undefined {
  if (packet.length < COMMON_HEADER_BYTES + CHUNK_HEADER_BYTES) return 'short-packet';
  const { options } = ctx;
  const first = packet[COMMON_HEADER_BYTES];
  // RFC 9653 §5.3: a zero says that DTLS has checked the packet; INIT and COOKIE ECHO never say so.
  const intact =
    options.extensions.zeroChecksum &&
    readU32(packet, 8) === 0 &&
    first !== ChunkType.init &&
    first !== ChunkType.cookieEcho;
  // RFC 9260 §6.8: a wrong checksum is the first reason to discard.
  if (!intact && !checksumMatches(packet)) return 'checksum';
  if (readU32(packet, 0) !== options.remotePort * 0x1_0000 + options.localPort) return 'ports';
  if (ctx.ended) return undefined;
  const tag = readU32(packet, 4);
  let matches: boolean;
  // RFC 9260 §8.5, §8.5.1.
  switch (first) {
    case ChunkType.init:
      // RFC 9260 §8.5.1 A: tag 0, and INIT alone in its packet.
      matches = tag === 0 && padded(readU16(packet, COMMON_HEADER_BYTES + 2)) >= packet.length - COMMON_HEADER_BYTES;
      break;
    case ChunkType.abort:
    case ChunkType.shutdownComplete:
      matches = endingTagMatches(ctx, tag, packet[COMMON_HEADER_BYTES + 1] as number);
      break;
    case ChunkType.cookieEcho:
      // Its cookie says which tag it is for: ours, or the one that a restarted peer was given.
      matches = tag !== 0;
      break;
    default:
      matches = tag === ctx.localTag;
  }
  return matches ? undefined : 'verification-tag';
}
