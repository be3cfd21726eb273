/**
 * Probes of path MTU discovery: a HEARTBEAT, and PAD up to the size asked about, in a packet of their own (RFC 8899
 * §6.2.1). Nobody waits for an answer, and cwnd does not know of them: one that is lost changes nothing. A peer that does
 * not list PAD may not know it, and there are some that end at a chunk that they do not know (RFC 9260 §3.2 has it
 * skipped): for those the Heartbeat Info itself is as long as it takes, and so is its answer.
 *
 * The Heartbeat Info of a probe, which comes back as it was sent:
 *
 *     +---------------------------------------------------------------+
 *     |                 number of the path (8, random)                |
 *     +---------------------------------------------------------------+
 *     |                     size of the packet (4)                    |
 *     +---------------------------------------------------------------+
 *     |               zeros, where PAD is not to be had               |
 *     +---------------------------------------------------------------+
 */

import { readU32, writeU32 } from '../base/be.ts';
import type { Instant } from '../base/instant.ts';
import type { AssociationContext } from './context.ts';
import { writeHeartbeat } from './packet/control.ts';
import { CHUNK_HEADER_BYTES, COMMON_HEADER_BYTES } from './packet/packet.ts';
import { writePad } from './packet/pad.ts';
import type { SctpPath } from './tx/path-mtu.ts';

const NONCE_BYTES = 8;
/** Until something is probed. */
const NO_NONCE = new Uint8Array(0);
const INFORMATION_BYTES = NONCE_BYTES + 4;
const HEARTBEAT_BYTES = 8 + INFORMATION_BYTES;

/** A HEARTBEAT ACK of at least so many bytes answers a probe. */
export const PROBE_ACK_BYTES: number = HEARTBEAT_BYTES;

/**
 * A peer that does not list PAD may have reasons: Chromium closes a DTLS transport whose record is larger than 2,048
 * bytes. It is asked for no more than Ethernet carries.
 */
export const CAUTIOUS_PACKET = 1472;

/** A new path, or a new association on it. */
export function startPath(ctx: AssociationContext): void {
  const { path } = ctx;
  // RFC 9260 §5.1 C: nothing else leaves until the cookie is answered; then this is called again.
  if (path === undefined || !ctx.connected || ctx.state === 'cookie-echoed') return;
  ctx.pathNonce = NO_NONCE;
  const most = ctx.extensions.pad ? ctx.options.maxPacketSize : Math.min(ctx.options.maxPacketSize, CAUTIOUS_PACKET);
  ctx.pathMtu.start({ ...path, ceiling: Math.min(path.ceiling, most) });
  ctx.packetSizeChanged();
}

export function pathChanged(ctx: AssociationContext, path: SctpPath): void {
  ctx.path = path;
  ctx.rto.forgetSmallest();
  if (!ctx.ended) startPath(ctx);
}

/** Data was found to be lost: perhaps the size in use no longer passes. */
export function pathDoubted(ctx: AssociationContext, now: Instant): void {
  ctx.pathMtu.doubt(now);
}

/** T3-rtx expired. */
export function pathTimedOut(ctx: AssociationContext): void {
  ctx.pathMtu.timedOut();
  ctx.packetSizeChanged();
}

export function handlePathTimeout(ctx: AssociationContext, now: Instant): void {
  if (now < ctx.pathMtu.nextTimeout) return;
  ctx.pathMtu.handleTimeout(now);
  ctx.packetSizeChanged();
}

/** The probe that is due joins the packets that wait for the flush. */
export function sendProbe(ctx: AssociationContext, now: Instant): void {
  const size = ctx.pathMtu.takeProbe(now, ctx.rto.value);
  if (size === 0) return;
  if (ctx.pathNonce.length === 0) ctx.pathNonce = ctx.env.random.bytes(NONCE_BYTES);
  // A small one tells whether the path lives at all.
  queueProbe(ctx, 0);
  queueProbe(ctx, size);
}

/** A probe of `size` bytes; 0 for one without padding. */
function queueProbe(ctx: AssociationContext, size: number): void {
  const padding = Math.max(0, size - COMMON_HEADER_BYTES - HEARTBEAT_BYTES);
  const takesPad = ctx.extensions.pad && padding >= CHUNK_HEADER_BYTES;
  const information = new Uint8Array(INFORMATION_BYTES + (takesPad ? 0 : padding));
  information.set(ctx.pathNonce);
  writeU32(information, NONCE_BYTES, size);
  const heartbeat = writeHeartbeat(information);
  // RFC 4820 §3: a chunk of its own behind what it pads.
  if (takesPad) ctx.queuePacket(ctx.peerTag, heartbeat, writePad(padding));
  else ctx.queuePacket(ctx.peerTag, heartbeat);
}

/** HEARTBEAT ACK of a probe at [start, end). */
export function receiveProbeAck(ctx: AssociationContext, bytes: Uint8Array, start: number, now: Instant): void {
  const at = start + 8;
  for (let i = 0; i < NONCE_BYTES; i++) {
    if (bytes[at + i] !== ctx.pathNonce[i]) {
      // An answer from the path before, or none of ours.
      ctx.drop('bad-heartbeat');
      return;
    }
  }
  ctx.pathMtu.acknowledged(readU32(bytes, at + NONCE_BYTES), now);
  ctx.packetSizeChanged();
}
