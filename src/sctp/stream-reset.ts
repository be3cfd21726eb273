/** Resetting streams, outgoing and incoming (RFC 6525 §5.1, §5.2). */

import type { Instant } from '../base/instant.ts';
import { distance32 } from '../base/serial.ts';
import type { AssociationContext } from './context.ts';
import {
  type ReconfigParameter,
  ReconfigResult,
  readReconfig,
  writeOutgoingReset,
  writeReconfigResponse,
} from './packet/reconfig.ts';

/** Marks outgoing streams for reset; each goes into a request once what is queued on it has left. */
export function resetStreams(ctx: AssociationContext, streamIds: readonly number[]): void {
  for (const id of streamIds) {
    if (id >= ctx.outboundStreams) continue;
    const stream = ctx.queue.stream(id);
    if (stream.reset !== 'none') continue;
    stream.reset = 'pending';
    ctx.pendingResets.push(id);
  }
}

/** Sends the next request, if streams wait for one and none is under way. */
export function advanceResets(ctx: AssociationContext, now: Instant): void {
  if (ctx.pendingResets.length === 0 || ctx.outgoingReset !== undefined || ctx.state !== 'established') return;
  if (ctx.control.length >= ctx.options.maxQueuedControl) return;
  const most = (ctx.options.mtu - 12 - 20) >>> 1;
  const ready: number[] = [];
  const waiting: number[] = [];
  for (const id of ctx.pendingResets) {
    const stream = ctx.queue.find(id);
    if (ready.length < most && (stream === undefined || stream.messages.length === 0)) ready.push(id);
    else waiting.push(id);
  }
  if (ready.length === 0) return;
  ctx.pendingResets = waiting;
  if (!ctx.extensions.reConfig) {
    finish(ctx, ready, false);
    return;
  }
  for (const id of ready) ctx.queue.stream(id).reset = 'in-flight';
  const requestSequence = ctx.nextRequestSequence;
  ctx.nextRequestSequence = (requestSequence + 1) >>> 0;
  const responseSequence = (ctx.expectedRequestSequence - 1) >>> 0;
  const chunk = writeOutgoingReset(requestSequence, responseSequence, ctx.tx.lastAssignedTsn, ready);
  ctx.outgoingReset = { chunk, requestSequence, streamIds: ready };
  ctx.queueControl(chunk);
  ctx.reconfig.start(now, ctx.rto.value);
}

/** RFC 6525 §5.1.1: the request is sent again until it is answered. */
export function handleReconfigTimeout(ctx: AssociationContext, now: Instant): void {
  if (!ctx.reconfig.take(now) || ctx.outgoingReset === undefined) return;
  ctx.rto.backOff();
  if (!ctx.countError()) return;
  ctx.queueControl(ctx.outgoingReset.chunk);
  ctx.reconfig.start(now, ctx.rto.value);
}

function finish(ctx: AssociationContext, streamIds: readonly number[], performed: boolean): void {
  for (const id of streamIds) {
    const stream = ctx.queue.stream(id);
    stream.reset = 'none';
    if (performed) stream.restart();
    if (performed) ctx.queue.forget(id);
  }
  ctx.events.outgoingStreamsReset(streamIds, performed);
}

/** RE-CONFIG. */
export function receiveReconfig(
  ctx: AssociationContext,
  bytes: Uint8Array,
  start: number,
  end: number,
  now: Instant,
): void {
  const parameters = readReconfig(bytes, start, end);
  // RFC 6525 §3.1: one or two parameters.
  if (parameters === undefined || parameters.length > 2) {
    ctx.drop('malformed-chunk');
    return;
  }
  for (const parameter of parameters) {
    if (parameter.kind === 'response') receiveResponse(ctx, parameter.responseSequence, parameter.result, now);
    else receiveRequest(ctx, parameter);
    if (ctx.ended) return;
  }
}

function receiveResponse(ctx: AssociationContext, sequence: number, result: number, now: Instant): void {
  const request = ctx.outgoingReset;
  if (request === undefined || request.requestSequence !== sequence) return;
  ctx.errorCount = 0;
  ctx.rto.resetBackoff();
  if (result === ReconfigResult.inProgress) {
    // RFC 6525 §5.2.7: asked again later, with the same number.
    ctx.reconfig.start(now, ctx.rto.value);
    return;
  }
  ctx.outgoingReset = undefined;
  ctx.reconfig.stop();
  finish(ctx, request.streamIds, result === ReconfigResult.performed || result === ReconfigResult.nothingToDo);
}

type Request = Exclude<ReconfigParameter, { kind: 'response' }>;

function receiveRequest(ctx: AssociationContext, request: Request): void {
  const ahead = distance32(request.requestSequence, ctx.expectedRequestSequence);
  if (ahead === -1 || ahead === -2) {
    // RFC 6525 §5.2.1: a RE-CONFIG that was seen before, with one request or two (§3.1), gets the answers it got before.
    respond(ctx, request.requestSequence, ctx.lastResponses[request.requestSequence & 1] as number);
    return;
  }
  if (ahead !== 0) {
    ctx.queueControl(writeReconfigResponse(request.requestSequence, ReconfigResult.badSequenceNumber));
    return;
  }
  ctx.expectedRequestSequence = (request.requestSequence + 1) >>> 0;
  if (request.kind === 'outgoing-reset') {
    receiveOutgoingReset(ctx, request.requestSequence, request.lastAssignedTsn, request.streamIds);
  } else if (request.kind === 'incoming-reset') {
    // RFC 6525 §5.2.3: the peer asks us to reset what we send on.
    const ids = request.streamIds.length > 0 ? request.streamIds : [...ctx.queue.streams()].map(stream => stream.id);
    resetStreams(ctx, ids);
    respond(ctx, request.requestSequence, ReconfigResult.performed);
  } else {
    respond(ctx, request.requestSequence, ReconfigResult.denied);
  }
}

function receiveOutgoingReset(
  ctx: AssociationContext,
  requestSequence: number,
  lastTsn: number,
  streamIds: readonly number[],
): void {
  if (streamIds.some(id => id >= ctx.inboundStreams)) {
    respond(ctx, requestSequence, ReconfigResult.wrongSsn);
    return;
  }
  if (ctx.tracker.indexOf(lastTsn) > ctx.tracker.cumulative) {
    // RFC 6525 §5.2.2 E3: data that belongs before the reset is missing.
    ctx.deferredReset = { requestSequence, lastTsn, streamIds };
    respond(ctx, requestSequence, ReconfigResult.inProgress);
    return;
  }
  perform(ctx, requestSequence, streamIds);
}

/** Performs a reset that waited, once all that belongs before it is here. */
export function advanceDeferredReset(ctx: AssociationContext): void {
  const deferred = ctx.deferredReset;
  if (deferred === undefined || ctx.tracker.indexOf(deferred.lastTsn) > ctx.tracker.cumulative) return;
  ctx.deferredReset = undefined;
  perform(ctx, deferred.requestSequence, deferred.streamIds);
}

function perform(ctx: AssociationContext, requestSequence: number, streamIds: readonly number[]): void {
  // RFC 6525 §4.1: no stream number means all streams.
  ctx.reassembly.resetStreams(streamIds.length > 0 ? streamIds : undefined);
  respond(ctx, requestSequence, ReconfigResult.performed);
  ctx.events.incomingStreamsReset(streamIds);
}

function respond(ctx: AssociationContext, sequence: number, result: number): void {
  ctx.lastResponses[sequence & 1] = result;
  ctx.queueControl(writeReconfigResponse(sequence, result));
}
