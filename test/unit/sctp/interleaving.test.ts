/** I-DATA in a whole association (RFC 8260): negotiation, interleaving, partial reliability, resets, breach. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readU32, writeU32 } from '../../../src/base/be.ts';
import { writeChunk } from '../../../src/sctp/packet/control.ts';
import { ChunkType, PacketWriter } from '../../../src/sctp/packet/packet.ts';
import { bytes, INTERLEAVED, Pair, type PairOptions, RELIABLE, UNORDERED } from './pair.ts';

function interleaved(options: PairOptions = {}): Pair {
  const pair = Pair.connected({ ...options, a: { ...INTERLEAVED, ...options.a }, b: { ...INTERLEAVED, ...options.b } });
  pair.a.keep = true;
  return pair;
}

test('both must announce it, else messages go as DATA', () => {
  for (const [mine, theirs, type] of [
    [INTERLEAVED, INTERLEAVED, ChunkType.iData],
    [INTERLEAVED, {}, ChunkType.data],
    [{}, INTERLEAVED, ChunkType.data],
  ] as const) {
    const pair = Pair.connected({ a: mine, b: theirs });
    pair.a.keep = true;
    pair.a.association.send(1, 51, bytes(3000), RELIABLE, pair.now);
    pair.settle();
    assert.equal(pair.a.sent[0]?.[12], type);
    assert.deepEqual(pair.b.events.messages[0]?.data, bytes(3000));
  }
});

test('a small message passes a large one that is under way', () => {
  for (const [options, overtakes] of [
    [INTERLEAVED, true],
    [{}, false],
  ] as const) {
    const pair = Pair.connected({ a: options, b: options, link: { delay: 10, rate: 100 } });
    pair.a.association.send(1, 51, bytes(1_000_000), RELIABLE, pair.now);
    pair.run(200);
    pair.a.association.send(2, 51, bytes(10), RELIABLE, pair.now);
    pair.settle(60_000);
    assert.deepEqual(
      pair.b.events.messages.map(({ streamId }) => streamId),
      overtakes ? [2, 1] : [1, 2],
    );
  }
});

test('loss, reordering and duplication change nothing', () => {
  const pair = interleaved({ seed: 5, link: { loss: 0.1, delay: 20, jitter: 30, duplication: 0.1 } });
  for (let i = 0; i < 30; i++) {
    pair.a.association.send(i % 5, 51, bytes(500 + i * 700, i), i % 5 === 4 ? UNORDERED : RELIABLE, pair.now);
  }
  assert.ok(pair.runUntil(() => pair.b.events.messages.length === 30, 120_000));
  for (let stream = 0; stream < 5; stream++) {
    const sizes = pair.b.events.messages.filter(({ streamId }) => streamId === stream).map(({ data }) => data.length);
    const due = Array.from({ length: 6 }, (_, i) => 500 + (i * 5 + stream) * 700);
    assert.deepEqual(stream === 4 ? sizes.sort((a, b) => a - b) : sizes, due);
  }
  pair.run(1000);
  assert.equal(pair.b.association.waitingBytes, 0);
});

test('messages that are given up leave nothing behind, whatever else is under way', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const pair = interleaved({ seed, link: { loss: 0.15, delay: 20 } });
    for (let i = 0; i < 40; i++) {
      pair.a.association.send(1, 51, bytes(4000, i), { ordered: i % 2 === 0, maxRetransmits: 0 }, pair.now);
      pair.a.association.send(2, 51, bytes(4000, i), { ordered: true, maxPacketLifeTime: 60 }, pair.now);
      pair.a.association.send(3, 51, bytes(2000, i), RELIABLE, pair.now);
    }
    pair.run(120_000);
    const of = (stream: number): number => pair.b.events.messages.filter(({ streamId }) => streamId === stream).length;
    assert.equal(of(3), 40, `seed ${seed}`);
    assert.ok(of(1) < 40 && of(1) > 0, `seed ${seed}`);
    assert.equal(pair.b.association.waitingBytes, 0, `seed ${seed}`);
    assert.equal(pair.a.association.totalBufferedAmount, 0, `seed ${seed}`);
  }
});

test('after a reset numbers start anew', () => {
  const pair = interleaved();
  for (let round = 0; round < 3; round++) {
    pair.a.association.send(1, 51, bytes(3000), RELIABLE, pair.now);
    pair.a.association.send(1, 51, bytes(3000), UNORDERED, pair.now);
    pair.settle();
    pair.a.association.resetStreams([1], pair.now);
    pair.settle();
  }
  assert.equal(pair.b.events.messages.length, 6);
});

test('DATA where I-DATA was agreed on is a breach of protocol', () => {
  const pair = interleaved();
  pair.a.association.send(1, 51, bytes(10), RELIABLE, pair.now);
  pair.settle();
  const packet = pair.a.sent.at(-1) as Uint8Array;
  const value = new Uint8Array(16);
  writeU32(value, 0, (readU32(packet, 16) + 1) >>> 0);
  const writer = new PacketWriter();
  writer.begin(5000, 5000, readU32(packet, 4), 100);
  writer.chunk(writeChunk(ChunkType.data, 3, value));
  pair.b.association.receive(writer.finish(), pair.now);
  assert.equal(pair.b.events.error?.code, 'data-not-interleaved');
});

test('a peer that begins messages without end is aborted', () => {
  const pair = interleaved({ b: { maxMessageSize: 50_000, maxPartialBytes: 100_000 } });
  for (let stream = 0; stream < 4; stream++) pair.a.association.send(stream, 51, bytes(49_000), RELIABLE, pair.now);
  pair.settle();
  assert.equal(pair.b.events.error?.code, 'message-too-large');
});
