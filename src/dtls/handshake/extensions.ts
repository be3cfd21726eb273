/** Hello extensions (RFC 5246 §7.4.1.4): the registry of those we speak, and the codec of the block that holds them. */

import { readU16, writeU16 } from '../../base/be.ts';
import { ByteReader } from '../../base/byte-reader.ts';
import type { ByteWriter } from '../../base/byte-writer.ts';
import type { NamedGroup, SignatureScheme } from '../../crypto/provider.ts';

/*
 * extensions length (2) │ { extension_type (2) │ length (2) │ extension_data … } …
 */

export type ExtensionType = number;

export const SUPPORTED_GROUPS = 10;
export const EC_POINT_FORMATS = 11;
export const SIGNATURE_ALGORITHMS = 13;
export const USE_SRTP = 14;
export const EXTENDED_MASTER_SECRET = 23;
export const SUPPORTED_VERSIONS = 43;
export const RENEGOTIATION_INFO = 0xff01;

/** Extension bodies by type, in the order they came. */
export type Extensions = ReadonlyMap<ExtensionType, Uint8Array>;

/** Type and length. */
const EXTENSION_HEADER_LENGTH = 4;

/** More than any hello has; a bound on what a peer can make us walk. */
const MAX_EXTENSIONS = 64;

const GROUP_CODES: ReadonlyMap<number, NamedGroup> = new Map<number, NamedGroup>([
  [29, 'x25519'],
  [23, 'secp256r1'],
  [24, 'secp384r1'],
]);

/** Groups that we do, most preferred first. */
export const NAMED_GROUPS: readonly NamedGroup[] = ['x25519', 'secp256r1', 'secp384r1'];

/** RFC 8422 §5.1.2: only uncompressed points are left. */
const UNCOMPRESSED = 0;

export function groupCode(group: NamedGroup): number {
  for (const [code, name] of GROUP_CODES) if (name === group) return code;
  return 0;
}

export function groupOfCode(code: number): NamedGroup | undefined {
  return GROUP_CODES.get(code);
}

/**
 * The extension block that ends a hello: empty if the hello ends before it, undefined if it is malformed, an extension
 * comes twice, or bytes follow it.
 */
export function readExtensions(reader: ByteReader): Extensions | undefined {
  const extensions = new Map<ExtensionType, Uint8Array>();
  if (reader.remaining === 0) return extensions;
  const block = reader.vector16();
  if (block === undefined || reader.remaining !== 0) return undefined;
  for (let at = 0; at < block.length; ) {
    const start = at + EXTENSION_HEADER_LENGTH;
    if (start > block.length) return undefined;
    const type = readU16(block, at);
    const end = start + readU16(block, at + 2);
    // RFC 5246 §7.4.1.4: there may not be more than one extension of the same type.
    if (end > block.length || extensions.has(type) || extensions.size >= MAX_EXTENSIONS) return undefined;
    extensions.set(type, block.subarray(start, end));
    at = end;
  }
  return extensions;
}

/** The block of a hello, with its length in front. */
export function writeExtensions(extensions: Extensions): Uint8Array {
  let length = 0;
  for (const data of extensions.values()) length += EXTENSION_HEADER_LENGTH + data.length;
  const block = new Uint8Array(2 + length);
  writeU16(block, 0, length);
  let at = 2;
  for (const [type, data] of extensions) {
    writeU16(block, at, type);
    writeU16(block, at + 2, data.length);
    block.set(data, at + EXTENSION_HEADER_LENGTH);
    at += EXTENSION_HEADER_LENGTH + data.length;
  }
  return block;
}

/** `uint16 list<2..2^16-2>`, the shape of supported_groups and signature_algorithms. */
function readU16List(data: Uint8Array): readonly number[] | undefined {
  const length = data.length - 2;
  if (length < 2 || length % 2 !== 0 || readU16(data, 0) !== length) return undefined;
  const values: number[] = [];
  for (let i = 2; i < data.length; i += 2) values.push(((data[i] as number) << 8) | (data[i + 1] as number));
  return values;
}

function writeU16List(writer: ByteWriter, values: readonly number[]): void {
  writer.vector16(list => {
    for (const value of values) list.u16(value);
  });
}

/** RFC 8422 §5.1.1: code points, unknown and GREASE ones included. */
export function readSupportedGroups(data: Uint8Array): readonly number[] | undefined {
  return readU16List(data);
}

export function writeSupportedGroups(writer: ByteWriter, groups: readonly NamedGroup[]): void {
  writeU16List(writer, groups.map(groupCode));
}

export function readSignatureAlgorithms(data: Uint8Array): readonly SignatureScheme[] | undefined {
  return readU16List(data);
}

export function writeSignatureAlgorithms(writer: ByteWriter, schemes: readonly SignatureScheme[]): void {
  writeU16List(writer, schemes);
}

/** RFC 8446 §4.2.1, as a ClientHello has it: `ProtocolVersion versions<2..254>`. */
export function readSupportedVersions(data: Uint8Array): readonly number[] | undefined {
  const reader = new ByteReader(data);
  const list = reader.vector8();
  if (list === undefined || reader.remaining !== 0 || list.length === 0 || list.length % 2 !== 0) return undefined;
  const versions: number[] = [];
  for (let i = 0; i < list.length; i += 2) versions.push(((list[i] as number) << 8) | (list[i + 1] as number));
  return versions;
}

/** Whether uncompressed points are among the formats; undefined if malformed. */
export function readPointFormats(data: Uint8Array): boolean | undefined {
  if (data.length < 2 || data[0] !== data.length - 1) return undefined;
  return data.includes(UNCOMPRESSED, 1);
}

/** What we say of point formats. */
export const POINT_FORMATS: Uint8Array = Uint8Array.of(1, UNCOMPRESSED);

/** RFC 5764 §4.1.1: `SRTPProtectionProfile profiles<2..2^16-1>; opaque srtp_mki<0..255>`. */
export interface UseSrtp {
  readonly profiles: readonly number[];
  readonly mki: Uint8Array;
}

export function readUseSrtp(data: Uint8Array): UseSrtp | undefined {
  const reader = new ByteReader(data);
  const list = reader.vector16();
  const mki = reader.vector8();
  if (list === undefined || mki === undefined || reader.remaining !== 0) return undefined;
  if (list.length === 0 || list.length % 2 !== 0) return undefined;
  const profiles: number[] = [];
  for (let i = 0; i < list.length; i += 2) profiles.push(((list[i] as number) << 8) | (list[i + 1] as number));
  return { profiles, mki };
}

export function writeUseSrtp(writer: ByteWriter, profiles: readonly number[]): void {
  writeU16List(writer, profiles);
  writer.u8(0);
}

/** RFC 5746 §3.2: in a first handshake `renegotiated_connection` is empty. */
export const EMPTY_RENEGOTIATION_INFO: Uint8Array = Uint8Array.of(0);

/** Whether it is so. */
export function isEmptyRenegotiationInfo(data: Uint8Array): boolean {
  return data.length === 1 && data[0] === 0;
}
