/** RFC 1982 arithmetic. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  add16,
  add32,
  after16,
  after32,
  distance16,
  distance32,
  Unwrapper32,
  wrap32,
} from '../../../src/base/serial.ts';

test('order survives the wrap', () => {
  assert.ok(after32(0, 0xffff_ffff));
  assert.ok(!after32(0xffff_ffff, 0));
  assert.ok(!after32(5, 5));
  assert.ok(after16(0, 0xffff));
  assert.ok(!after16(0xffff, 0));
  assert.ok(!after16(7, 7));
});

test('adding a step and taking the distance are inverse', () => {
  fc.assert(
    fc.property(fc.nat(0xffff_ffff), fc.integer({ min: -0x7fff, max: 0x7fff }), (value, step) => {
      assert.equal(distance32(add32(value, step), value), step);
      assert.equal(distance16(add16(value & 0xffff, step), value & 0xffff), step);
    }),
    { seed: 1 },
  );
});

test('unwraps over many turns, whatever the small reordering', () => {
  fc.assert(
    fc.property(
      fc.nat(0xffff_ffff),
      fc.array(fc.integer({ min: -1000, max: 0x4000_0000 }), { maxLength: 50 }),
      (initial, steps) => {
        const unwrapper = new Unwrapper32(initial);
        let newest = initial + 0x1_0000_0000;
        for (const step of steps) {
          const value = newest + step;
          assert.equal(unwrapper.peek(wrap32(value)), value);
          assert.equal(unwrapper.unwrap(wrap32(value)), value);
          newest = Math.max(newest, value);
        }
      },
    ),
    { seed: 1 },
  );
});
