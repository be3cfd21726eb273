/** What is asked for again, when, and when no more. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NEVER } from '../../../src/base/instant.ts';
import { NackGenerator } from '../../../src/streams/nack-generator.ts';

describe('NackGenerator', () => {
  it('asks at once for what was passed over, by its 16 bits', () => {
    const nack = new NackGenerator();
    assert.equal(nack.nextTimeout(), NEVER);
    assert.equal(nack.poll(0), undefined);
    nack.passedOver(0x1_ffff, 0x2_0002, 5);
    assert.equal(nack.nextTimeout(), 5);
    assert.deepEqual(nack.poll(5), [0xffff, 0, 1]);
    assert.equal(nack.poll(5), undefined);
  });

  it('does not ask for what comes in the same turn', () => {
    const nack = new NackGenerator();
    nack.passedOver(10, 11, 0);
    nack.arrived(10, false, 0);
    assert.equal(nack.poll(0), undefined);
    assert.equal(nack.nextTimeout(), NEVER);
  });

  it('asks again after a round trip, and gives up in the end', () => {
    const nack = new NackGenerator();
    nack.roundTripTime = 50;
    nack.passedOver(10, 11, 0);
    let asked = 0;
    let now = 0;
    while (nack.size > 0 && now < 10_000) {
      if (nack.poll(now) !== undefined) asked++;
      now = nack.nextTimeout();
    }
    assert.equal(asked, 10);
    assert.equal(nack.nextTimeout(), NEVER);
  });

  it('gives up what has grown too old, however few tries it had', () => {
    const nack = new NackGenerator();
    nack.roundTripTime = 5000;
    nack.passedOver(10, 11, 0);
    assert.deepEqual(nack.poll(0), [10]);
    assert.deepEqual(nack.poll(1010), [10]);
    assert.equal(nack.poll(2020), undefined);
    assert.equal(nack.size, 0);
  });

  it('knows what it has asked for', () => {
    const nack = new NackGenerator();
    nack.passedOver(0x1_0005, 0x1_0006, 0);
    assert.equal(nack.asksFor(5), false);
    nack.poll(0);
    assert.equal(nack.asksFor(5), true);
    assert.equal(nack.asksFor(6), false);
    nack.arrived(0x1_0005, true, 100);
    assert.equal(nack.asksFor(5), false);
  });

  it('waits a little where packets turned out to be late and not lost', () => {
    const nack = new NackGenerator();
    nack.passedOver(10, 11, 0);
    nack.poll(0);
    nack.arrived(10, false, 8);
    nack.passedOver(20, 21, 100);
    assert.equal(nack.nextTimeout() > 105 && nack.nextTimeout() <= 110, true);
    assert.equal(nack.poll(104), undefined);
    nack.arrived(20, false, 106);
    assert.equal(nack.nextTimeout(), NEVER);
  });

  it('does not take retransmissions for packets out of order', () => {
    const nack = new NackGenerator();
    nack.roundTripTime = 100;
    nack.passedOver(10, 12, 0);
    nack.poll(0);
    nack.arrived(10, true, 8);
    nack.arrived(11, false, 104);
    nack.passedOver(20, 21, 200);
    assert.equal(nack.nextTimeout(), 200);
  });

  it('keeps a thousand at most, and gives a larger gap up at once', () => {
    const nack = new NackGenerator();
    nack.passedOver(0, 600, 0);
    nack.passedOver(700, 1300, 0);
    assert.equal(nack.size, 1000);
    assert.equal(nack.poll(0)?.[0], 200);
    nack.passedOver(2000, 3001, 1);
    assert.equal(nack.size, 0);
    assert.equal(nack.nextTimeout(), NEVER);
  });

  it('forgets what is of no use any more', () => {
    const nack = new NackGenerator();
    nack.passedOver(10, 15, 0);
    nack.forgetBefore(13);
    assert.deepEqual(nack.poll(0), [13, 14]);
    nack.forgetBefore(100);
    assert.equal(nack.nextTimeout(), NEVER);
    nack.passedOver(200, 210, 0);
    nack.clear();
    assert.equal(nack.size, 0);
  });
});
