/** The four-way handshake, its collisions, and restarts (RFC 9260 §5.1, §5.2); and how to do without (draft-hancke-tsvwg-snap-00). */

import { ProtocolError } from '../base/errors.ts';
import type { Duration, Instant } from '../base/instant.ts';
import { randomU32 } from '../base/random.ts';
import { type AssociationContext, type PeerParameters, randomTag } from './context.ts';
import type { ExchangedInits } from './exchanged-inits.ts';
import { startHeartbeats } from './heartbeat.ts';
import { writeChunk, writeEmptyChunk } from './packet/control.ts';
import { CauseCode, writeCause, writeStaleCookie } from './packet/error-cause.ts';
import { type Init, readInit, writeInit } from './packet/init.ts';
import { ChunkType } from './packet/packet.ts';
import { startPath } from './path-probe.ts';
import { openCookie, type StateCookie, sealCookie } from './state-cookie.ts';

/**
 * Sends INIT, if the peer's does not come before `patience` is over. Where both sides do so at once, RFC 9260 §5.2.1 makes
 * one association of it, for twice the work.
 */
export function connect(ctx: AssociationContext, patience: Duration, now: Instant): void {
  if (ctx.ended || ctx.state !== 'closed') return;
  ctx.state = 'cookie-wait';
  ctx.t1Expiries = 0;
  ctx.initDeferred = patience > 0;
  if (ctx.initDeferred) ctx.t1.start(now, patience);
  else sendInit(ctx, now);
}

/** Both sides know each other's INIT: the association is up. False, and nothing has changed, if one cannot be taken. */
export function connectExchanged(ctx: AssociationContext, { local, remote }: ExchangedInits, now: Instant): boolean {
  if (ctx.ended || ctx.state !== 'closed') return false;
  const own = readInit(local, 0, local.length);
  const peer = readInit(remote, 0, remote.length);
  if (own === undefined || peer === undefined || peer.initiateTag === 0 || refuse(peer) !== undefined) return false;
  ctx.begin(own.initiateTag, own.initialTsn);
  ctx.setPeer(peerOf(peer));
  establish(ctx, now);
  return true;
}

function sendInit(ctx: AssociationContext, now: Instant): void {
  ctx.initDeferred = false;
  // RFC 9260 §8.5.1: a packet with INIT has verification tag 0.
  ctx.queuePacket(0, writeInit(localInit(ctx, ctx.localTag, ctx.localInitialTsn)));
  ctx.t1.start(now, ctx.rto.value);
}

function sendCookieEcho(ctx: AssociationContext, now: Instant): void {
  ctx.echoOwed = true;
  ctx.t1.start(now, ctx.rto.value);
}

function localInit(ctx: AssociationContext, initiateTag: number, initialTsn: number): Parameters<typeof writeInit>[0] {
  const { outboundStreams, inboundStreams, receiveWindow } = ctx.options;
  // pion and str0m before 2024 drop a packet whose INIT has a parameter that they do not know: RFC 9260 §3.2.1 has it skipped.
  const extensions = ctx.plain ? { ...ctx.options.extensions, zeroChecksum: false } : ctx.options.extensions;
  return { initiateTag, initialTsn, aRwnd: receiveWindow, outboundStreams, inboundStreams, extensions };
}

/** T1-init and T1-cookie (RFC 9260 §5.1 A, C). */
export function handleT1(ctx: AssociationContext, now: Instant): void {
  if (!ctx.t1.take(now)) return;
  if (ctx.initDeferred) {
    // The peer's INIT came, and our answer led to nothing.
    if (ctx.answeredTag !== 0) ctx.plain = true;
    sendInit(ctx, now);
    return;
  }
  ctx.t1Expiries++;
  if (ctx.t1Expiries > ctx.options.maxInitRetransmissions) {
    const message = 'The peer does not answer the SCTP handshake.';
    ctx.end(new ProtocolError('sctp', 'handshake-timeout', message, { section: 'RFC 9260 §5.1' }), true);
    return;
  }
  // What went with the cookie is lost with it, and goes with it again.
  if (!ctx.tx.timedOut(now)) ctx.rto.backOff();
  ctx.plain = true;
  if (ctx.state === 'cookie-wait') sendInit(ctx, now);
  else if (ctx.state === 'cookie-echoed') sendCookieEcho(ctx, now);
}

/** INIT (RFC 9260 §5.1 B, §5.2.1, §5.2.2). Answered from a cookie alone; nothing is remembered. */
export function receiveInit(
  ctx: AssociationContext,
  bytes: Uint8Array,
  start: number,
  end: number,
  now: Instant,
): void {
  const init = readInit(bytes, start, end);
  if (init === undefined || init.initiateTag === 0) {
    ctx.drop('malformed-chunk');
    return;
  }
  if (ctx.state === 'shutdown-ack-sent') {
    // RFC 9260 §9.2: "…it SHOULD discard the INIT chunk and retransmit the SHUTDOWN ACK chunk".
    ctx.queueControl(writeEmptyChunk(ChunkType.shutdownAck));
    return;
  }
  const refusal = refuse(init);
  if (refusal !== undefined) {
    ctx.queuePacket(init.initiateTag, writeChunk(ChunkType.abort, 0, refusal));
    return;
  }
  const fresh = ctx.state !== 'closed' && ctx.state !== 'cookie-wait' && ctx.state !== 'cookie-echoed';
  // RFC 9260 §5.2.1: before the association is up, "…an endpoint MUST respond with an INIT ACK chunk using the same
  // parameters it sent in its original INIT chunk (including its Initiate Tag, unchanged)". §5.2.2: afterwards a new
  // tag, and the old ones as tie-tags.
  const localTag = fresh ? randomTag(ctx.env) : ctx.localTag;
  const localInitialTsn = fresh ? randomU32(ctx.env.random) : ctx.localInitialTsn;
  const known = ctx.state !== 'closed' && ctx.state !== 'cookie-wait';
  const cookie: StateCookie = {
    created: now,
    localTag,
    peerTag: init.initiateTag,
    localTieTag: known ? ctx.localTag : 0,
    peerTieTag: known ? ctx.peerTag : 0,
    localInitialTsn,
    peerInitialTsn: init.initialTsn,
    peerRwnd: init.aRwnd,
    outboundStreams: init.outboundStreams,
    inboundStreams: init.inboundStreams,
    extensions: init.extensions,
  };
  // The peer asks again: the answer was lost, or it was not understood.
  if (ctx.answeredTag === init.initiateTag) ctx.plain = true;
  ctx.answeredTag = init.initiateTag;
  // The peer has begun: an INIT of ours is needed only if it does not go on.
  if (ctx.initDeferred) ctx.t1.start(now, ctx.rto.value);
  const sealed = sealCookie(cookie, data => mac(ctx, data));
  ctx.queuePacket(init.initiateTag, writeInit(localInit(ctx, localTag, localInitialTsn), sealed, init.unrecognized));
}

/** Why an INIT or INIT ACK cannot be taken, as the cause of an ABORT. */
function refuse(init: Init): Uint8Array | undefined {
  const nothing = new Uint8Array(0);
  // RFC 9260 §3.3.2: no streams in either direction is reason to abort.
  if (init.outboundStreams === 0 || init.inboundStreams === 0) {
    return writeCause(CauseCode.invalidMandatoryParameter, nothing);
  }
  // RFC 9260 §3.3.2.1.4: a Host Name Address is answered with ABORT, cause Unresolvable Address.
  if (init.hostName) return writeCause(CauseCode.unresolvableAddress, nothing);
  return undefined;
}

function mac(ctx: AssociationContext, data: Uint8Array): Uint8Array {
  ctx.cookieKey ??= ctx.env.random.bytes(32);
  return ctx.env.hmac(ctx.cookieKey, data);
}

/** INIT ACK (RFC 9260 §5.1 C). */
export function receiveInitAck(
  ctx: AssociationContext,
  bytes: Uint8Array,
  start: number,
  end: number,
  now: Instant,
): void {
  // RFC 9260 §5.2.3: "If an INIT ACK chunk is received … in any state other than the COOKIE-WAIT or CLOSED state, the
  // endpoint SHOULD discard the INIT ACK chunk."
  if (ctx.state !== 'cookie-wait') {
    ctx.drop('unexpected-chunk');
    return;
  }
  const init = readInit(bytes, start, end);
  if (init === undefined || init.initiateTag === 0 || init.cookie === undefined) {
    ctx.drop('malformed-chunk');
    return;
  }
  const refusal = refuse(init);
  if (refusal !== undefined) {
    ctx.peerTag = init.initiateTag;
    const message = 'The INIT ACK of the peer cannot be taken.';
    ctx.abortWith(refusal, new ProtocolError('sctp', 'bad-init-ack', message, { section: 'RFC 9260 §3.3.3' }));
    return;
  }
  ctx.setPeer(peerOf(init));
  ctx.state = 'cookie-echoed';
  ctx.t1Expiries = 0;
  ctx.rto.resetBackoff();
  ctx.cookieEcho = writeChunk(ChunkType.cookieEcho, 0, init.cookie);
  sendCookieEcho(ctx, now);
  for (const parameter of init.unrecognized) {
    // RFC 9260 §3.2.1: reported as cause Unrecognized Parameters of an ERROR chunk.
    ctx.queueControl(writeChunk(ChunkType.error, 0, writeCause(CauseCode.unrecognizedParameters, parameter)));
  }
}

function peerOf(init: Init): PeerParameters {
  return {
    tag: init.initiateTag,
    initialTsn: init.initialTsn,
    rwnd: init.aRwnd,
    outboundStreams: init.outboundStreams,
    inboundStreams: init.inboundStreams,
    extensions: init.extensions,
  };
}

function peerOfCookie(cookie: StateCookie): PeerParameters {
  return {
    tag: cookie.peerTag,
    initialTsn: cookie.peerInitialTsn,
    rwnd: cookie.peerRwnd,
    outboundStreams: cookie.outboundStreams,
    inboundStreams: cookie.inboundStreams,
    extensions: cookie.extensions,
  };
}

/** COOKIE ECHO (RFC 9260 §5.1.5, §5.2.4). Answers whether the rest of the packet belongs to the association. */
export function receiveCookieEcho(
  ctx: AssociationContext,
  bytes: Uint8Array,
  start: number,
  end: number,
  tag: number,
  now: Instant,
): boolean {
  const cookie = openCookie(bytes.slice(start + 4, end), data => mac(ctx, data));
  if (cookie === undefined || cookie.localTag !== tag) {
    // RFC 9260 §5.1.5: dropped in silence.
    ctx.drop('bad-cookie');
    return false;
  }
  const localMatches = cookie.localTag === ctx.localTag;
  const peerMatches = ctx.peerTag !== 0 && cookie.peerTag === ctx.peerTag;
  const age = now - cookie.created;
  if (age > ctx.options.cookieLifetime && !(localMatches && peerMatches)) {
    ctx.drop('stale-cookie');
    const cause = writeStaleCookie(age - ctx.options.cookieLifetime);
    ctx.queuePacket(cookie.peerTag, writeChunk(ChunkType.error, 0, cause));
    return false;
  }
  if (ctx.state === 'closed' || ctx.state === 'cookie-wait' || ctx.state === 'cookie-echoed') {
    // §5.2.4 B and D: our tag is in the cookie.
    if (!localMatches) {
      ctx.drop('late-cookie');
      return false;
    }
    if (!peerMatches) ctx.setPeer(peerOfCookie(cookie));
    sendCookieAck(ctx);
    establish(ctx, now);
    return true;
  }
  // §5.2.4 D: a COOKIE ACK of ours was lost.
  if (localMatches && peerMatches) {
    sendCookieAck(ctx);
    return true;
  }
  const tied = cookie.localTieTag === ctx.localTag && cookie.peerTieTag === ctx.peerTag;
  if (localMatches || peerMatches || !tied) {
    // §5.2.4 C, and what the table does not name.
    ctx.drop('late-cookie');
    return false;
  }
  return restart(ctx, cookie, now);
}

/** §5.2.4 A: the peer started anew. */
function restart(ctx: AssociationContext, cookie: StateCookie, now: Instant): boolean {
  if (ctx.state === 'shutdown-ack-sent') {
    // RFC 9260 §5.2.4 A: no new association then; SHUTDOWN ACK and an ERROR go out.
    ctx.queueControl(writeEmptyChunk(ChunkType.shutdownAck));
    const cause = writeCause(CauseCode.cookieReceivedWhileShuttingDown, new Uint8Array(0));
    ctx.queueControl(writeChunk(ChunkType.error, 0, cause));
    return false;
  }
  ctx.restart(cookie.localTag, cookie.localInitialTsn, peerOfCookie(cookie));
  ctx.state = 'established';
  ctx.errorCount = 0;
  sendCookieAck(ctx);
  startHeartbeats(ctx, now);
  startPath(ctx);
  ctx.events.restarted();
  return true;
}

function sendCookieAck(ctx: AssociationContext): void {
  ctx.queueControl(writeEmptyChunk(ChunkType.cookieAck));
}

/** COOKIE ACK (RFC 9260 §5.1 E). */
export function receiveCookieAck(ctx: AssociationContext, now: Instant): void {
  // RFC 9260 §5.2.5: "At any state other than COOKIE-ECHOED, an endpoint SHOULD silently discard a received COOKIE ACK".
  if (ctx.state === 'cookie-echoed') establish(ctx, now);
}

/** ERROR with Stale Cookie (RFC 9260 §5.2.6): asks for a new one. */
export function receiveStaleCookie(ctx: AssociationContext, now: Instant): void {
  if (ctx.state !== 'cookie-echoed') return;
  ctx.t1Expiries++;
  ctx.state = 'cookie-wait';
  ctx.peerTag = 0;
  ctx.echoOwed = false;
  sendInit(ctx, now);
}

function establish(ctx: AssociationContext, now: Instant): void {
  ctx.state = 'established';
  ctx.t1.stop();
  ctx.cookieEcho = undefined;
  ctx.echoOwed = false;
  ctx.errorCount = 0;
  ctx.rto.resetBackoff();
  startHeartbeats(ctx, now);
  startPath(ctx);
  ctx.events.connected();
}
