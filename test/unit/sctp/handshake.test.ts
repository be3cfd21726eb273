/** The handshake: one-sided, colliding, lossy, restarted, refused. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeU32 } from '../../../src/base/be.ts';
import { noExtensions } from '../../../src/sctp/packet/extensions.ts';
import { writeInit } from '../../../src/sctp/packet/init.ts';
import { PacketWriter } from '../../../src/sctp/packet/packet.ts';
import { bytes, End, Pair, RELIABLE } from './pair.ts';

function packetOf(tag: number, ...chunks: Uint8Array[]): Uint8Array {
  const writer = new PacketWriter();
  writer.begin(5000, 5000, tag, 1200);
  for (const chunk of chunks) writer.chunk(chunk);
  return writer.finish();
}

test('one side alone may connect', () => {
  const pair = new Pair();
  pair.a.association.connect(pair.now);
  pair.settle();
  assert.deepEqual([pair.a.events.log, pair.b.events.log], [['connected'], ['connected']]);
});

test('whatever is lost, both sides connect once, and data flows both ways', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const pair = new Pair({ seed, link: { loss: 0.4, delay: 20, jitter: 60, duplication: 0.3 } });
    pair.a.association.connect(pair.now);
    pair.run(seed % 3 === 0 ? 100 : 0);
    if (seed % 4 !== 0) pair.b.association.connect(pair.now);
    pair.a.association.send(0, 51, bytes(5, 1), RELIABLE, pair.now);
    pair.b.association.send(0, 51, bytes(5, 2), RELIABLE, pair.now);
    const done = (): boolean => pair.a.events.messages.length === 1 && pair.b.events.messages.length === 1;
    assert.ok(pair.runUntil(done, 120_000), `seed ${seed}`);
    assert.deepEqual([pair.a.events.log, pair.b.events.log], [['connected'], ['connected']], `seed ${seed}`);
  }
});

test('what is sent early leaves with the COOKIE ECHO, and nothing else before its answer', () => {
  const pair = new Pair({ link: { delay: 50 } });
  pair.a.keep = true;
  pair.a.association.connect(pair.now);
  for (const length of [5, 1000, 1000]) pair.a.association.send(3, 51, bytes(length), RELIABLE, pair.now);
  pair.run(149);
  assert.equal(pair.b.events.messages.length, 0);
  // INIT, INIT ACK, COOKIE ECHO: one and a half round trips.
  pair.run(2);
  assert.deepEqual(
    pair.b.events.messages.map(({ data }) => data.length),
    [5, 1000],
  );
  assert.deepEqual(
    pair.a.sent.map(packet => packet[12]),
    [1, 10],
  );
  pair.settle();
  assert.equal(pair.b.events.messages.length, 3);
  assert.equal(pair.a.association.counters.retransmissions, 0);
});

test('what was lost with a COOKIE ECHO goes with the next one', () => {
  const pair = new Pair({ link: { delay: 10 } });
  let lost = 0;
  pair.filter = packet => packet[12] !== 10 || ++lost > 2;
  pair.a.association.connect(pair.now);
  pair.a.association.send(3, 51, bytes(5), RELIABLE, pair.now);
  pair.settle(15_000);
  assert.equal(lost, 3);
  assert.deepEqual(
    pair.b.events.messages.map(({ data }) => data.length),
    [5],
  );
  assert.equal(pair.a.association.counters.retransmissions, 2);
});

test('a lost COOKIE ACK does no harm to what was acknowledged with it', () => {
  const pair = new Pair({ link: { delay: 10 } });
  let lost = 0;
  pair.filter = (packet, from) => from === pair.a || packet[12] !== 11 || ++lost > 1;
  pair.a.association.connect(pair.now);
  pair.a.association.send(3, 51, bytes(5), RELIABLE, pair.now);
  pair.settle(15_000);
  assert.equal(pair.b.events.messages.length, 1);
  assert.deepEqual([pair.a.events.log, pair.b.events.log], [['connected'], ['connected']]);
  pair.a.association.send(3, 51, bytes(6), RELIABLE, pair.now);
  pair.settle();
  assert.equal(pair.b.events.messages.length, 2);
});

test('a patient side lets the other one begin, and begins itself if that does not come', () => {
  for (const begins of [true, false]) {
    const pair = new Pair({ link: { delay: 1 } });
    pair.b.keep = true;
    pair.b.association.connect(pair.now, 5);
    if (begins) pair.a.association.connect(pair.now);
    pair.settle();
    assert.deepEqual([pair.a.events.log, pair.b.events.log], [['connected'], ['connected']]);
    assert.equal(
      pair.b.sent.some(packet => packet[12] === 1),
      !begins,
    );
  }
});

test('a patient side begins if the INIT that it answered leads to nothing', () => {
  const pair = new Pair({ link: { delay: 1 } });
  // Neither an INIT ACK nor a COOKIE of the peer's ever arrives.
  pair.filter = (packet, from) => (from === pair.a ? packet[12] !== 10 : packet[12] !== 2);
  pair.b.association.connect(pair.now, 5);
  pair.a.association.connect(pair.now);
  pair.settle(15_000);
  assert.deepEqual([pair.a.association.state, pair.b.association.state], ['established', 'established']);
});

test('to a peer that stumbles over a parameter, INIT and INIT ACK leave it out the second time', () => {
  // RFC 9653 §4: Zero Checksum Acceptable, the last parameter of an INIT.
  const hasZeroChecksum = (packet: Uint8Array): boolean => Buffer.from(packet).includes(Buffer.from([0x80, 1, 0, 8]));
  for (const [initiator, stumbler] of [
    ['a', 'b'],
    ['b', 'b'],
  ] as const) {
    const pair = new Pair({ link: { delay: 1 } });
    pair.filter = (packet, from) => from === pair[stumbler] || !hasZeroChecksum(packet);
    pair[initiator].association.connect(pair.now);
    pair.settle(15_000);
    assert.deepEqual([pair.a.association.state, pair.b.association.state], ['established', 'established']);
    assert.ok(pair.now < 5000);
  }
});

test('a patient side that answered such a peer leaves it out of its own INIT', () => {
  const pair = new Pair({ link: { delay: 1 } });
  pair.filter = (packet, from) => from === pair.a || !Buffer.from(packet).includes(Buffer.from([0x80, 1, 0, 8]));
  pair.b.association.connect(pair.now, 5);
  pair.a.association.connect(pair.now);
  // Before either side has sent anything a third time.
  pair.run(600);
  assert.deepEqual([pair.a.events.log, pair.b.events.log], [['connected'], ['connected']]);
});

test('a peer that never answers ends the attempt in bounded time', () => {
  const pair = new Pair({ link: { loss: 1 } });
  pair.a.association.connect(pair.now);
  pair.run(120_000);
  assert.deepEqual(pair.a.events.log, ['closed handshake-timeout']);
  assert.equal(pair.a.association.nextTimeout(), Number.POSITIVE_INFINITY);
});

test('a peer that starts anew restarts the association, and its data is a new beginning', () => {
  const pair = Pair.connected();
  pair.a.association.send(1, 51, bytes(5), RELIABLE, pair.now);
  pair.settle();
  const fresh = new End(999, {}, undefined);
  (pair as { b: End }).b = fresh;
  fresh.association.connect(pair.now);
  pair.settle();
  assert.deepEqual(pair.a.events.log, ['connected', 'restarted']);
  assert.deepEqual(fresh.events.log, ['connected']);
  pair.a.association.send(1, 51, bytes(7), RELIABLE, pair.now);
  fresh.association.send(1, 51, bytes(8), RELIABLE, pair.now);
  pair.settle();
  assert.equal(fresh.events.messages[0]?.data.length, 7);
  assert.equal(pair.a.events.messages[0]?.data.length, 8);
});

test('an INIT in mid-association changes nothing until its cookie comes back', () => {
  const pair = Pair.connected();
  const init = {
    initiateTag: 5,
    aRwnd: 1500,
    outboundStreams: 1,
    inboundStreams: 1,
    initialTsn: 1,
    extensions: noExtensions(),
  };
  pair.a.association.receive(packetOf(0, writeInit(init)), pair.now);
  assert.equal(pair.a.association.pollTransmit(pair.now)?.[12], 2);
  pair.a.association.send(9, 51, bytes(5), RELIABLE, pair.now);
  pair.settle();
  assert.equal(pair.b.events.messages.length, 1);
});

test('an INIT without streams is answered with an ABORT under its tag', () => {
  const { association } = new End(1, {}, undefined);
  const init = {
    initiateTag: 5,
    aRwnd: 1500,
    outboundStreams: 0,
    inboundStreams: 1,
    initialTsn: 1,
    extensions: noExtensions(),
  };
  association.receive(packetOf(0, writeInit(init)), 0);
  const answer = association.pollTransmit(0);
  assert.deepEqual([answer?.[12], answer?.[7]], [6, 5]);
});

test('a forged cookie is dropped in silence', () => {
  const { association } = new End(1, {}, undefined);
  const chunk = new Uint8Array(75);
  writeU32(chunk, 0, 0x0a00_004b);
  association.receive(packetOf(77, chunk), 0);
  assert.equal(association.pollTransmit(0), undefined);
  assert.equal(association.counters.drops.count('bad-cookie'), 1);
});

test('a stale cookie is refused, and the peer asks for a new one', () => {
  const pair = new Pair({ b: { cookieLifetime: 100 }, link: { delay: 10 } });
  let held: Uint8Array | undefined;
  pair.filter = (packet, from) => {
    if (from !== pair.a || packet[12] !== 10 || held !== undefined) return true;
    held = packet;
    return false;
  };
  pair.a.association.connect(pair.now);
  pair.settle(15_000);
  assert.equal(pair.a.association.state, 'established');
  assert.ok(pair.b.association.counters.drops.count('stale-cookie') >= 1);
});

test('streams are the lesser of what one offers and the other takes', () => {
  const pair = Pair.connected({
    a: { outboundStreams: 100, inboundStreams: 7 },
    b: { outboundStreams: 9, inboundStreams: 50 },
  });
  assert.deepEqual([pair.a.association.outboundStreams, pair.a.association.inboundStreams], [50, 7]);
  assert.deepEqual([pair.b.association.outboundStreams, pair.b.association.inboundStreams], [7, 50]);
  assert.equal(pair.a.association.send(50, 51, bytes(1), RELIABLE, pair.now), false);
});
