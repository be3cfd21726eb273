/**
 * Which extensions a peer speaks, as INIT and INIT ACK say it: the chunk types of Supported Extensions (RFC 5061 §4.2.7)
 * and the parameters Forward-TSN-Supported (RFC 3758 §3.1) and Zero Checksum Acceptable (RFC 9653 §4).
 *
 *     +-------------------------------+-------------------------------+
 *     |    Parameter Type = 0x8008    |       Parameter Length        |
 *     +---------------+---------------+---------------+---------------+
 *     |  Chunk Type   |  Chunk Type   |       …       |    Padding    |
 *     +---------------+---------------+---------------+---------------+
 *
 *     +-------------------------------+-------------------------------+
 *     |    Parameter Type = 0x8001    |     Parameter Length = 8      |
 *     +-------------------------------+-------------------------------+
 *     |          Error Detection Method Identifier (EDMID)            |
 *     +---------------------------------------------------------------+
 */

import { readU32 } from '../../base/be.ts';
import { ByteWriter } from '../../base/byte-writer.ts';
import { ChunkType } from './packet.ts';
import { type Parameter, ParameterType } from './parameter.ts';

/** RFC 9653 §6: the lower layer is DTLS, whose records are authenticated. */
const EDMID_DTLS = 1;

/** The extensions of SCTP that an endpoint has. */
export interface Extensions {
  /** FORWARD TSN (RFC 3758). */
  partialReliability: boolean;
  /** RE-CONFIG (RFC 6525). */
  reConfig: boolean;
  /** PAD (RFC 4820). */
  pad: boolean;
  /** I-DATA and I-FORWARD-TSN (RFC 8260 §2.2.1). */
  interleaving: boolean;
  /** Takes packets whose checksum is zero, since DTLS protects them (RFC 9653). */
  zeroChecksum: boolean;
}

/** Before anything is known of the peer. */
export const NO_EXTENSIONS: Readonly<Extensions> = noExtensions();

export function noExtensions(): Extensions {
  return { partialReliability: false, reConfig: false, pad: false, interleaving: false, zeroChecksum: false };
}

/** What both sides speak: our own object where that is all that we speak. */
export function commonExtensions(ours: Readonly<Extensions>, theirs: Readonly<Extensions>): Readonly<Extensions> {
  const bits = extensionBits(ours);
  const common = bits & extensionBits(theirs);
  return common === bits ? ours : extensionsOfBits(common);
}

/** Reads one parameter, if it is one of those; answers whether it is. */
export function readExtension(extensions: Extensions, bytes: Uint8Array, parameter: Parameter): boolean {
  switch (parameter.type) {
    case ParameterType.supportedExtensions: {
      const types = bytes.subarray(parameter.start + 4, parameter.end);
      if (types.includes(ChunkType.forwardTsn)) extensions.partialReliability = true;
      if (types.includes(ChunkType.reConfig)) extensions.reConfig = true;
      if (types.includes(ChunkType.pad)) extensions.pad = true;
      // RFC 8260 §2.2.1: I-FORWARD-TSN is listed too if FORWARD TSN is to be had.
      extensions.interleaving =
        types.includes(ChunkType.iData) && (types.includes(ChunkType.iForwardTsn) || !extensions.partialReliability);
      return true;
    }
    case ParameterType.forwardTsnSupported:
      extensions.partialReliability = true;
      return true;
    case ParameterType.zeroChecksumAcceptable:
      if (parameter.end - parameter.start === 8 && readU32(bytes, parameter.start + 4) === EDMID_DTLS) {
        extensions.zeroChecksum = true;
      }
      return true;
    default:
      return false;
  }
}

/** What is said of each set of extensions, by `extensionBits`: that of nearly all associations is the same. */
const announcements: Map<number, Uint8Array> = new Map();

/** Announces extensions of ours. */
export function writeExtensions(writer: ByteWriter, extensions: Readonly<Extensions>): void {
  const bits = extensionBits(extensions);
  let announcement = announcements.get(bits);
  if (announcement === undefined) {
    announcement = announce(extensions);
    announcements.set(bits, announcement);
  }
  writer.bytes(announcement);
}

function announce(extensions: Readonly<Extensions>): Uint8Array {
  const writer = new ByteWriter(32);
  const types: number[] = [];
  if (extensions.reConfig) types.push(ChunkType.reConfig);
  if (extensions.partialReliability) types.push(ChunkType.forwardTsn);
  if (extensions.pad) types.push(ChunkType.pad);
  if (extensions.interleaving) types.push(ChunkType.iData, ChunkType.iForwardTsn);
  writer.u16(ParameterType.supportedExtensions).u16(4 + types.length);
  for (const type of types) writer.u8(type);
  writer.align(4);
  if (extensions.partialReliability) writer.u16(ParameterType.forwardTsnSupported).u16(4);
  if (extensions.zeroChecksum) writer.u16(ParameterType.zeroChecksumAcceptable).u16(8).u32(EDMID_DTLS);
  return writer.finish();
}

/** In one byte, for the state cookie. */
export function extensionBits(extensions: Readonly<Extensions>): number {
  const { partialReliability, reConfig, pad, interleaving, zeroChecksum } = extensions;
  return (
    (partialReliability ? 1 : 0) | (reConfig ? 2 : 0) | (pad ? 4 : 0) | (interleaving ? 8 : 0) | (zeroChecksum ? 16 : 0)
  );
}

export function extensionsOfBits(bits: number): Extensions {
  return {
    partialReliability: (bits & 1) !== 0,
    reConfig: (bits & 2) !== 0,
    pad: (bits & 4) !== 0,
    interleaving: (bits & 8) !== 0,
    zeroChecksum: (bits & 16) !== 0,
  };
}
