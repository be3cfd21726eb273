/**
 * Error causes of ERROR and ABORT (RFC 9260 §3.3.10).
 *
 *      0                   1                   2                   3
 *     +-------------------------------+-------------------------------+
 *     |          Cause Code           |         Cause Length          |
 *     +-------------------------------+-------------------------------+
 *     |                 Cause-Specific Information …                  |
 */

import { readU16, writeU16, writeU32 } from '../../base/be.ts';

export const CauseCode = {
  invalidStreamIdentifier: 1,
  missingMandatoryParameter: 2,
  staleCookie: 3,
  outOfResource: 4,
  unresolvableAddress: 5,
  unrecognizedChunkType: 6,
  invalidMandatoryParameter: 7,
  unrecognizedParameters: 8,
  noUserData: 9,
  cookieReceivedWhileShuttingDown: 10,
  userInitiatedAbort: 12,
  protocolViolation: 13,
} as const;

/** One cause, padded. `information` beyond what fits a packet is cut: it only serves a reader of captures. */
export function writeCause(code: number, information: Uint8Array): Uint8Array {
  const kept = Math.min(information.length, 512);
  const cause = new Uint8Array((4 + kept + 3) & ~3);
  writeU16(cause, 0, code);
  writeU16(cause, 2, 4 + kept);
  cause.set(information.subarray(0, kept), 4);
  return cause;
}

/** Cause 1: the stream that does not exist. */
export function writeInvalidStream(streamId: number): Uint8Array {
  const information = new Uint8Array(4);
  writeU16(information, 0, streamId);
  return writeCause(CauseCode.invalidStreamIdentifier, information);
}

/** Cause 3: how stale the cookie was, in microseconds. */
export function writeStaleCookie(milliseconds: number): Uint8Array {
  const information = new Uint8Array(4);
  writeU32(information, 0, Math.min(milliseconds * 1000, 0xffff_ffff));
  return writeCause(CauseCode.staleCookie, information);
}

/** Cause 9: the TSN of the DATA chunk without data. */
export function writeNoUserData(tsn: number): Uint8Array {
  const information = new Uint8Array(4);
  writeU32(information, 0, tsn);
  return writeCause(CauseCode.noUserData, information);
}

/** The cause codes in [start, end), as far as their lengths hold. */
export function readCauseCodes(bytes: Uint8Array, start: number, end: number): number[] {
  const codes: number[] = [];
  let at = start;
  while (end - at >= 4) {
    const length = readU16(bytes, at + 2);
    if (length < 4 || at + length > end) break;
    codes.push(readU16(bytes, at));
    at += (length + 3) & ~3;
  }
  return codes;
}
