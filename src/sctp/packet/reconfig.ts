/**
 * RE-CONFIG and the parameters that WebRTC uses (RFC 6525 §3.1, §4).
 *
 *     Outgoing SSN Reset Request (13)                Re-configuration Response (16)
 *     +---------------------------------------+      +---------------------------------------+
 *     | Re-configuration Request Sequence Nr. |      | Re-configuration Response Sequence Nr.|
 *     +---------------------------------------+      +---------------------------------------+
 *     | Re-configuration Response Sequence Nr.|      |                Result                 |
 *     +---------------------------------------+      +---------------------------------------+
 *     |      Sender's Last Assigned TSN       |
 *     +-------------------+-------------------+      Incoming SSN Reset Request (14)
 *     |  Stream Number 1  |         …         |      the request sequence number, then stream numbers
 *     +-------------------+-------------------+
 */

import { readU16, readU32 } from '../../base/be.ts';
import { ByteWriter } from '../../base/byte-writer.ts';
import { ChunkType } from './packet.ts';
import { readParameters } from './parameter.ts';

/** RFC 6525 §4.4. */
export const ReconfigResult = {
  nothingToDo: 0,
  performed: 1,
  denied: 2,
  wrongSsn: 3,
  alreadyInProgress: 4,
  badSequenceNumber: 5,
  inProgress: 6,
} as const;

export type ReconfigParameter =
  | {
      readonly kind: 'outgoing-reset';
      readonly requestSequence: number;
      readonly responseSequence: number;
      readonly lastAssignedTsn: number;
      /** None: all streams. */
      readonly streamIds: readonly number[];
    }
  | { readonly kind: 'incoming-reset'; readonly requestSequence: number; readonly streamIds: readonly number[] }
  | { readonly kind: 'response'; readonly responseSequence: number; readonly result: number }
  /** A request that we know and always deny: SSN/TSN reset, add streams. */
  | { readonly kind: 'other-request'; readonly requestSequence: number };

const OUTGOING_RESET = 13;
const INCOMING_RESET = 14;
const SSN_TSN_RESET = 15;
const RESPONSE = 16;
const ADD_OUTGOING_STREAMS = 17;
const ADD_INCOMING_STREAMS = 18;

/** The parameters of the RE-CONFIG at [start, end); undefined if malformed. An unknown type ends the list. */
export function readReconfig(bytes: Uint8Array, start: number, end: number): ReconfigParameter[] | undefined {
  const parameters = readParameters(bytes, start + 4, end);
  if (parameters === undefined || parameters.length === 0) return undefined;
  const result: ReconfigParameter[] = [];
  for (const { type, start: at, end: last } of parameters) {
    const length = last - at;
    switch (type) {
      case OUTGOING_RESET:
        if (length < 16) return undefined;
        result.push({
          kind: 'outgoing-reset',
          requestSequence: readU32(bytes, at + 4),
          responseSequence: readU32(bytes, at + 8),
          lastAssignedTsn: readU32(bytes, at + 12),
          streamIds: readStreamIds(bytes, at + 16, last),
        });
        break;
      case INCOMING_RESET:
        if (length < 8) return undefined;
        result.push({
          kind: 'incoming-reset',
          requestSequence: readU32(bytes, at + 4),
          streamIds: readStreamIds(bytes, at + 8, last),
        });
        break;
      case RESPONSE:
        if (length < 12) return undefined;
        result.push({ kind: 'response', responseSequence: readU32(bytes, at + 4), result: readU32(bytes, at + 8) });
        break;
      case SSN_TSN_RESET:
      case ADD_OUTGOING_STREAMS:
      case ADD_INCOMING_STREAMS:
        if (length < 8) return undefined;
        result.push({ kind: 'other-request', requestSequence: readU32(bytes, at + 4) });
        break;
      default:
        return result;
    }
  }
  return result;
}

function readStreamIds(bytes: Uint8Array, start: number, end: number): number[] {
  const ids: number[] = [];
  for (let at = start; at + 2 <= end; at += 2) ids.push(readU16(bytes, at));
  return ids;
}

export function writeOutgoingReset(
  requestSequence: number,
  responseSequence: number,
  lastAssignedTsn: number,
  streamIds: readonly number[],
): Uint8Array {
  const length = 16 + 2 * streamIds.length;
  const writer = new ByteWriter(4 + length);
  writer
    .u8(ChunkType.reConfig)
    .u8(0)
    .u16(4 + length);
  writer.u16(OUTGOING_RESET).u16(length).u32(requestSequence).u32(responseSequence).u32(lastAssignedTsn);
  for (const id of streamIds) writer.u16(id);
  return writer.finish();
}

export function writeIncomingReset(requestSequence: number, streamIds: readonly number[]): Uint8Array {
  const length = 8 + 2 * streamIds.length;
  const writer = new ByteWriter(4 + length);
  writer
    .u8(ChunkType.reConfig)
    .u8(0)
    .u16(4 + length)
    .u16(INCOMING_RESET)
    .u16(length)
    .u32(requestSequence);
  for (const id of streamIds) writer.u16(id);
  return writer.finish();
}

export function writeReconfigResponse(responseSequence: number, result: number): Uint8Array {
  const writer = new ByteWriter(16);
  return writer.u8(ChunkType.reConfig).u8(0).u16(16).u16(RESPONSE).u16(12).u32(responseSequence).u32(result).finish();
}
