/** The graceful end, SHUTDOWN, and the abrupt one, ABORT (RFC 9260 §9). */

import { readU32 } from '../base/be.ts';
import { ProtocolError } from '../base/errors.ts';
import type { Instant } from '../base/instant.ts';
import type { AssociationContext } from './context.ts';
import { FLAG_TAG_REFLECTED, writeChunk, writeEmptyChunk, writeShutdown } from './packet/control.ts';
import { CauseCode, readCauseCodes, writeCause } from './packet/error-cause.ts';
import { ChunkType } from './packet/packet.ts';

/** RFC 9260 §9.2: no new data from here on; what is queued goes first. */
export function shutdown(ctx: AssociationContext, now: Instant): void {
  if (ctx.ended) return;
  switch (ctx.state) {
    case 'closed':
    case 'cookie-wait':
    case 'cookie-echoed':
      abort(ctx);
      return;
    case 'established':
      ctx.state = 'shutdown-pending';
      advanceShutdown(ctx, now);
      return;
    default:
      return;
  }
}

/** Goes on once all data is acknowledged. */
export function advanceShutdown(ctx: AssociationContext, now: Instant): void {
  if (!ctx.tx.idle) return;
  if (ctx.state === 'shutdown-pending') {
    ctx.state = 'shutdown-sent';
    sendShutdown(ctx, now);
  } else if (ctx.state === 'shutdown-received') {
    sendShutdownAck(ctx, now);
  }
}

/** RFC 9260 §9.2: once, and again for each packet with DATA that comes after it. */
export function sendShutdown(ctx: AssociationContext, now: Instant): void {
  ctx.queueControl(writeShutdown(ctx.tracker.cumulativeTsn));
  ctx.t2.start(now, ctx.rto.value);
}

function sendShutdownAck(ctx: AssociationContext, now: Instant): void {
  ctx.state = 'shutdown-ack-sent';
  ctx.queueControl(writeEmptyChunk(ChunkType.shutdownAck));
  ctx.t2.start(now, ctx.rto.value);
}

/** T2-shutdown. */
export function handleT2(ctx: AssociationContext, now: Instant): void {
  if (!ctx.t2.take(now)) return;
  ctx.rto.backOff();
  if (!ctx.countError()) return;
  if (ctx.state === 'shutdown-sent') sendShutdown(ctx, now);
  else if (ctx.state === 'shutdown-ack-sent') sendShutdownAck(ctx, now);
}

/** SHUTDOWN; the caller has read its Cumulative TSN Ack already. */
export function receiveShutdown(ctx: AssociationContext, now: Instant): void {
  switch (ctx.state) {
    case 'established':
    case 'shutdown-pending':
      ctx.state = 'shutdown-received';
      advanceShutdown(ctx, now);
      return;
    case 'shutdown-sent':
    case 'shutdown-ack-sent':
      // RFC 9260 §9.2: SHUTDOWNs that cross are answered with SHUTDOWN ACK at once.
      sendShutdownAck(ctx, now);
      return;
    default:
      return;
  }
}

export function receiveShutdownAck(ctx: AssociationContext): void {
  if (ctx.state !== 'shutdown-sent' && ctx.state !== 'shutdown-ack-sent') {
    ctx.drop('unexpected-chunk');
    return;
  }
  const { peerTag } = ctx;
  ctx.end(undefined, true);
  ctx.queuePacket(peerTag, writeEmptyChunk(ChunkType.shutdownComplete));
}

export function receiveShutdownComplete(ctx: AssociationContext): void {
  if (ctx.state === 'shutdown-ack-sent') ctx.end(undefined, true);
}

/** Our own end, at once: the peer is told, our owner is not. */
export function abort(ctx: AssociationContext): void {
  if (ctx.ended) return;
  ctx.replies.clear();
  if (ctx.peerTag !== 0) {
    const cause = writeCause(CauseCode.userInitiatedAbort, new Uint8Array(0));
    ctx.queuePacket(ctx.peerTag, writeChunk(ChunkType.abort, 0, cause));
  }
  ctx.end(undefined, false);
}

/** ABORT (RFC 9260 §9.1). */
export function receiveAbort(ctx: AssociationContext, bytes: Uint8Array, start: number, end: number): void {
  const cause = readCauseCodes(bytes, start + 4, end)[0];
  const byUser = cause === CauseCode.userInitiatedAbort;
  ctx.end(
    new ProtocolError(
      'sctp',
      byUser ? 'aborted-by-user' : 'aborted',
      byUser ? 'The peer closed the association.' : 'The peer aborted the association.',
      cause === undefined ? { section: 'RFC 9260 §9.1' } : { section: 'RFC 9260 §9.1', sctpCauseCode: cause },
    ),
    true,
  );
}

/**
 * A packet for an association that is over (RFC 9260 §8.4): our ABORT or SHUTDOWN COMPLETE was lost, or crossed it. The
 * answer reflects the tag, with the T bit.
 */
export function receiveAfterEnd(ctx: AssociationContext, tag: number, firstChunk: number): void {
  ctx.drop('closed');
  if (tag !== ctx.localTag) return;
  switch (firstChunk) {
    case ChunkType.abort:
    case ChunkType.shutdownComplete:
    case ChunkType.error:
    case ChunkType.cookieAck:
      return;
    case ChunkType.shutdownAck:
      ctx.queuePacket(tag, writeEmptyChunk(ChunkType.shutdownComplete, FLAG_TAG_REFLECTED));
      return;
    default:
      // One is enough per flush.
      if (ctx.replies.length === 0) ctx.queuePacket(tag, writeEmptyChunk(ChunkType.abort, FLAG_TAG_REFLECTED));
  }
}

/** RFC 9260 §8.5.1: whether the tag of a packet with ABORT or SHUTDOWN COMPLETE is right. */
export function endingTagMatches(ctx: AssociationContext, tag: number, flags: number): boolean {
  return (flags & FLAG_TAG_REFLECTED) === 0 ? tag === ctx.localTag : ctx.peerTag !== 0 && tag === ctx.peerTag;
}

export function readShutdownTsn(bytes: Uint8Array, start: number, end: number): number | undefined {
  return end - start < 8 ? undefined : readU32(bytes, start + 4);
}
