/** The association as a whole: connect, messages both ways, windows, loss, limits. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssertionError } from '../../../src/base/assert.ts';
import { readU32, writeU16, writeU32 } from '../../../src/base/be.ts';
import { DEFAULT_SCTP_OPTIONS } from '../../../src/sctp/index.ts';
import { writeChunk } from '../../../src/sctp/packet/control.ts';
import { PacketWriter } from '../../../src/sctp/packet/packet.ts';
import { bytes, chunkTypes, INTERLEAVED, type LinkOptions, Pair, RELIABLE, UNORDERED } from './pair.ts';

test('both sides connect at once and make one association', () => {
  const pair = Pair.connected();
  assert.equal(pair.a.association.state, 'established');
  assert.equal(pair.b.association.state, 'established');
  assert.deepEqual(pair.a.events.log, ['connected']);
  assert.deepEqual(pair.b.events.log, ['connected']);
});

test('messages of all sizes arrive whole, in order, with their stream and PPID', () => {
  const pair = Pair.connected();
  const sizes = [1, 2, 3, 100, 1132, 1133, 16_384, 262_144];
  for (const [i, size] of sizes.entries()) pair.a.association.send(i, 50 + i, bytes(size, i), RELIABLE, pair.now);
  pair.settle();
  assert.equal(pair.b.events.messages.length, sizes.length);
  const sorted = pair.b.events.messages.sort((x, y) => x.streamId - y.streamId);
  for (const [i, message] of sorted.entries()) {
    assert.equal(message.ppid, 50 + i);
    assert.deepEqual(message.data, bytes(sizes[i] as number, i));
  }
});

/** Seconds of virtual time for ten megabytes, and packets sent. */
function transfer(link: LinkOptions): { seconds: number; packets: number; timeouts: number } {
  const pair = Pair.connected({ link });
  const total = 10 * 1024 * 1024;
  let received = 0;
  pair.b.events.onMessage = ({ data }) => {
    received += data.length;
  };
  const start = pair.now;
  for (let sent = 0; sent < total; sent += 65_536) {
    pair.a.association.send(1, 53, bytes(65_536, sent), RELIABLE, pair.now);
  }
  assert.ok(pair.runUntil(() => received === total, 7_200_000));
  const { retransmissionTimeouts } = pair.a.association.counters;
  return { seconds: (pair.now - start) / 1000, packets: pair.a.sentPackets, timeouts: retransmissionTimeouts };
}

test('ten megabytes pass a link with 10 % loss and 200 ms delay, with little more sent than was lost', () => {
  const { seconds, packets, timeouts } = transfer({ loss: 0.1, delay: 200, jitter: 10, duplication: 0.01 });
  assert.ok(seconds < 900 && packets < 11_500 && timeouts < 40, `${seconds} s, ${packets}, ${timeouts}`);
});

test('a link of 10 Mbit/s is filled', () => {
  const { seconds } = transfer({ delay: 20, rate: 1250, queue: 60_000 });
  assert.ok(seconds < 9.5, `${seconds} s`);
});

test('a link that reorders is not mistaken for one that loses', () => {
  const { packets } = transfer({ delay: 50, jitter: 50 });
  assert.ok(packets < 9600, `${packets}`);
});

test('unordered messages overtake a lost one', () => {
  const pair = Pair.connected();
  let first = true;
  pair.filter = (_packet, from) => {
    if (from !== pair.a || !first) return true;
    first = false;
    return false;
  };
  pair.a.association.send(1, 53, bytes(1100, 1), UNORDERED, pair.now);
  pair.a.association.send(1, 53, bytes(1100, 2), UNORDERED, pair.now);
  pair.settle();
  assert.deepEqual(
    pair.b.events.messages.map(message => message.data[0]),
    [bytes(1, 2)[0], bytes(1, 1)[0]],
  );
});

/** A packet from `b` to `a` with chunks of the test's making, and the TSN that `a` expects next. */
function forge(pair: Pair, make: (nextTsn: number) => Uint8Array[]): Uint8Array {
  pair.b.keep = true;
  pair.b.association.send(0, 51, bytes(1), RELIABLE, pair.now);
  pair.settle();
  const packet = pair.b.sent.findLast(sent => sent[12] === 0) as Uint8Array;
  const writer = new PacketWriter();
  writer.begin(5000, 5000, readU32(packet, 4), 16_384);
  for (const chunk of make((readU32(packet, 16) + 1) >>> 0)) writer.chunk(chunk);
  return writer.finish();
}

function dataChunk(tsn: number, streamId: number, size: number, flags: number = 3): Uint8Array {
  const value = new Uint8Array(12 + size);
  writeU32(value, 0, tsn);
  writeU16(value, 4, streamId);
  return writeChunk(0, flags, value);
}

test('DATA on a stream that does not exist is acknowledged and reported', () => {
  const pair = Pair.connected({ a: { inboundStreams: 5 } });
  pair.a.association.receive(
    forge(pair, tsn => [dataChunk(tsn, 9, 4)]),
    pair.now,
  );
  assert.ok(chunkTypes(pair.a.association.pollTransmit(pair.now)).includes(9));
  assert.equal(pair.a.association.counters.drops.count('invalid-stream'), 1);
});

test('DATA without data aborts the association', () => {
  const pair = Pair.connected();
  pair.a.association.receive(
    forge(pair, tsn => [dataChunk(tsn, 0, 0)]),
    pair.now,
  );
  assert.equal(pair.a.events.error?.code, 'no-user-data');
  assert.deepEqual(chunkTypes(pair.a.association.pollTransmit(pair.now)), [6]);
});

test('a SACK that fills its packet leaves the FORWARD TSN to the next one', () => {
  const pair = Pair.connected();
  const { association } = pair.a;
  const gaps = forge(pair, tsn => Array.from({ length: 300 }, (_, i) => dataChunk((tsn + 1 + 2 * i) >>> 0, 0, 1)));
  pair.filter = () => false;
  association.send(1, 51, bytes(10), { ordered: true, maxRetransmits: 0 }, pair.now);
  pair.flush();
  while (association.counters.messagesAbandoned === 0) {
    pair.now = association.nextTimeout();
    association.handleTimeout(pair.now);
  }
  association.receive(gaps, pair.now);
  pair.a.keep = true;
  pair.a.sent.length = 0;
  pair.flush();
  assert.deepEqual(pair.a.sent.map(chunkTypes), [[3], [192]]);
  assert.ok(pair.a.sent.every(packet => packet.length <= association.mtu));
});

test('unknown chunks are skipped or end the packet, and are reported or not, by their two highest bits', () => {
  for (const [type, read, reported] of [
    [0xff, true, true],
    [0xbf, true, false],
    [0x7f, false, true],
    [0x3f, false, false],
  ] as const) {
    const pair = Pair.connected();
    const packet = forge(pair, tsn => [writeChunk(type, 0, bytes(3)), dataChunk(tsn, 7, 4)]);
    pair.a.events.messages.length = 0;
    pair.a.association.receive(packet, pair.now);
    assert.equal(pair.a.events.messages.length, read ? 1 : 0, `${type}`);
    assert.equal(chunkTypes(pair.a.association.pollTransmit(pair.now)).includes(9), reported, `${type}`);
  }
});

test('a message larger than announced aborts the association', () => {
  const pair = Pair.connected({ b: { maxMessageSize: 10_000 } });
  pair.a.association.send(1, 53, bytes(10_001), RELIABLE, pair.now);
  pair.settle();
  assert.equal(pair.b.events.error?.code, 'message-too-large');
  assert.equal(pair.a.events.error?.sctpCauseCode, 4);
});

test('fragments without an end on every stream hold no more than one message', () => {
  const pair = Pair.connected({ a: { receiveWindow: 20_000, maxMessageSize: 20_000 } });
  const next = { tsn: 0 };
  forge(pair, tsn => {
    next.tsn = tsn;
    return [];
  });
  for (let i = 0; i < 2000; i++) {
    // Beginnings only, in TSN order; then beginnings only, behind a gap.
    const tsn = (next.tsn + i + (i < 1000 ? 0 : 1)) >>> 0;
    pair.a.association.receive(sealedChunk(pair, dataChunk(tsn, i % 500, 1000, 2)), pair.now);
  }
  assert.ok(pair.a.association.waitingBytes < 3 * 20_000);
  assert.equal(pair.a.association.state, 'established');
});

function sealedChunk(pair: Pair, chunk: Uint8Array): Uint8Array {
  const packet = pair.b.sent.findLast(sent => sent[12] === 0) as Uint8Array;
  const writer = new PacketWriter();
  writer.begin(5000, 5000, readU32(packet, 4), 1400);
  writer.chunk(chunk);
  return writer.finish();
}

test('one SACK answers a burst', () => {
  const pair = Pair.connected({ link: { delay: 10 } });
  const before = pair.b.sentPackets;
  pair.a.association.send(1, 53, bytes(10_000), RELIABLE, pair.now);
  pair.settle();
  assert.equal(pair.b.sentPackets - before, 1);
});

test('four packets press for a SACK, which relieves, where the peer does not list PAD', () => {
  const { extensions } = DEFAULT_SCTP_OPTIONS;
  for (const pad of [false, true]) {
    const pair = Pair.connected({ b: { extensions: { ...extensions, pad } }, link: { delay: 10 } });
    const sender = pair.a.association;
    const receiver = pair.b.association;
    const pressed: boolean[] = [];
    for (let i = 0; i < 5; i++) {
      sender.send(1, 53, bytes(1_000), RELIABLE, pair.now);
      const packet = sender.pollTransmit(pair.now);
      assert.ok(packet);
      receiver.receive(packet, pair.now);
      pressed.push(receiver.pressing);
    }
    assert.deepEqual(pressed, pad ? [false, false, false, false, false] : [false, false, false, true, true]);
    assert.ok(receiver.pollTransmit(pair.now));
    assert.equal(receiver.pressing, false);
  }
});

test('in a quick conversation, an answer carries the SACK of its question', () => {
  const pair = Pair.connected({ link: { delay: 5 } });
  pair.b.events.onMessage = () => {};
  pair.a.association.send(1, 53, bytes(100), RELIABLE, pair.now);
  pair.run(12);
  const before = pair.b.sentPackets;
  pair.a.association.send(1, 53, bytes(100), RELIABLE, pair.now);
  pair.run(6);
  pair.b.association.send(1, 53, bytes(100), RELIABLE, pair.now);
  pair.settle();
  assert.equal(pair.b.sentPackets - before, 1);
});

test('a question after a pause asks for its SACK at once', () => {
  const pair = Pair.connected({ link: { delay: 5 }, b: { sackDelay: 200 } });
  pair.a.association.send(1, 53, bytes(100), RELIABLE, pair.now);
  pair.run(11);
  assert.equal(pair.a.association.counters.sacksReceived, 1);
});

test('small messages share packets', () => {
  const pair = Pair.connected();
  const before = pair.a.sentPackets;
  for (let i = 0; i < 100; i++) pair.a.association.send(1, 53, bytes(20), RELIABLE, pair.now);
  pair.flush();
  assert.ok(pair.a.sentPackets - before <= 4);
});

test('packets with a broken checksum, wrong ports, a wrong tag or nothing in them are dropped and counted', () => {
  const pair = Pair.connected();
  const packet = forge(pair, tsn => [dataChunk(tsn, 0, 4)]);
  const { association } = pair.a;
  association.receive(packet.subarray(0, 15), pair.now);
  const broken = packet.slice();
  broken[20] = (broken[20] as number) ^ 1;
  association.receive(broken, pair.now);
  const other = Pair.connected({ seed: 9 });
  association.receive(
    forge(other, tsn => [dataChunk(tsn, 0, 4)]),
    pair.now,
  );
  const { drops } = association.counters;
  assert.deepEqual([drops.count('short-packet'), drops.count('checksum'), drops.count('verification-tag')], [1, 1, 1]);
});

test('a sink that calls its association is a bug of ours, and says so', () => {
  const pair = Pair.connected();
  pair.b.events.onMessage = () => {
    pair.b.association.send(1, 53, bytes(1), RELIABLE, pair.now);
  };
  pair.a.association.send(1, 53, bytes(1), RELIABLE, pair.now);
  assert.throws(() => pair.settle(), AssertionError);
});

test('a T3-rtx that our own event loop held up waits for what arrived meanwhile', () => {
  const pair = Pair.connected({ link: { delay: 100 } });
  pair.a.association.send(1, 53, bytes(5000), RELIABLE, pair.now);
  pair.flush();
  const { association } = pair.a;
  association.handleTimeout(pair.now + 3000);
  assert.equal(association.counters.retransmissionTimeouts, 0);
  association.handleTimeout(pair.now + 3011);
  assert.equal(association.counters.retransmissionTimeouts, 1);
});

test('each time that our own event loop is held up, T3-rtx waits for what arrived meanwhile', () => {
  const pair = Pair.connected({ link: { delay: 400 } });
  const { association } = pair.a;
  for (let i = 0; i < 3; i++) {
    // Until the round trip varies so little that the RTO comes before a probe of the tail.
    for (let n = 0; n < 30; n++) {
      association.send(1, 53, bytes(100), RELIABLE, pair.now);
      pair.settle();
    }
    const { retransmissionTimeouts } = association.counters;
    association.send(1, 53, bytes(100), RELIABLE, pair.now);
    pair.b.association.receive(association.pollTransmit(pair.now) as Uint8Array, pair.now + 400);
    const answer = pair.b.association.pollTransmit(pair.now + 400) as Uint8Array;
    pair.now += 3000;
    association.handleTimeout(pair.now);
    association.receive(answer, pair.now);
    pair.settle();
    assert.equal(association.counters.retransmissionTimeouts, retransmissionTimeouts);
  }
  assert.equal(pair.b.events.messages.length, 93);
});

test('a path that comes back in the last moment saves the association', () => {
  const pair = Pair.connected();
  const { association } = pair.a;
  const { counters } = association;
  association.send(1, 53, bytes(10), RELIABLE, pair.now);
  pair.link = { loss: 1 };
  assert.ok(pair.runUntil(() => counters.retransmissionTimeouts === 30, 120_000));
  pair.link = {};
  association.pathRestored(pair.now);
  pair.run(100);
  assert.deepEqual([association.state, pair.b.events.messages.length], ['established', 1]);
});

test('a path that comes back in the last moment saves the handshake', () => {
  const pair = new Pair({ a: { maxInitRetransmissions: 5 }, link: { loss: 1 } });
  const { association } = pair.a;
  association.connect(pair.now);
  assert.ok(pair.runUntil(() => pair.a.sentPackets === 6, 120_000));
  pair.link = {};
  association.pathRestored(pair.now);
  pair.run(100);
  assert.equal(association.state, 'established');
});

test('the window grows while it is what limits, and only then', () => {
  const pair = Pair.connected({
    link: { delay: 10 },
    a: { congestionControl: 'cubic' },
    b: { receiveWindow: 200_000, maxReceiveWindow: 200_000 },
  });
  const { association } = pair.a;
  const initial = association.cwnd;
  for (let i = 0; i < 200; i++) {
    association.send(1, 53, bytes(500), RELIABLE, pair.now);
    pair.run(25);
  }
  assert.equal(association.cwnd, initial);
  for (let i = 0; i < 500; i++) association.send(1, 53, bytes(16_384), RELIABLE, pair.now);
  pair.settle();
  assert.equal(pair.b.events.messages.length, 700);
  // The peer's window holds the flight down; cwnd stays in sight of it.
  assert.ok(association.cwnd > 150_000 && association.cwnd < 500_000, `${association.cwnd}`);
});

for (const [name, options] of Object.entries({ DATA: {}, 'I-DATA': { a: INTERLEAVED, b: INTERLEAVED } })) {
  test(`the memory of every packet with ${name} goes back, however its chunks came and whatever they wait for`, () => {
    const pair = Pair.connected({ ...options, link: { delay: 5, jitter: 20, duplication: 0.1, loss: 0.05 } });
    const { association } = pair.b;
    const before = association.counters.packetsReceived - pair.b.released;
    const sizes = Array.from({ length: 60 }, (_, i) => 1024 + ((i * 997) % 9000));
    for (const [i, size] of sizes.entries()) {
      pair.a.association.send(i % 3, 53, bytes(size, i), i % 5 === 0 ? UNORDERED : RELIABLE, pair.now);
    }
    pair.settle();
    assert.equal(pair.b.events.messages.length, sizes.length);
    assert.ok(association.counters.packetsReceived > 100);
    assert.equal(association.counters.packetsReceived - pair.b.released, before);
  });
}

test('a packet with anything but data and acknowledgements may be kept', () => {
  const pair = Pair.connected();
  const packet = forge(pair, tsn => [writeChunk(4, 0, new Uint8Array(8)), dataChunk(tsn, 0, 100)]).slice();
  const { released } = pair.a;
  pair.a.association.receive(packet, pair.now, packet);
  assert.equal(pair.a.released, released);
  const data = forge(pair, tsn => [dataChunk((tsn + 1) >>> 0, 0, 100)]).slice();
  pair.a.association.receive(data, pair.now);
  assert.equal(pair.a.released, released + 1);
});

test('what was sent is released when the peer has it', () => {
  const pair = Pair.connected({ link: { delay: 10 } });
  const released: Uint8Array[] = [];
  const release = (message: Uint8Array): void => void released.push(message);
  const [long, short] = [bytes(50_000, 1), bytes(10, 2)];
  for (const message of [long, short]) {
    pair.a.association.send(1, 53, message, { ...RELIABLE, release }, pair.now);
  }
  pair.flush();
  assert.deepEqual(released, []);
  pair.settle();
  assert.deepEqual(released, [long, short]);
});
