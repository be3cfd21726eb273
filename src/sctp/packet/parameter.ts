/**
 * Variable-length parameters of INIT, INIT ACK and RE-CONFIG (RFC 9260 §3.2.1).
 *
 *      0                   1                   2                   3
 *     +-------------------------------+-------------------------------+
 *     |        Parameter Type         |       Parameter Length        |   header included, padding not
 *     +-------------------------------+-------------------------------+
 *     |                       Parameter Value …                       |
 */

import { readU16 } from '../../base/be.ts';

/** RFC 9260 §3.3.2.1, §3.3.3.1; RFC 3758 §3.1; RFC 5061 §4.2.7; RFC 9653 §4. */
export const ParameterType = {
  heartbeatInfo: 1,
  ipv4Address: 5,
  ipv6Address: 6,
  stateCookie: 7,
  unrecognized: 8,
  cookiePreservative: 9,
  hostName: 11,
  supportedAddressTypes: 12,
  ecnCapable: 0x8000,
  zeroChecksumAcceptable: 0x8001,
  supportedExtensions: 0x8008,
  forwardTsnSupported: 0xc000,
} as const;

export interface Parameter {
  readonly type: number;
  /** Start of the header. */
  readonly start: number;
  /** End of the value, padding not included. */
  readonly end: number;
}

/** The parameters in [start, end); undefined if a length is wrong. Bounded by the chunk: a parameter has four bytes. */
export function readParameters(bytes: Uint8Array, start: number, end: number): Parameter[] | undefined {
  const parameters: Parameter[] = [];
  let at = start;
  while (end - at >= 4) {
    const length = readU16(bytes, at + 2);
    if (length < 4 || at + length > end) return undefined;
    parameters.push({ type: readU16(bytes, at), start: at, end: at + length });
    at += (length + 3) & ~3;
  }
  return parameters;
}

/** RFC 9260 §3.2.1: what the two highest bits say about a type that is not known. */
export function stopsAtUnknown(type: number): boolean {
  return (type & 0x8000) === 0;
}

/** RFC 9260 §3.2.1: whether the sender wants to hear of it. */
export function reportsUnknown(type: number): boolean {
  return (type & 0x4000) !== 0;
}
