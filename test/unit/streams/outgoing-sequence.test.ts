/** Numbers of outgoing packets: gaps kept, switches continued, none given out twice. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SeededRandom } from '../../../src/base/random.ts';
import { LocalSource } from '../../../src/srtp/sources.ts';
import { OutgoingSequence } from '../../../src/streams/outgoing-sequence.ts';

describe('OutgoingSequence', () => {
  it('counts own packets from the initial number and wraps', () => {
    const sequence = new OutgoingSequence(65_534);
    assert.equal(sequence.first, 65_534);
    assert.deepEqual([sequence.next(), sequence.next(), sequence.next()], [65_534, 65_535, 0]);
    assert.equal(sequence.span, 3);
  });

  it('continues where it is when a forwarded source begins, keeping its gaps', () => {
    const sequence = new OutgoingSequence(100);
    sequence.next();
    assert.equal(sequence.forward(7, 5000), 101);
    assert.equal(sequence.forward(7, 5001), 102);
    assert.equal(sequence.forward(7, 5004), 105);
    assert.equal(sequence.forward(7, 5002), 103);
    assert.equal(sequence.forward(7, 5005), 106);
  });

  it('forwards over the wrap of the source', () => {
    const sequence = new OutgoingSequence(10);
    assert.equal(sequence.forward(7, 65_535), 10);
    assert.equal(sequence.forward(7, 1), 12);
    assert.equal(sequence.forward(7, 0), 11);
  });

  it('gives no number twice', () => {
    const sequence = new OutgoingSequence(10);
    assert.equal(sequence.forward(7, 100), 10);
    assert.equal(sequence.forward(7, 100), -1);
    assert.equal(sequence.forward(7, 103), 13);
    assert.equal(sequence.forward(7, 101), 11);
    assert.equal(sequence.forward(7, 101), -1);
  });

  it('fills no gap that SRTP would refuse, and takes what is late for no restart', () => {
    const sequence = new OutgoingSequence(0);
    const srtp = new LocalSource(1).window;
    for (let number = 0; number <= 1600; number++) {
      if (number === 2 || number === 3 || number === 577) continue;
      srtp.commit(sequence.forward(7, number));
    }
    assert.deepEqual([sequence.forward(7, 2), sequence.forward(7, 3)], [-1, -1]);
    assert.ok(srtp.accepts(sequence.forward(7, 577)));
    assert.equal(sequence.forward(7, 1601), 1601);
  });

  it('never goes below the place where the present source began', () => {
    const sequence = new OutgoingSequence(10);
    sequence.forward(7, 100);
    sequence.forward(7, 110);
    assert.equal(sequence.forward(8, 60_000), 21);
    assert.equal(sequence.forward(8, 59_999), -1);
    assert.equal(sequence.forward(8, 60_001), 22);
  });

  it('continues after a switch that was announced, though the SSRC is the same', () => {
    const sequence = new OutgoingSequence(10);
    sequence.forward(7, 100);
    assert.equal(sequence.begins, true);
    sequence.forward(7, 101);
    assert.equal(sequence.begins, false);
    sequence.sourceChanged();
    assert.equal(sequence.forward(7, 40_000), 12);
    assert.equal(sequence.begins, true);
  });

  it('moves a forwarded source behind packets of our own', () => {
    const sequence = new OutgoingSequence(10);
    assert.equal(sequence.forward(7, 100), 10);
    assert.equal(sequence.next(), 11);
    assert.equal(sequence.forward(7, 101), 12);
    assert.equal(sequence.forward(7, 100), -1);
  });

  it('believes a jump once its successor follows', () => {
    const sequence = new OutgoingSequence(10);
    sequence.forward(7, 100);
    assert.equal(sequence.forward(7, 20_000), -1);
    assert.equal(sequence.begins, false);
    assert.equal(sequence.forward(7, 20_001), 11);
    assert.equal(sequence.begins, true);
    assert.equal(sequence.forward(7, 20_002), 12);
    assert.equal(sequence.begins, false);
    assert.equal(sequence.forward(7, 100), -1);
    assert.equal(sequence.forward(7, 500), -1);
    assert.equal(sequence.forward(7, 20_003), 13);
  });

  it('forgets what is older than its window, after a long gap too', () => {
    const sequence = new OutgoingSequence(10);
    sequence.forward(7, 100);
    assert.equal(sequence.forward(7, 100 + 2900), 2910);
    assert.equal(sequence.forward(7, 101), -1);
    assert.equal(sequence.forward(7, 2999), 2909);
  });

  it('gives out every extended number at most once, whatever comes', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = new SeededRandom(seed);
      const sequence = new OutgoingSequence(random.below(65_536));
      const window: number[] = [];
      let base = random.below(65_536);
      for (let i = 0; i < 20_000; i++) {
        const kind = random.below(100);
        let number: number;
        if (kind < 5) number = sequence.next();
        else if (kind < 6) {
          base = random.below(65_536);
          number = sequence.forward(random.below(3), base);
        } else {
          base = (base + 1) & 0xffff;
          number = sequence.forward(1, (base + random.below(60) - 50) & 0xffff);
        }
        if (number < 0) continue;
        assert.equal(window.includes(number), false, `seed ${seed}`);
        window.push(number);
        if (window.length > 4000) window.shift();
      }
    }
  });
});
