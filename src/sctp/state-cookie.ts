/**
 * The state cookie: what INIT ACK needs to remember, sealed so that only we can have made it (RFC 9260 §5.1.3).
 *
 *     created (ms, 6) │ local tag │ peer tag │ local tie-tag │ peer tie-tag │ local initial TSN │ peer initial TSN │
 *     peer a_rwnd │ outbound streams (2) │ inbound streams (2) │ extensions (1) │ HMAC (32)
 */

import { readU16, readU32, readU48 } from '../base/be.ts';
import { ByteWriter } from '../base/byte-writer.ts';
import type { Instant } from '../base/instant.ts';
import { type Extensions, extensionBits, extensionsOfBits } from './packet/extensions.ts';

const CONTENT_BYTES = 6 + 7 * 4 + 2 * 2 + 1;

export interface StateCookie {
  readonly created: Instant;
  readonly localTag: number;
  readonly peerTag: number;
  /** RFC 9260 §5.2.2: the tags of the association that was there when the INIT came; 0 if none. */
  readonly localTieTag: number;
  readonly peerTieTag: number;
  readonly localInitialTsn: number;
  readonly peerInitialTsn: number;
  readonly peerRwnd: number;
  readonly outboundStreams: number;
  readonly inboundStreams: number;
  readonly extensions: Extensions;
}

export type Mac = (data: Uint8Array) => Uint8Array;

export function sealCookie(cookie: StateCookie, mac: Mac): Uint8Array {
  const writer = new ByteWriter(CONTENT_BYTES + 32);
  writer
    .u48(Math.max(0, Math.floor(cookie.created)))
    .u32(cookie.localTag)
    .u32(cookie.peerTag)
    .u32(cookie.localTieTag)
    .u32(cookie.peerTieTag)
    .u32(cookie.localInitialTsn)
    .u32(cookie.peerInitialTsn)
    .u32(cookie.peerRwnd)
    .u16(cookie.outboundStreams)
    .u16(cookie.inboundStreams)
    .u8(extensionBits(cookie.extensions));
  return writer.bytes(mac(writer.finish())).finish();
}

/** The cookie, undefined unless our seal is on it. */
export function openCookie(bytes: Uint8Array, mac: Mac): StateCookie | undefined {
  if (bytes.length <= CONTENT_BYTES) return undefined;
  const seal = mac(bytes.slice(0, CONTENT_BYTES));
  if (bytes.length !== CONTENT_BYTES + seal.length) return undefined;
  let difference = 0;
  for (let i = 0; i < seal.length; i++) difference |= (seal[i] as number) ^ (bytes[CONTENT_BYTES + i] as number);
  if (difference !== 0) return undefined;
  return {
    created: readU48(bytes, 0),
    localTag: readU32(bytes, 6),
    peerTag: readU32(bytes, 10),
    localTieTag: readU32(bytes, 14),
    peerTieTag: readU32(bytes, 18),
    localInitialTsn: readU32(bytes, 22),
    peerInitialTsn: readU32(bytes, 26),
    peerRwnd: readU32(bytes, 30),
    outboundStreams: readU16(bytes, 34),
    inboundStreams: readU16(bytes, 36),
    extensions: extensionsOfBits(bytes[CONTENT_BYTES - 1] as number),
  };
}
