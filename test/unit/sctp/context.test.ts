/** Limits on what waits for the flush, and the end. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SILENT } from '../../../src/base/log.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import { AssociationContext, windowUpdateDue } from '../../../src/sctp/context.ts';
import { DEFAULT_SCTP_OPTIONS } from '../../../src/sctp/index.ts';
import { allocate } from '../../sim/allocate.ts';
import { Recorder } from './pair.ts';

function context(): { ctx: AssociationContext; events: Recorder } {
  const events = new Recorder();
  const env = { random: new SeededRandom(1), hmac: (key: Uint8Array) => key, allocate, log: SILENT };
  return { ctx: new AssociationContext(DEFAULT_SCTP_OPTIONS, events, env), events };
}

test('neither control chunks nor replies pile up', () => {
  const { ctx } = context();
  for (let i = 0; i < 100; i++) {
    ctx.queueControl(new Uint8Array(4));
    ctx.queuePacket(1, new Uint8Array(4));
  }
  assert.deepEqual([ctx.control.length, ctx.replies.length], [32, 32]);
  assert.equal(ctx.drop === undefined, false);
  assert.equal(ctx.counters.drops.count('control-queue-full'), 136);
});

test('a control chunk that no packet can carry is refused', () => {
  const { ctx } = context();
  assert.equal(ctx.queueControl(new Uint8Array(1300)), false);
});

test('the end is told once', () => {
  const { ctx, events } = context();
  ctx.end(undefined, true);
  ctx.end(undefined, true);
  ctx.abortWith(new Uint8Array(0), undefined);
  assert.deepEqual(events.log, ['closed']);
});

test('a window update is due once a quarter of the window came back', () => {
  const { ctx } = context();
  ctx.advertisedRwnd = ctx.rwnd - (ctx.options.receiveWindow >>> 2) - 1;
  assert.ok(windowUpdateDue(ctx));
  ctx.advertisedRwnd = ctx.rwnd - 1000;
  assert.ok(!windowUpdateDue(ctx));
});

test('before the peer is known and after the end nothing arrived, and what is consumed late changes nothing', () => {
  const { ctx } = context();
  const other = context().ctx;
  const peer = {
    tag: 1,
    initialTsn: 7,
    rwnd: 1e6,
    outboundStreams: 8,
    inboundStreams: 8,
    extensions: ctx.options.extensions,
  };
  for (const step of ['before', 'after']) {
    ctx.reassembly.consumed(1000);
    ctx.tracker.packetEnded(0, 20);
    assert.deepEqual([ctx.rwnd, ctx.tracker.sackPending, ctx.tracker.cumulative], [ctx.window.size, false, -1], step);
    if (step === 'after') break;
    ctx.setPeer(peer);
    ctx.tracker.accept(ctx.tracker.observe(7));
    assert.equal(ctx.tracker.cumulative, 0);
    assert.equal(other.tracker.cumulative, -1);
    ctx.end(undefined, false);
  }
});
