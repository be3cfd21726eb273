/** Path MTU discovery in a whole association: who is asked for what, growth, shrinking, black holes, large fragments. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SctpOptions, SctpPath } from '../../../src/sctp/index.ts';
import { DEFAULT_SCTP_OPTIONS } from '../../../src/sctp/index.ts';
import { ChunkType } from '../../../src/sctp/packet/packet.ts';
import { bytes, type LinkOptions, Pair, RELIABLE } from './pair.ts';

const JUMBO: SctpPath = { ceiling: 8935, overhead: 65, local: false };
const WITHOUT_PAD: Partial<SctpOptions> = {
  extensions: { ...DEFAULT_SCTP_OPTIONS.extensions, interleaving: false, pad: false },
};

function connected(path: SctpPath, link: LinkOptions = {}, b: Partial<SctpOptions> = {}): Pair {
  const pair = new Pair({ b, link });
  for (const end of [pair.a, pair.b]) {
    end.keep = true;
    end.association.pathChanged(path, pair.now);
    end.association.connect(pair.now);
  }
  assert.ok(pair.runUntil(() => [pair.a, pair.b].every(end => end.events.log.length > 0)));
  return pair;
}

/** The same, and each end has a message that is more than a packet. */
function searching(path: SctpPath, link: LinkOptions = {}, b: Partial<SctpOptions> = {}): Pair {
  const pair = connected(path, link, b);
  for (const end of [pair.a, pair.b]) end.association.send(9, 51, bytes(2000), RELIABLE, pair.now);
  return pair;
}

function largest(packets: readonly Uint8Array[]): number {
  return Math.max(...packets.map(packet => packet.length));
}

test('nothing is asked until more is to be sent than a packet holds', () => {
  const pair = connected(JUMBO);
  pair.a.association.send(1, 51, bytes(1000), RELIABLE, pair.now);
  pair.run(5000);
  assert.deepEqual([pair.a.association.mtu, largest(pair.a.sent) < 1160], [1160, true]);
  pair.a.association.send(1, 51, bytes(2000), RELIABLE, pair.now);
  pair.run(50);
  assert.deepEqual([pair.a.association.mtu, pair.b.association.mtu], [8932, 1160]);
});

test('a path that is told of before the cookie is answered is asked about afterwards', () => {
  const pair = new Pair();
  const { association } = pair.a;
  association.send(1, 51, bytes(5000), RELIABLE, pair.now);
  association.connect(pair.now);
  pair.filter = packet => packet[12] !== ChunkType.cookieEcho;
  assert.ok(pair.runUntil(() => association.state === 'cookie-echoed'));
  association.pathChanged(JUMBO, pair.now);
  assert.equal(association.pollTransmit(pair.now), undefined);
  pair.filter = undefined;
  pair.run(3000);
  assert.deepEqual([association.state, association.mtu], ['established', 8932]);
});

test('both ends find what the path carries, and messages leave in packets of that size', () => {
  const pair = searching(JUMBO);
  pair.run(50);
  assert.deepEqual([pair.a.association.mtu, pair.b.association.mtu], [8932, 8932]);
  pair.a.sent.length = 0;
  pair.a.association.send(1, 51, bytes(400_000), RELIABLE, pair.now);
  pair.settle();
  assert.equal(largest(pair.a.sent), 8932);
  assert.ok(pair.a.sentPackets < 100);
  assert.deepEqual(pair.b.events.messages[1]?.data, bytes(400_000));
});

test('a peer that does not list PAD is asked for no more than Ethernet carries, and answers', () => {
  const pair = searching(JUMBO, {}, WITHOUT_PAD);
  pair.run(5000);
  assert.equal(largest(pair.a.sent), 1472);
  assert.equal(pair.a.association.mtu, 1472);
  // It may not know the chunk: a probe is a HEARTBEAT and nothing else.
  const probes = pair.a.sent.filter(packet => packet[12] === ChunkType.heartbeat);
  assert.ok(probes.length >= 2);
  for (const probe of probes) assert.equal((((probe[14] as number) << 8) | (probe[15] as number)) + 12, probe.length);
});

test('probes that are lost touch neither cwnd nor the association', () => {
  const pair = searching(JUMBO, { mtu: 1200 });
  pair.run(50);
  const { cwnd } = pair.a.association;
  pair.run(30_000);
  assert.deepEqual([pair.a.association.mtu, pair.a.association.cwnd], [1160, cwnd]);
  assert.equal(pair.a.association.state, 'established');
  assert.equal(pair.a.association.counters.retransmissions, 0);
  pair.a.association.send(1, 51, bytes(50_000), RELIABLE, pair.now);
  pair.settle();
  assert.equal(pair.b.events.messages.length, 2);
});

test('a probe carries its checksum though packets with data carry none', () => {
  const pair = searching(JUMBO);
  pair.a.association.send(1, 51, bytes(10), RELIABLE, pair.now);
  pair.run(50);
  const sums = pair.a.sent.map(packet => [packet[12], packet.subarray(8, 12).some(each => each !== 0)] as const);
  assert.ok(sums.some(([type]) => type === ChunkType.heartbeat) && sums.some(([type]) => type === ChunkType.data));
  for (const [type, summed] of sums) {
    if (type === ChunkType.heartbeat) assert.ok(summed);
    if (type === ChunkType.data) assert.ok(!summed);
  }
});

test('a path that narrows in mid-transfer delivers all, and the smaller size is found', () => {
  for (const mtu of [1420, 1200]) {
    const pair = searching(JUMBO, { delay: 10 });
    pair.run(100);
    assert.equal(pair.a.association.mtu, 8932);
    for (let i = 0; i < 60; i++) pair.a.association.send(i % 3, 51, bytes(50_000, i), RELIABLE, pair.now);
    pair.run(60);
    pair.link = { delay: 10, mtu };
    assert.ok(
      pair.runUntil(() => pair.b.events.messages.length === 61, 30_000),
      `${mtu}`,
    );
    pair.run(30_000);
    assert.equal(pair.a.association.mtu, mtu === 1420 ? (1472 - 65) & ~3 : 1160);
  }
});

test('a peer that does not read tells nothing of the path', () => {
  const pair = searching(JUMBO, { delay: 10 }, { receiveWindow: 20_000, maxReceiveWindow: 20_000 });
  pair.run(100);
  pair.b.reads = false;
  for (let i = 0; i < 30; i++) pair.a.association.send(1, 51, bytes(10_000, i), RELIABLE, pair.now);
  let smallest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3000; i++) {
    pair.run(10);
    smallest = Math.min(smallest, pair.a.association.mtu);
  }
  assert.ok(pair.a.association.counters.retransmissionTimeouts > 3, 'the window is probed');
  assert.equal(smallest, 8932);
});

test('a path that narrows while the window of the peer is shut is found out', () => {
  const pair = searching(JUMBO, { delay: 10 }, { receiveWindow: 20_000, maxReceiveWindow: 20_000 });
  pair.run(100);
  pair.b.reads = false;
  for (let i = 0; i < 30; i++) pair.a.association.send(1, 51, bytes(10_000, i), RELIABLE, pair.now);
  pair.run(5000);
  pair.link = { delay: 10, mtu: 1200 };
  pair.run(5000);
  pair.b.reads = true;
  assert.ok(pair.runUntil(() => pair.b.events.messages.length === 31));
});

test('a chat that goes on does not hide that the large packets are lost', () => {
  const pair = searching(JUMBO, { delay: 10 });
  pair.run(3000);
  pair.link = { delay: 10, mtu: 1250 };
  pair.a.association.send(1, 51, bytes(300_000), RELIABLE, pair.now);
  for (let i = 0; i < 300; i++) {
    pair.a.association.send(2, 51, bytes(20), { ordered: false }, pair.now);
    pair.run(20);
  }
  assert.ok(pair.b.events.messages.some(({ data }) => data.length === 300_000));
});

test('a path within the machine takes fragments as large as a packet; they survive a move to a narrow one', () => {
  const pair = searching({ ceiling: 65_000, overhead: 65, local: true });
  pair.run(50);
  assert.equal(pair.a.association.mtu, 16_384);
  for (let i = 0; i < 20; i++) pair.a.association.send(1, 51, bytes(16_000, i), RELIABLE, pair.now);
  const { now } = pair;
  pair.link = { loss: 1 };
  pair.flush();
  assert.ok(largest(pair.a.sent) > 16_000);
  pair.link = {};
  pair.a.association.pathChanged({ ceiling: 1435, overhead: 65, local: false }, now);
  pair.a.sent.length = 0;
  assert.ok(pair.runUntil(() => pair.b.events.messages.length === 21));
  assert.equal(pair.a.association.mtu, 1432);
  const oversized = pair.a.sent.filter(packet => packet.length > 1432);
  assert.ok(oversized.length > 0, 'what has its TSN is left to IP fragmentation');
  assert.ok(oversized.every(packet => packet[12] === ChunkType.data));
});

test('an answer from the path before does not count', () => {
  const pair = searching(JUMBO, { delay: 500 });
  pair.run(600);
  pair.a.association.pathChanged({ ...JUMBO, ceiling: 4000 }, pair.now);
  pair.a.association.send(9, 51, bytes(2000), RELIABLE, pair.now);
  pair.run(450);
  assert.equal(pair.a.association.mtu, 1160);
  pair.run(1200);
  assert.equal(pair.a.association.mtu, 4000);
});
