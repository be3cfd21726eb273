/**
 * INIT and INIT ACK (RFC 9260 §3.3.2, §3.3.3).
 *
 *      0                   1                   2                   3
 *     +---------------+---------------+-------------------------------+
 *     | Type = 1 or 2 |  Flags = 0    |            Length             |
 *     +---------------+---------------+-------------------------------+
 *     |                         Initiate Tag                          |
 *     +---------------------------------------------------------------+
 *     |           Advertised Receiver Window Credit (a_rwnd)          |
 *     +-------------------------------+-------------------------------+
 *     |  Number of Outbound Streams   |   Number of Inbound Streams   |
 *     +-------------------------------+-------------------------------+
 *     |                          Initial TSN                          |
 *     +---------------------------------------------------------------+
 *     |                         Parameters …                          |
 */

import { readU16, readU32 } from '../../base/be.ts';
import { ByteWriter } from '../../base/byte-writer.ts';
import { type Extensions, noExtensions, readExtension, writeExtensions } from './extensions.ts';
import { ChunkType } from './packet.ts';
import { ParameterType, readParameters, reportsUnknown, stopsAtUnknown } from './parameter.ts';

const FIXED_BYTES = 20;

export interface Init {
  readonly initiateTag: number;
  readonly aRwnd: number;
  readonly outboundStreams: number;
  readonly inboundStreams: number;
  readonly initialTsn: number;
  readonly extensions: Extensions;
  readonly cookie: Uint8Array | undefined;
  /** RFC 9260 §3.3.2.1.4: names are not to be resolved. */
  readonly hostName: boolean;
  /** Whole unknown parameters (header included) whose sender wants to hear of it. */
  readonly unrecognized: readonly Uint8Array[];
}

/** Reads INIT or INIT ACK at [start, end); undefined if it is malformed. */
export function readInit(bytes: Uint8Array, start: number, end: number): Init | undefined {
  if (end - start < FIXED_BYTES) return undefined;
  const parameters = readParameters(bytes, start + FIXED_BYTES, end);
  if (parameters === undefined) return undefined;
  const extensions = noExtensions();
  let hostName = false;
  let cookie: Uint8Array | undefined;
  const unrecognized: Uint8Array[] = [];
  for (const parameter of parameters) {
    if (readExtension(extensions, bytes, parameter)) continue;
    if (parameter.type === ParameterType.stateCookie) {
      cookie = bytes.slice(parameter.start + 4, parameter.end);
    } else if (parameter.type === ParameterType.hostName) {
      hostName = true;
    } else if (!isKnown(parameter.type)) {
      if (reportsUnknown(parameter.type)) unrecognized.push(bytes.slice(parameter.start, parameter.end));
      if (stopsAtUnknown(parameter.type)) break;
    }
  }
  return {
    initiateTag: readU32(bytes, start + 4),
    aRwnd: readU32(bytes, start + 8),
    outboundStreams: readU16(bytes, start + 12),
    inboundStreams: readU16(bytes, start + 14),
    initialTsn: readU32(bytes, start + 16),
    extensions,
    cookie,
    hostName,
    unrecognized,
  };
}

// RFC 8261 §6.2: addresses mean nothing over DTLS; ECN and cookie preservatives are known and not used.
function isKnown(type: number): boolean {
  switch (type) {
    case ParameterType.ipv4Address:
    case ParameterType.ipv6Address:
    case ParameterType.unrecognized:
    case ParameterType.cookiePreservative:
    case ParameterType.supportedAddressTypes:
    case ParameterType.ecnCapable:
      return true;
    default:
      return false;
  }
}

export interface InitFields {
  readonly initiateTag: number;
  readonly aRwnd: number;
  readonly outboundStreams: number;
  readonly inboundStreams: number;
  readonly initialTsn: number;
  /** Those that we speak. */
  readonly extensions: Extensions;
}

/** Writes INIT, or INIT ACK if there is a cookie. */
export function writeInit(
  fields: InitFields,
  cookie?: Uint8Array,
  unrecognized: readonly Uint8Array[] = [],
): Uint8Array {
  const writer = new ByteWriter(64);
  writer
    .u8(cookie === undefined ? ChunkType.init : ChunkType.initAck)
    .u8(0)
    .u16(0)
    .u32(fields.initiateTag)
    .u32(fields.aRwnd)
    .u16(fields.outboundStreams)
    .u16(fields.inboundStreams)
    .u32(fields.initialTsn);
  writeExtensions(writer, fields.extensions);
  // RFC 9260 §3.2: the chunk length counts the padding of every parameter but the last.
  let length = writer.length;
  if (cookie !== undefined) {
    writer
      .u16(ParameterType.stateCookie)
      .u16(4 + cookie.length)
      .bytes(cookie);
    length = writer.length;
    writer.align(4);
  }
  let budget = 256;
  for (const parameter of unrecognized) {
    budget -= parameter.length + 4;
    if (budget < 0) break;
    // RFC 9260 §3.3.3.1: Unrecognized Parameter holds the parameter as it was sent.
    writer
      .u16(ParameterType.unrecognized)
      .u16(4 + parameter.length)
      .bytes(parameter);
    length = writer.length;
    writer.align(4);
  }
  writer.patchU16(2, length);
  return writer.finish().subarray(0, length);
}
