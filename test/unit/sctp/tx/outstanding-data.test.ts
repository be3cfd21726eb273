/** The ring of outstanding chunks against a plain model. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ABANDONED, ACKED, IN_FLIGHT, LOST, OutstandingData } from '../../../../src/sctp/tx/outstanding-data.ts';
import { OutboundMessage } from '../../../../src/sctp/tx/send-queue.ts';

const MESSAGE = new OutboundMessage(1, 53, new Uint8Array(100_000), { ordered: true }, 0);

test('any sequence of operations keeps states, counts and flight size right', () => {
  const operation = fc.tuple(
    fc.constantFrom('push', 'ack', 'lose', 'abandon', 'retransmit', 'release', 'renege', 'rest'),
    fc.nat(),
  );
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 400 }), operations => {
      const ring = new OutstandingData();
      const states: number[] = [];
      const sizes: number[] = [];
      let first = 0;
      for (const [name, random] of operations) {
        const index = first + (random % Math.max(1, states.length - first));
        if (name === 'push') {
          sizes.push(random % 50);
          assert.equal(ring.push(MESSAGE, random % 1000, random % 50), states.length);
          ring.endPacket(random);
          states.push(IN_FLIGHT);
        } else if (name === 'rest') {
          ring.packets.trim();
          ring.rest();
        } else if (first === states.length) {
          assert.ok(ring.empty);
        } else if (name === 'ack') {
          const fresh = states[index] === IN_FLIGHT || states[index] === LOST;
          assert.equal(ring.acknowledge(index) > 0, fresh);
          if (fresh) states[index] = ACKED;
        } else if (name === 'lose') {
          ring.lose(index);
          if (states[index] === IN_FLIGHT) states[index] = LOST;
        } else if (name === 'abandon') {
          ring.abandon(index);
          states[index] = ABANDONED;
        } else if (name === 'renege') {
          ring.renege(index);
          if (states[index] === ACKED) states[index] = LOST;
        } else if (name === 'release') {
          ring.release();
          first++;
        } else if (ring.lostCount > 0) {
          const lost = ring.firstLost();
          assert.equal(lost, states.indexOf(LOST, first));
          ring.retransmit(lost);
          ring.endPacket(1);
          states[lost] = IN_FLIGHT;
        }
        let flight = 0;
        ring.packets.trim();
        for (let i = first; i < states.length; i++) {
          assert.equal(ring.state(i), states[i]);
          assert.equal(ring.size(i), sizes[i]);
          if (states[i] === IN_FLIGHT) flight += (16 + (sizes[i] as number) + 3) & ~3;
        }
        assert.equal(ring.flightSize, flight);
        let inPackets = 0;
        for (let p = ring.packets.first; p < ring.packets.next; p++) inPackets += ring.packets.chunksInFlight(p);
        assert.equal(inPackets, states.slice(first).filter(state => state === IN_FLIGHT).length);
        assert.equal(ring.lostCount, states.slice(first).filter(state => state === LOST).length);
        assert.deepEqual([ring.first, ring.next], [first, states.length]);
      }
    }),
    { seed: 3758, numRuns: 200 },
  );
});

test('a placeholder fills a TSN and is not in flight', () => {
  const ring = new OutstandingData();
  ring.pushPlaceholder(MESSAGE);
  assert.deepEqual([ring.next, ring.flightSize, ring.state(0)], [1, 0, ABANDONED]);
});

test('the chunks of a packet are found from the newest down, and none that was released', () => {
  const ring = new OutstandingData();
  for (let i = 0; i < 3; i++) ring.push(MESSAGE, i, 1);
  const first = ring.endPacket(5);
  ring.lose(1);
  ring.retransmit(1);
  ring.push(MESSAGE, 3, 1);
  const second = ring.endPacket(6);
  assert.deepEqual([first, second, ring.packets.newestChunk(second)], [1, 2, 3]);
  assert.deepEqual([ring.before(3), ring.before(1)], [1, -1]);
  ring.release();
  ring.release();
  assert.equal(ring.before(3), -1);
});

test('an empty packet gets no number', () => {
  const ring = new OutstandingData();
  assert.deepEqual([ring.endPacket(1), ring.packets.next], [0, 1]);
});

test('a block that was reported is skipped, and its growth is not', () => {
  const ring = new OutstandingData();
  for (let i = 0; i < 10; i++) ring.push(MESSAGE, i, 1);
  ring.endPacket(1);
  for (let i = 2; i < 6; i++) ring.acknowledge(i);
  ring.noteBlock(2, 5);
  assert.deepEqual([ring.skipAcknowledged(2), ring.skipAcknowledged(1), ring.skipAcknowledged(4)], [6, 1, 6]);
  ring.renege(3);
  for (let i = 2; i < 10; i++) ring.renege(i);
  assert.equal(ring.skipAcknowledged(2), 2);
});

/** A message of 300 bytes in three chunks, all outstanding; whatever of it is released is noted. */
function threeChunks(): { ring: OutstandingData; released: Uint8Array[]; data: Uint8Array } {
  const released: Uint8Array[] = [];
  const data = new Uint8Array(300);
  const release = (bytes: Uint8Array): void => void released.push(bytes);
  const message = new OutboundMessage(1, 53, data, { ordered: true, release }, 0);
  const ring = new OutstandingData();
  for (let offset = 0; offset < 300; offset += 100) ring.push(message, offset, 100);
  ring.endPacket(0);
  return { ring, released, data };
}

test('the bytes of a message are released with its last chunk', () => {
  const { ring, released, data } = threeChunks();
  for (const index of [0, 1, 2]) ring.acknowledge(index);
  ring.release();
  ring.release();
  assert.deepEqual(released, []);
  ring.release();
  assert.deepEqual(released, [data]);
});

test('the bytes of a message that was given up are left alone', () => {
  const { ring, released } = threeChunks();
  for (const index of [0, 1, 2]) ring.abandon(index);
  for (let i = 0; i < 3; i++) ring.release();
  assert.deepEqual(released, []);
});

test('the chunks of a packet are found though the newest of them left again by itself', () => {
  const ring = new OutstandingData();
  for (let i = 0; i < 3; i++) ring.push(MESSAGE, 100 * i, 100);
  const packet = ring.endPacket(0);
  assert.deepEqual(ring.inFlight(packet), [2, 1, 0]);
  ring.acknowledge(1);
  ring.lose(2);
  ring.retransmit(2);
  const again = ring.endPacket(1);
  assert.deepEqual([ring.inFlight(packet), ring.inFlight(again)], [[0], [2]]);
});

test('who came to rest last keeps its rings, and those of the one before go to the next', () => {
  const rings = [new OutstandingData(), new OutstandingData(), new OutstandingData()] as const;
  const lap = (ring: OutstandingData): unknown => {
    ring.push(MESSAGE, 0, 1);
    ring.endPacket(0);
    ring.release();
    ring.packets.trim();
    const { columns } = ring;
    ring.rest();
    return columns;
  };
  const first = lap(rings[0]);
  assert.equal(lap(rings[0]), first);
  const second = lap(rings[1]);
  assert.notEqual(second, first);
  assert.equal(lap(rings[2]), first);
  assert.equal(lap(rings[0]), second);
});
