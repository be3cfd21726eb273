/** One fragment of a message, as DATA or as I-DATA (RFC 9260 §3.3.1, RFC 8260 §2.1), straight into its packet. */

import { DATA_BEGIN, DATA_END, DATA_HEADER_BYTES, DATA_UNORDERED, writeDataHeader } from '../packet/data.ts';
import { I_DATA_HEADER_BYTES, writeIDataHeader } from '../packet/i-data.ts';
import type { PacketWriter } from '../packet/packet.ts';
import type { OutboundMessage } from './send-queue.ts';

/** Bytes in front of the user data of each chunk. */
export function chunkHeaderBytes(interleaving: boolean): number {
  return interleaving ? I_DATA_HEADER_BYTES : DATA_HEADER_BYTES;
}

/** message.data[offset, offset + size), which is fragment number `fsn`. The caller made sure that there is room. @hot */
export function writeFragment(
  writer: PacketWriter,
  interleaving: boolean,
  tsn: number,
  message: OutboundMessage,
  offset: number,
  size: number,
  fsn: number,
): void {
  const { data, streamId, sequence, ppid } = message;
  const whole = data.length === size;
  let flags = message.ordered ? 0 : DATA_UNORDERED;
  if (offset === 0) flags |= DATA_BEGIN;
  if (offset + size === data.length) flags |= DATA_END;
  let at = writer.at;
  if (interleaving) {
    writeIDataHeader(writer.bytes, at, flags, size, tsn, streamId, sequence, offset === 0 ? ppid : fsn);
    at += I_DATA_HEADER_BYTES;
  } else {
    writeDataHeader(writer.bytes, at, flags, size, tsn, streamId, sequence, ppid);
    at += DATA_HEADER_BYTES;
  }
  writer.bytes.set(whole ? data : data.subarray(offset, offset + size), at);
  writer.at = at + size;
  writer.pad();
}
