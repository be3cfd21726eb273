/** Loss found by packets and by time, T3-rtx, partial reliability, the peer's window. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readU32 } from '../../../../src/base/be.ts';
import { ChunkType } from '../../../../src/sctp/packet/packet.ts';
import { bytes, chunkTypes, type End, INTERLEAVED, Pair, RELIABLE, UNORDERED } from '../pair.ts';

/** Drops the packets of `a` with DATA whose ordinal is listed. */
function dropData(pair: Pair, ...ordinals: number[]): void {
  let count = 0;
  pair.filter = (packet, from) => from !== pair.a || packet[12] !== 0 || !ordinals.includes(count++);
}

test('a lost packet is sent again once three later ones are acknowledged, without a timeout', () => {
  const pair = Pair.connected({ link: { delay: 50 } });
  dropData(pair, 1);
  pair.a.association.send(1, 53, bytes(9000), RELIABLE, pair.now);
  const start = pair.now;
  assert.ok(pair.runUntil(() => pair.b.events.messages.length === 1));
  assert.ok(pair.now - start <= 151);
  const { retransmissionTimeouts, retransmissions } = pair.a.association.counters;
  assert.deepEqual([retransmissionTimeouts, retransmissions], [0, 1]);
});

test('a loss with only one packet behind it is found by time', () => {
  const pair = Pair.connected({ link: { delay: 50 } });
  dropData(pair, 0);
  pair.a.association.send(1, 53, bytes(2000), RELIABLE, pair.now);
  assert.ok(pair.runUntil(() => pair.b.events.messages.length === 1));
  assert.equal(pair.a.association.counters.retransmissionTimeouts, 0);
});

test('a retransmission that is lost too is found without a timeout while other data moves', () => {
  const pair = Pair.connected({ link: { delay: 50 } });
  dropData(pair, 0, 10);
  pair.a.association.send(1, 53, bytes(60_000), RELIABLE, pair.now);
  assert.ok(pair.runUntil(() => pair.b.events.messages.length === 1));
  assert.equal(pair.a.association.counters.retransmissionTimeouts, 0);
});

test('the last packet of all is recovered by T3-rtx', () => {
  const pair = Pair.connected();
  dropData(pair, 0);
  pair.a.association.send(1, 53, bytes(10), RELIABLE, pair.now);
  const start = pair.now;
  assert.ok(pair.runUntil(() => pair.b.events.messages.length === 1));
  assert.equal(pair.a.association.counters.retransmissionTimeouts, 1);
  assert.ok(pair.now - start <= 502);
});

test('a first flight that is lost whole leaves a small window', () => {
  const pair = Pair.connected({ a: { congestionControl: 'cubic' }, link: { delay: 50 } });
  const { association } = pair.a;
  const before = association.cwnd;
  dropData(pair, 0, 1, 2, 3, 4, 5, 6, 7, 8);
  association.send(1, 53, bytes(10_000), RELIABLE, pair.now);
  assert.ok(pair.runUntil(() => pair.b.events.messages.length === 1));
  pair.settle();
  assert.equal(association.counters.retransmissionTimeouts, 1);
  assert.ok(association.cwnd < before, `${association.cwnd} of ${before}`);
});

test('maxRetransmits 0 sends once, and what follows is not held up', () => {
  const pair = Pair.connected();
  dropData(pair, 0);
  pair.a.association.send(1, 51, bytes(3000, 1), { ordered: true, maxRetransmits: 0 }, pair.now);
  pair.a.association.send(1, 51, bytes(10, 2), { ordered: true, maxRetransmits: 0 }, pair.now);
  pair.settle();
  assert.deepEqual(
    pair.b.events.messages.map(({ data }) => data.length),
    [10],
  );
  const { messagesAbandoned, retransmissions } = pair.a.association.counters;
  assert.deepEqual([messagesAbandoned, retransmissions], [1, 0]);
});

test('a FORWARD TSN that is lost is sent again, though other data is acknowledged all the time', () => {
  const pair = Pair.connected({ link: { delay: 20 } });
  let packets = 0;
  let forwards = 0;
  pair.filter = (packet, from) => {
    if (from !== pair.a) return true;
    if (packet[12] === 192) return ++forwards !== 1;
    return ++packets !== 10;
  };
  for (let i = 0; i < 400; i++) {
    pair.a.association.send(1, 51, bytes(100), { ordered: true, maxRetransmits: 0 }, pair.now);
    pair.run(5);
  }
  assert.equal(pair.a.association.counters.retransmissionTimeouts, 0);
  // Not those in the two packets that were lost, and those still on their way.
  assert.ok(pair.b.events.messages.length >= 390, `${pair.b.events.messages.length} messages`);
  assert.ok(forwards <= 4, `${forwards} FORWARD TSNs`);
});

test('no more chunks are under way than a peer can acknowledge, however short they are', () => {
  for (const mode of [INTERLEAVED, {}]) {
    const pair = Pair.connected({
      a: { ...mode, initialWindowPackets: 4000 },
      b: { ...mode, receiveWindow: 8 * 1024 * 1024 },
      link: { delay: 50 },
    });
    let dropped = false;
    pair.filter = (packet, from) => {
      // DATA or I-DATA.
      if (from !== pair.a || (packet[12] !== 0 && packet[12] !== 64) || dropped) return true;
      dropped = true;
      return false;
    };
    const count = 70_000;
    for (let i = 0; i < count; i++) {
      pair.a.association.send(1, 51, bytes(1), { ordered: false, maxRetransmits: 0 }, pair.now);
    }
    pair.settle(20_000);
    const { messagesAbandoned } = pair.a.association.counters;
    assert.equal(pair.b.association.counters.drops.total, 0);
    assert.ok(messagesAbandoned > 0 && messagesAbandoned < 100);
    assert.equal(pair.b.events.messages.length, count - messagesAbandoned);
  }
});

test('maxRetransmits 1 tries twice', () => {
  const pair = Pair.connected();
  dropData(pair, 0, 1);
  pair.a.association.send(1, 51, bytes(10), { ordered: false, maxRetransmits: 1 }, pair.now);
  pair.settle(20_000);
  assert.deepEqual([pair.b.events.messages.length, pair.a.association.counters.retransmissions], [0, 1]);
  pair.a.association.send(1, 51, bytes(10), UNORDERED, pair.now);
  pair.settle();
  assert.equal(pair.b.events.messages.length, 1);
});

test('a FORWARD TSN that is lost is sent again while other data moves', () => {
  const pair = Pair.connected({ link: { delay: 20 } });
  let data = 0;
  let forwards = 0;
  pair.filter = (packet, from) => {
    if (from !== pair.a) return true;
    const types = chunkTypes(packet);
    if (types.includes(ChunkType.forwardTsn) && forwards++ === 0) return false;
    return !types.includes(ChunkType.data) || data++ !== 5;
  };
  for (let i = 0; i < 100; i++) {
    pair.a.association.send(1, 51, bytes(100, i), { ordered: true, maxRetransmits: 0 }, pair.now);
    pair.run(20);
  }
  pair.run(100);
  assert.equal(pair.a.association.counters.retransmissionTimeouts, 0);
  assert.ok(forwards >= 2);
  // What was lost itself, and what may have shared the packet of the first FORWARD TSN.
  assert.ok(pair.b.events.messages.length >= 98);
});

test('what a probe of the tail left out of its packet is found lost while other data moves', () => {
  const pair = Pair.connected({ link: { delay: 50 } });
  const once = { ordered: true, maxRetransmits: 0 } as const;
  pair.a.association.send(2, 51, bytes(10), RELIABLE, pair.now);
  pair.settle();
  dropData(pair, 0);
  // One packet, in this order; the probe sends again what may be.
  pair.a.association.send(1, 51, bytes(20), once, pair.now);
  pair.a.association.send(2, 51, bytes(30), RELIABLE, pair.now);
  pair.run(210);
  assert.equal(pair.a.association.counters.retransmissions, 1);
  for (let i = 0; i < 50; i++) {
    pair.a.association.send(1, 51, bytes(100), once, pair.now);
    pair.run(30);
  }
  assert.equal(pair.a.association.counters.retransmissionTimeouts, 0);
  assert.equal(pair.a.association.counters.messagesAbandoned, 1);
  assert.ok(pair.b.events.messages.length > 45);
});

test('a message outlives its lifetime neither unsent nor half sent', () => {
  const pair = Pair.connected({ link: { delay: 100 } });
  // Far more than the first window: the second message waits, the first is cut in the middle.
  pair.a.association.send(1, 53, bytes(100_000), { ordered: true, maxPacketLifeTime: 50 }, pair.now);
  pair.a.association.send(1, 53, bytes(100_000), { ordered: true, maxPacketLifeTime: 50 }, pair.now);
  pair.settle();
  assert.equal(pair.b.events.messages.length, 0);
  assert.equal(pair.a.association.totalBufferedAmount, 0);
  assert.equal(pair.a.association.counters.messagesAbandoned, 2);
  pair.a.association.send(1, 53, bytes(5000), RELIABLE, pair.now);
  pair.settle();
  assert.equal(pair.b.events.messages.length, 1);
  assert.equal(pair.b.association.waitingBytes, 0);
});

/** All that leaves now; nobody asks again before something happens. */
function drain(end: End, now: number): Uint8Array[] {
  const packets: Uint8Array[] = [];
  for (;;) {
    const packet = end.association.pollTransmit(now);
    if (packet === undefined) break;
    packets.push(packet);
  }
  assert.equal(end.association.pollTransmit(now), undefined);
  return packets;
}

/** What `a` sends now is answered 200 ms later: types of the chunks that leave then. */
function afterRoundTrip(pair: Pair, now: number): number[] {
  for (const packet of drain(pair.a, now)) pair.b.association.receive(packet, now + 100);
  for (const packet of drain(pair.b, now + 100)) pair.a.association.receive(packet, now + 200);
  return drain(pair.a, now + 200).flatMap(chunkTypes);
}

test('what waits behind a message leaves when that has outlived its time', () => {
  const brief = { ordered: true, maxPacketLifeTime: 50 } as const;
  for (const type of [ChunkType.reConfig, ChunkType.shutdown]) {
    const pair = Pair.connected();
    const { association } = pair.a;
    // The first window, whole.
    association.send(1, 53, bytes(11_320), RELIABLE, pair.now);
    association.send(2, 53, bytes(5000), brief, pair.now);
    if (type === ChunkType.reConfig) association.resetStreams([2], pair.now);
    else association.shutdown(pair.now);
    assert.deepEqual(afterRoundTrip(pair, pair.now), [type]);
  }
});

test('the peer hears at once of a message that was given up half sent', () => {
  const pair = Pair.connected();
  pair.a.association.send(1, 53, bytes(100_000), { ordered: true, maxPacketLifeTime: 150 }, pair.now);
  assert.deepEqual(afterRoundTrip(pair, pair.now), [ChunkType.forwardTsn]);
});

test('the peer hears at once of a message that was given up before it could be sent again', () => {
  const pair = Pair.connected();
  const { association } = pair.a;
  association.send(1, 53, bytes(5000), { ordered: true, maxPacketLifeTime: 600 }, pair.now);
  drain(pair.a, pair.now);
  const timeout = association.nextTimeout();
  association.handleTimeout(timeout);
  assert.equal(association.counters.retransmissionTimeouts, 1);
  assert.deepEqual(afterRoundTrip(pair, timeout), [ChunkType.forwardTsn]);
});

test('a lifetime that is kept loses nothing', () => {
  const pair = Pair.connected({ link: { delay: 5 } });
  pair.a.association.send(1, 53, bytes(50_000), { ordered: true, maxPacketLifeTime: 10_000 }, pair.now);
  pair.settle();
  assert.equal(pair.b.events.messages.length, 1);
});

test('a SACK for what was never sent is dropped', () => {
  const pair = Pair.connected();
  pair.b.keep = true;
  pair.a.association.send(1, 53, bytes(10), RELIABLE, pair.now);
  pair.settle();
  assert.ok(pair.b.sent.some(packet => packet[12] === 3 && readU32(packet, 16) > 0));
  assert.equal(pair.a.association.counters.drops.total, 0);
});

test('the window of a peer that does not read shuts, is probed, and opens again', () => {
  const pair = Pair.connected({ b: { receiveWindow: 65_536 } });
  pair.b.reads = false;
  for (let i = 0; i < 40; i++) pair.a.association.send(1, 53, bytes(10_000, i), RELIABLE, pair.now);
  pair.run(200_000);
  assert.equal(pair.a.association.state, 'established');
  assert.ok(pair.b.events.messages.length < 10);
  assert.ok(pair.b.association.waitingBytes <= 2 * 65_536);
  assert.ok(pair.a.association.peerReceiveWindow < 12_000);
  pair.b.reads = true;
  const start = pair.now;
  assert.ok(pair.runUntil(() => pair.b.events.messages.length === 40));
  assert.ok(pair.now - start < 1000);
});

test('a peer that falls silent while its window is shut is given up, too', () => {
  const pair = Pair.connected({ b: { receiveWindow: 65_536 } });
  pair.b.reads = false;
  for (let i = 0; i < 40; i++) pair.a.association.send(1, 53, bytes(10_000, i), RELIABLE, pair.now);
  pair.run(10_000);
  assert.ok(pair.a.association.peerReceiveWindow < 12_000);
  pair.filter = () => false;
  assert.ok(pair.runUntil(() => pair.a.events.isClosed, 200_000));
  assert.equal(pair.a.events.error?.code, 'retransmission-limit');
});

test('a message larger than the window of its receiver gets through', () => {
  const pair = Pair.connected({ b: { receiveWindow: 50_000 }, link: { loss: 0.02, delay: 5 } });
  pair.a.association.send(1, 53, bytes(3_000_000), RELIABLE, pair.now);
  assert.ok(pair.runUntil(() => pair.b.events.messages.length === 1, 600_000));
  assert.deepEqual(pair.b.events.messages[0]?.data, bytes(3_000_000));
});
