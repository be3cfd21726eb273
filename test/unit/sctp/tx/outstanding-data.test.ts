/** The ring of outstanding chunks against a plain model. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ABANDONED, ACKED, IN_FLIGHT, LOST, OutstandingData } from '../../../../src/sctp/tx/outstanding-data.ts';
import { OutboundMessage } from '../../../../src/sctp/tx/send-queue.ts';

const MESSAGE = new OutboundMessage(1, 53, new Uint8Array(100_000), { ordered: true }, 0);

test('any sequence of operations keeps states, counts and flight size right', () => {
  const operation = fc.tuple(
    fc.constantFrom('push', 'ack', 'lose', 'abandon', 'retransmit', 'release', 'renege'),
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
          assert.equal(ring.push(MESSAGE, random % 1000, random % 50, random, random), states.length);
          states.push(IN_FLIGHT);
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
          if (states[index] === ACKED) states[index] = IN_FLIGHT;
        } else if (name === 'release') {
          ring.release();
          first++;
        } else if (ring.lostCount > 0) {
          const lost = ring.firstLost();
          assert.equal(lost, states.indexOf(LOST, first));
          ring.retransmit(lost, 1, 1);
          states[lost] = IN_FLIGHT;
        }
        let flight = 0;
        for (let i = first; i < states.length; i++) {
          assert.equal(ring.state(i), states[i]);
          assert.equal(ring.size(i), sizes[i]);
          if (states[i] === IN_FLIGHT) flight += (16 + (sizes[i] as number) + 3) & ~3;
        }
        assert.equal(ring.flightSize, flight);
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
