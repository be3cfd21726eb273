/** What the peer sends of user data, and what it gives up: DATA, I-DATA and (I-)FORWARD-TSN (RFC 9260 §6.2, RFC 3758 §3.6, RFC 8260 §2). */

import { readU16, readU32 } from '../base/be.ts';
import { ProtocolError } from '../base/errors.ts';
import type { AssociationContext } from './context.ts';
import { writeChunk } from './packet/control.ts';
import { DATA_HEADER_BYTES, DATA_IMMEDIATE, DATA_UNORDERED, MAX_SSN_DISTANCE } from './packet/data.ts';
import { CauseCode, writeCause, writeInvalidStream, writeNoUserData } from './packet/error-cause.ts';
import { readForwardTsn } from './packet/forward-tsn.ts';
import { I_DATA_HEADER_BYTES } from './packet/i-data.ts';
import { readIForwardTsn } from './packet/i-forward-tsn.ts';
import { ChunkType } from './packet/packet.ts';
import { DUPLICATE, OUT_OF_RANGE } from './rx/data-tracker.ts';
import type { ReceivedPacket } from './rx/received-packet.ts';
import { takesData } from './state.ts';

/** DATA at [at, end). Answers whether the rest of the packet is to be read. @hot */
export function receiveData(ctx: AssociationContext, received: ReceivedPacket, at: number, end: number): boolean {
  const packet = received.bytes;
  if (ctx.state !== 'established' && !takesData(ctx.state)) {
    ctx.drop('unexpected-chunk');
    return true;
  }
  if (end - at < DATA_HEADER_BYTES) {
    ctx.drop('malformed-chunk');
    return false;
  }
  if (ctx.extensions.interleaving) return wrongKind(ctx);
  const flags = packet[at + 1] as number;
  // Every message takes a TSN at least, so that none is further ahead in its stream than its TSN is.
  const mostAhead = (flags & DATA_UNORDERED) === 0 ? MAX_SSN_DISTANCE : ctx.options.maxTsnDistance;
  const index = takeTsn(ctx, packet, at, end - at - DATA_HEADER_BYTES, mostAhead);
  if (index < 0) return !ctx.ended;
  const streamId = readU16(packet, at + 8);
  if (streamId >= ctx.inboundStreams) return invalidStream(ctx, index, streamId);
  const { reassembly } = ctx;
  const ssn = readU16(packet, at + 10);
  reassembly.add(index, flags, streamId, ssn, readU32(packet, at + 12), received, at + DATA_HEADER_BYTES, end);
  return !reassembly.oversized || oversized(ctx);
}

/** I-DATA at [at, end), where it was agreed on. Answers whether the rest of the packet is to be read. @hot */
export function receiveIData(ctx: AssociationContext, received: ReceivedPacket, at: number, end: number): boolean {
  const packet = received.bytes;
  if (ctx.state !== 'established' && !takesData(ctx.state)) {
    ctx.drop('unexpected-chunk');
    return true;
  }
  if (end - at < I_DATA_HEADER_BYTES) {
    ctx.drop('malformed-chunk');
    return false;
  }
  const index = takeTsn(ctx, packet, at, end - at - I_DATA_HEADER_BYTES, ctx.options.maxTsnDistance);
  if (index < 0) return !ctx.ended;
  const streamId = readU16(packet, at + 8);
  if (streamId >= ctx.inboundStreams) return invalidStream(ctx, index, streamId);
  const { reassembly } = ctx;
  const mid = readU32(packet, at + 12);
  const flags = packet[at + 1] as number;
  reassembly.add(index, flags, streamId, mid, readU32(packet, at + 16), received, at + I_DATA_HEADER_BYTES, end);
  return !reassembly.oversized || oversized(ctx);
}

/** RFC 8260 §2.2.1: where I-DATA was agreed on, DATA breaks the protocol. */
function wrongKind(ctx: AssociationContext): false {
  ctx.abortWith(
    writeCause(CauseCode.protocolViolation, new Uint8Array(0)),
    new ProtocolError('sctp', 'data-not-interleaved', 'The peer sent DATA though I-DATA was agreed on.', {
      section: 'RFC 8260 §2.2.1',
      sctpCauseCode: CauseCode.protocolViolation,
    }),
  );
  return false;
}

/**
 * What all chunks with user data have in common: the index of a TSN that is new, at most `mostAhead` beyond the cumulative
 * one, and fits the window, else −1. @hot
 */
function takeTsn(ctx: AssociationContext, packet: Uint8Array, at: number, size: number, mostAhead: number): number {
  ctx.counters.dataChunksReceived++;
  const tsn = readU32(packet, at + 4);
  if (size === 0) {
    // RFC 9260 §6.2: ABORT with cause No User Data.
    ctx.abortWith(
      writeNoUserData(tsn),
      new ProtocolError('sctp', 'no-user-data', 'The peer sent DATA without data.', { section: 'RFC 9260 §6.2' }),
    );
    return -1;
  }
  const { tracker, reassembly } = ctx;
  if (((packet[at + 1] as number) & DATA_IMMEDIATE) !== 0) tracker.urge();
  const index = tracker.observe(tsn);
  if (index < 0) {
    if (index === DUPLICATE) ctx.counters.duplicateChunks++;
    else ctx.drop(index === OUT_OF_RANGE ? 'tsn-out-of-range' : 'gap-limit');
    return -1;
  }
  if (index > tracker.cumulative + mostAhead) {
    tracker.urge();
    ctx.drop('tsn-out-of-range');
    return -1;
  }
  const { waitingBytes } = reassembly;
  const window = ctx.window.size;
  if (
    waitingBytes >= window &&
    (index > tracker.highest || (waitingBytes >= 2 * window && index !== tracker.cumulative + 1))
  ) {
    // RFC 9260 §6.2: "When the receiver's advertised window is 0, the receiver MUST drop any new incoming DATA chunk
    // with a TSN larger than the largest TSN received so far."
    tracker.urge();
    ctx.drop('window-full');
    return -1;
  }
  tracker.accept(index);
  return index;
}

/** RFC 9260 §6.5: acknowledged like any other, and reported in an ERROR chunk. */
function invalidStream(ctx: AssociationContext, index: number, streamId: number): true {
  ctx.drop('invalid-stream');
  ctx.reassembly.pass(index);
  ctx.queueControl(writeChunk(ChunkType.error, 0, writeInvalidStream(streamId)));
  return true;
}

function oversized(ctx: AssociationContext): false {
  ctx.abortWith(
    writeCause(CauseCode.outOfResource, new Uint8Array(0)),
    new ProtocolError('sctp', 'message-too-large', 'The peer sent a message larger than announced.', {
      section: 'RFC 8841 §6',
    }),
  );
  return false;
}

/** FORWARD TSN, or I-FORWARD-TSN where I-DATA was agreed on, at [at, end). */
export function receiveForwardTsn(ctx: AssociationContext, packet: Uint8Array, at: number, end: number): void {
  const interleaved = packet[at] === ChunkType.iForwardTsn;
  if (interleaved !== ctx.extensions.interleaving) {
    ctx.drop('unexpected-chunk');
    return;
  }
  const forward = interleaved ? readIForwardTsn(packet, at, end) : readForwardTsn(packet, at, end);
  if (forward === undefined) {
    ctx.drop('malformed-chunk');
    return;
  }
  // However far that is: what lies between may have been sent and dropped here, and the peer has nothing else to say.
  const index = ctx.tracker.indexOf(forward.newCumulativeTsn);
  if (ctx.tracker.forward(index)) ctx.reassembly.forward(index, forward.skipped);
}
