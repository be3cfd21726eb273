/** HEARTBEAT: whether an idle path still carries (RFC 9260 §8.3). */

import { IDLE_GRID, type Instant } from '../base/instant.ts';
import type { AssociationContext } from './context.ts';
import { writeChunk, writeHeartbeat } from './packet/control.ts';
import { ChunkType, COMMON_HEADER_BYTES, padded } from './packet/packet.ts';
import { CAUTIOUS_PACKET, PROBE_ACK_BYTES, receiveProbeAck } from './path-probe.ts';

const NONCE_BYTES = 8;

export function startHeartbeats(ctx: AssociationContext, now: Instant): void {
  ctx.heartbeatNonce = undefined;
  const { heartbeatInterval } = ctx.options;
  if (heartbeatInterval > 0) ctx.heartbeat.at = Math.ceil((now + heartbeatInterval) / IDLE_GRID) * IDLE_GRID;
}

/** Time for a HEARTBEAT, or for the answer to one. */
export function handleHeartbeatTimeout(ctx: AssociationContext, now: Instant): void {
  if (!ctx.heartbeat.take(now)) return;
  if (ctx.heartbeatNonce !== undefined) {
    // RFC 9260 §8.3: an unanswered HEARTBEAT counts as an error; the next one is not put off by HB.interval, so that a
    // dead peer is noticed in bounded time.
    ctx.heartbeatNonce = undefined;
    ctx.rto.backOff();
    if (!ctx.countError()) return;
  } else if (!ctx.tx.outstanding.empty) {
    // Data is under way and T3-rtx watches the path.
    startHeartbeats(ctx, now);
    return;
  }
  ctx.heartbeatNonce = ctx.env.random.bytes(NONCE_BYTES);
  ctx.queueControl(writeHeartbeat(ctx.heartbeatNonce));
  ctx.heartbeat.start(now, ctx.rto.value);
}

/** RFC 9260 §3.3.6: the Heartbeat Info comes back as it was sent. */
export function receiveHeartbeat(ctx: AssociationContext, bytes: Uint8Array, start: number, end: number): void {
  const length = COMMON_HEADER_BYTES + padded(end - start);
  if (length > CAUTIOUS_PACKET) {
    ctx.drop('bad-heartbeat');
    return;
  }
  const ack = writeChunk(ChunkType.heartbeatAck, 0, bytes.slice(start + 4, end));
  // A long one may be a probe of the path, whose answer proves something only if it is not cut.
  if (length > ctx.options.mtu) ctx.queuePacket(ctx.peerTag, ack);
  else ctx.queueControl(ack);
}

export function receiveHeartbeatAck(
  ctx: AssociationContext,
  bytes: Uint8Array,
  start: number,
  end: number,
  now: Instant,
): void {
  if (end - start >= PROBE_ACK_BYTES) {
    receiveProbeAck(ctx, bytes, start, now);
    return;
  }
  const nonce = ctx.heartbeatNonce;
  if (nonce === undefined || end - start !== 8 + NONCE_BYTES) {
    ctx.drop('bad-heartbeat');
    return;
  }
  for (let i = 0; i < NONCE_BYTES; i++) {
    if (bytes[start + 8 + i] !== nonce[i]) {
      ctx.drop('bad-heartbeat');
      return;
    }
  }
  // RFC 9260 §8.1, §8.3: the path is alive.
  ctx.errorCount = 0;
  ctx.rto.resetBackoff();
  startHeartbeats(ctx, now);
}
