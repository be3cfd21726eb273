/** DATA and FORWARD TSN as they come in: states, windows, streams that do not exist, limits. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssociationContext } from '../../../src/sctp/context.ts';
import { DEFAULT_SCTP_OPTIONS } from '../../../src/sctp/options.ts';
import { DATA_BEGIN, DATA_END, DATA_HEADER_BYTES, writeDataHeader } from '../../../src/sctp/packet/data.ts';
import { noExtensions } from '../../../src/sctp/packet/extensions.ts';
import { writeForwardTsn } from '../../../src/sctp/packet/forward-tsn.ts';
import { receiveData, receiveForwardTsn } from '../../../src/sctp/receive-data.ts';
import { ReceivedPacket } from '../../../src/sctp/rx/received-packet.ts';
import { allocate } from '../../sim/allocate.ts';
import { End, Recorder } from './pair.ts';

function context(
  receiveWindow: number = 10_000,
  maxTsnDistance: number = 1000,
): { ctx: AssociationContext; events: Recorder } {
  const events = new Recorder();
  const { association: _, ...end } = new End(1, {}, events);
  assert.ok(end.reads);
  const limits = { receiveWindow, maxMessageSize: 50_000, maxTsnDistance, maxGapRanges: 10 };
  const ctx = new AssociationContext({ ...DEFAULT_SCTP_OPTIONS, ...limits }, events, {
    random: { bytes: length => new Uint8Array(length) },
    hmac: (_key, data) => data,
    allocate,
    log: { enabled: () => false, log: () => {} },
  } as ConstructorParameters<typeof AssociationContext>[2]);
  ctx.state = 'established';
  ctx.setPeer({
    tag: 9,
    initialTsn: 100,
    rwnd: 100_000,
    outboundStreams: 65_535,
    inboundStreams: 65_535,
    extensions: noExtensions(),
  });
  return { ctx, events };
}

function data(
  tsn: number,
  size: number,
  streamId: number = 1,
  flags: number = DATA_BEGIN | DATA_END,
  ssn: number = 0,
): Uint8Array {
  const chunk = new Uint8Array(DATA_HEADER_BYTES + size);
  writeDataHeader(chunk, 0, flags, size, tsn, streamId, ssn, 51);
  return chunk;
}

function feed(ctx: AssociationContext, chunk: Uint8Array): boolean {
  return receiveData(ctx, new ReceivedPacket(chunk, undefined, {}), 0, chunk.length);
}

test('a message comes through once; the second time it is a duplicate', () => {
  const { ctx, events } = context();
  assert.ok(feed(ctx, data(100, 20)));
  assert.ok(feed(ctx, data(100, 20)));
  assert.deepEqual([events.messages.length, ctx.counters.duplicateChunks], [1, 1]);
});

test('nothing is taken once the peer said that it is done', () => {
  const { ctx, events } = context();
  ctx.state = 'shutdown-received';
  assert.ok(feed(ctx, data(100, 20)));
  assert.equal(events.messages.length, 0);
});

test('a stream that does not exist is acknowledged and reported', () => {
  const { ctx, events } = context();
  ctx.inboundStreams = 1;
  assert.ok(feed(ctx, data(100, 20, 1)));
  assert.deepEqual([events.messages.length, ctx.tracker.cumulative, ctx.control.peek()?.[0]], [0, 0, 9]);
});

test('a message larger than the window comes through after a chunk for a stream that does not exist', () => {
  const { ctx, events } = context();
  ctx.inboundStreams = 2;
  feed(ctx, data(101, 20, 1, DATA_BEGIN));
  feed(ctx, data(100, 20, 2));
  for (let tsn = 102; tsn < 120; tsn++) feed(ctx, data(tsn, 1000, 1, tsn === 119 ? DATA_END : 0));
  assert.deepEqual(
    events.messages.map(message => message.data.length),
    [18_020],
  );
});

test('no message is lost, however many overtake the one whose turn it is', () => {
  const { ctx, events } = context(10_000_000, DEFAULT_SCTP_OPTIONS.maxTsnDistance);
  const whole = DATA_BEGIN | DATA_END;
  const count = 33_000;
  // The first is lost; what was not acknowledged is sent again behind it.
  for (let i = 1; i < count; i++) feed(ctx, data(100 + i, 1, 1, whole, i));
  for (let i = 0; i < count; i++) feed(ctx, data(100 + i, 1, 1, whole, i));
  assert.equal(ctx.tracker.cumulative, count - 1);
  assert.equal(events.messages.length, count);
});

test('a shut window lets nothing new in beyond the highest TSN', () => {
  const { ctx } = context(1000);
  feed(ctx, data(100, 1200));
  feed(ctx, data(101, 20));
  assert.equal(ctx.tracker.cumulative, 0);
  assert.equal(ctx.counters.drops.count('window-full'), 1);
});

test('DATA without data, and a message too large, end the association', () => {
  const first = context();
  assert.ok(!feed(first.ctx, data(100, 0)));
  assert.equal(first.events.error?.code, 'no-user-data');
  const second = context(100_000);
  assert.ok(!feed(second.ctx, data(100, 50_001)));
  assert.equal(second.events.error?.code, 'message-too-large');
});

test('FORWARD TSN moves on, however far, and never back', () => {
  const { ctx, events } = context();
  for (const [newCumulativeTsn, cumulative] of [
    [105, 5],
    [200_000, 199_900],
    [105, 199_900],
  ] as const) {
    const chunk = writeForwardTsn({ newCumulativeTsn, skipped: [] });
    receiveForwardTsn(ctx, chunk, 0, chunk.length);
    assert.equal(ctx.tracker.cumulative, cumulative);
  }
  assert.ok(feed(ctx, data(200_001, 20)));
  assert.equal(events.messages.length, 1);
});
