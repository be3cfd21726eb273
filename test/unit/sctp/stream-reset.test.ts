/** RFC 6525 resets. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readU32 } from '../../../src/base/be.ts';
import { PacketWriter } from '../../../src/sctp/packet/packet.ts';
import { writeIncomingReset, writeOutgoingReset } from '../../../src/sctp/packet/reconfig.ts';
import { bytes, Pair, RELIABLE } from './pair.ts';

test('a reset follows what was queued, and the stream starts anew', () => {
  const pair = Pair.connected({ link: { loss: 0.1, delay: 20 } });
  pair.a.association.send(3, 51, bytes(50_000, 1), RELIABLE, pair.now);
  pair.a.association.resetStreams([3, 5], pair.now);
  assert.ok(!pair.a.association.send(3, 51, bytes(1), RELIABLE, pair.now));
  assert.ok(pair.runUntil(() => pair.a.events.log.length >= 3, 60_000));
  assert.deepEqual(pair.b.events.messages.length, 1);
  assert.deepEqual(pair.a.events.log.slice(1).sort(), ['outgoing 3 true', 'outgoing 5 true']);
  assert.deepEqual(pair.b.events.log.slice(1).sort(), ['incoming 3', 'incoming 5']);
  pair.a.association.send(3, 51, bytes(9), RELIABLE, pair.now);
  pair.settle(20_000);
  assert.equal(pair.b.events.messages.length, 2);
});

test('whatever is lost, delayed or doubled, each reset is told once on each side', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const pair = Pair.connected({ seed, link: { loss: 0.3, delay: 20, jitter: 80, duplication: 0.3 } });
    for (let round = 0; round < 3; round++) {
      for (const id of [1, 2]) {
        pair.a.association.send(id, 51, bytes(4000, round), RELIABLE, pair.now);
        pair.b.association.send(id, 51, bytes(4000, round), RELIABLE, pair.now);
      }
      pair.a.association.resetStreams([1, 2], pair.now);
      pair.b.association.resetStreams([2], pair.now);
      const done = (): boolean =>
        pair.a.events.log
          .filter(line => /^outgoing/.test(line))
          .join()
          .split(/\b\d\b/).length -
          1 >=
          2 * (round + 1) && pair.b.events.log.filter(line => /^outgoing/.test(line)).length === round + 1;
      assert.ok(pair.runUntil(done, 120_000), `seed ${seed} round ${round}`);
    }
    pair.settle(60_000);
    const told = (lines: readonly string[], kind: string): number[] =>
      lines
        .filter(line => line.startsWith(kind))
        .flatMap(line => (line.split(' ')[1] as string).split(',').map(Number))
        .sort((x, y) => x - y);
    assert.deepEqual(told(pair.b.events.log, 'incoming'), [1, 1, 1, 2, 2, 2], `seed ${seed}`);
    assert.deepEqual(told(pair.a.events.log, 'outgoing'), [1, 1, 1, 2, 2, 2], `seed ${seed}`);
    assert.deepEqual(told(pair.a.events.log, 'incoming'), [2, 2, 2], `seed ${seed}`);
    assert.equal(pair.b.events.messages.length, 6, `seed ${seed}`);
    assert.equal(pair.a.events.messages.length, 6, `seed ${seed}`);
  }
});

/** A RE-CONFIG of `b` with the sequence number that `a` expects, plus `ahead`. */
function reconfig(pair: Pair, write: (sequence: number) => Uint8Array, ahead: number = 0): Uint8Array {
  const writer = new PacketWriter();
  writer.begin(5000, 5000, tagOf(pair), 1200);
  writer.chunk(write((initialTsnOf(pair) + ahead) >>> 0));
  return writer.finish();
}

/** Both from a packet of `b` with DATA, which leaves `a` with nothing to send. */
const seen = new WeakMap<Pair, { tag: number; tsn: number }>();
function probe(pair: Pair): { tag: number; tsn: number } {
  let known = seen.get(pair);
  if (known === undefined) {
    pair.b.keep = true;
    pair.b.association.send(9, 51, bytes(1), RELIABLE, pair.now);
    pair.settle();
    const packet = pair.b.sent.find(sent => sent[12] === 0) as Uint8Array;
    known = { tag: readU32(packet, 4), tsn: readU32(packet, 16) };
    seen.set(pair, known);
  }
  return known;
}
const tagOf = (pair: Pair): number => probe(pair).tag;
const initialTsnOf = (pair: Pair): number => probe(pair).tsn;

/** Result of the Re-configuration Response that `a` sends now. */
function answer(pair: Pair, packet: Uint8Array): number | undefined {
  pair.a.association.receive(packet, pair.now);
  const reply = pair.a.association.pollTransmit(pair.now);
  return reply?.[12] === 130 ? readU32(reply, 24) : undefined;
}

test('a repeated request gets its answer again and nothing happens twice; a wrong number is refused', () => {
  const pair = Pair.connected();
  const request = reconfig(pair, sequence => writeOutgoingReset(sequence, 0, initialTsnOf(pair), [9]));
  assert.equal(answer(pair, request), 1);
  assert.equal(answer(pair, request), 1);
  assert.deepEqual(pair.a.events.log.slice(1), ['incoming 9']);
  assert.equal(
    answer(
      pair,
      reconfig(pair, sequence => writeOutgoingReset(sequence, 0, 0, [9]), 7),
    ),
    5,
  );
});

test('two requests in one RE-CONFIG get their answers again', () => {
  const pair = Pair.connected();
  // One chunk header for both.
  const both = (sequence: number): Uint8Array => {
    const outgoing = writeOutgoingReset(sequence, 0, initialTsnOf(pair), [9, 8]);
    const incoming = writeIncomingReset((sequence + 1) >>> 0, [4]).subarray(4);
    const chunk = Uint8Array.from([...outgoing, ...incoming]);
    chunk[3] = chunk.length;
    return chunk;
  };
  const request = reconfig(pair, both);
  for (let i = 0; i < 2; i++) {
    pair.a.association.receive(request, pair.now);
    const reply = pair.a.association.pollTransmit(pair.now) as Uint8Array;
    // Two RE-CONFIGs of 16 bytes: their numbers and results.
    const first = initialTsnOf(pair);
    assert.deepEqual(
      [20, 24, 36, 40].map(at => readU32(reply, at)),
      [first, 1, (first + 1) >>> 0, 1],
    );
  }
  assert.deepEqual(pair.a.events.log.slice(1), ['incoming 9,8']);
});

test('a reset of all streams names none', () => {
  const pair = Pair.connected();
  const request = reconfig(pair, sequence => writeOutgoingReset(sequence, 0, initialTsnOf(pair), []));
  assert.equal(answer(pair, request), 1);
  assert.deepEqual(pair.a.events.log.slice(1), ['incoming ']);
  // The next message of `b` on stream 9 would have SSN 1: stream 9 waits for SSN 0.
  pair.b.association.send(9, 51, bytes(1), RELIABLE, pair.now);
  pair.settle();
  assert.equal(pair.a.events.messages.length, 1);
});

test('a reset before its data is in progress, and is performed when the data is here', () => {
  const pair = Pair.connected();
  const last = (initialTsnOf(pair) + 1) >>> 0;
  const request = reconfig(pair, sequence => writeOutgoingReset(sequence, 0, last, [9]));
  assert.equal(answer(pair, request), 6);
  assert.deepEqual(pair.a.events.log, ['connected']);
  pair.b.association.send(9, 51, bytes(1), RELIABLE, pair.now);
  pair.step();
  assert.deepEqual(pair.a.events.log.slice(1), ['incoming 9']);
  assert.equal(answer(pair, request), 1);
});

test('an Incoming SSN Reset Request makes us reset what we send on', () => {
  const pair = Pair.connected();
  assert.equal(
    answer(
      pair,
      reconfig(pair, sequence => writeIncomingReset(sequence, [4])),
    ),
    1,
  );
  pair.settle();
  assert.deepEqual(pair.a.events.log.slice(1), ['outgoing 4 true']);
});
