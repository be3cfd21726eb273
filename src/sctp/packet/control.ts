/**
 * Chunks that are a header and a value: HEARTBEAT (ACK), ABORT, ERROR, SHUTDOWN (ACK, COMPLETE), COOKIE ECHO and ACK
 * (RFC 9260 §3.3.5–3.3.13).
 *
 *      0                   1                   2                   3
 *     +---------------+---------------+-------------------------------+
 *     |     Type      |     Flags     |            Length             |
 *     +---------------+---------------+-------------------------------+
 *     |                            Value …                            |
 */

import { writeU16, writeU32 } from '../../base/be.ts';
import { ChunkType } from './packet.ts';
import { ParameterType } from './parameter.ts';

/** RFC 9260 §3.3.7, §3.3.13: the sender had no association and reflects the peer's tag. */
export const FLAG_TAG_REFLECTED: number = 1;

/** A chunk without its padding. */
export function writeChunk(type: number, flags: number, value: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(4 + value.length);
  chunk[0] = type;
  chunk[1] = flags;
  writeU16(chunk, 2, chunk.length);
  chunk.set(value, 4);
  return chunk;
}

const NOTHING = new Uint8Array(0);

/** A chunk that is only a header. */
export function writeEmptyChunk(type: number, flags: number = 0): Uint8Array {
  return writeChunk(type, flags, NOTHING);
}

/** SHUTDOWN (RFC 9260 §3.3.8): the cumulative TSN received. */
export function writeShutdown(cumulativeTsn: number): Uint8Array {
  const value = new Uint8Array(4);
  writeU32(value, 0, cumulativeTsn);
  return writeChunk(ChunkType.shutdown, 0, value);
}

/** HEARTBEAT (RFC 9260 §3.3.5): one Heartbeat Info parameter, opaque to the peer. */
export function writeHeartbeat(information: Uint8Array): Uint8Array {
  const value = new Uint8Array(4 + information.length);
  writeU16(value, 0, ParameterType.heartbeatInfo);
  writeU16(value, 2, value.length);
  value.set(information, 4);
  return writeChunk(ChunkType.heartbeat, 0, value);
}
