/** Poly1305 (RFC 8439 §2.5): sums at the edge of 2^130 − 5, from appendix A.3. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Poly1305 } from '../../../src/crypto/poly1305.ts';

const block = (first: number, rest: number): number[] => [first, ...new Array<number>(15).fill(rest)];

const edges: readonly { name: string; r: number; s: number; data: readonly number[]; tag: number[] }[] = [
  { name: '7: the sum reaches 2^130 − 5', r: 2, s: 0, data: block(0xff, 0xff), tag: block(3, 0) },
  { name: '8: s is added modulo 2^128', r: 2, s: 0xff, data: block(2, 0), tag: block(3, 0) },
  {
    name: '9: carries run through all limbs',
    r: 1,
    s: 0,
    data: [...block(0xff, 0xff), ...block(0xf0, 0xff), ...block(0x11, 0)],
    tag: block(5, 0),
  },
  {
    name: '10: carries run out at the top',
    r: 1,
    s: 0,
    data: [...block(0xff, 0xff), ...block(0xfb, 0xfe), ...block(1, 1)],
    tag: block(0, 0),
  },
  { name: '11: the sum is 2^130 − 6', r: 2, s: 0, data: block(0xfd, 0xff), tag: block(0xfa, 0xff) },
];

for (const { name, r, s, data, tag } of edges) {
  test(`RFC 8439 appendix A.3, test vector ${name}`, () => {
    const mac = new Poly1305(Uint8Array.from([...block(r, 0), ...block(s, s)]));
    mac.update(Uint8Array.from(data));
    assert.deepEqual([...mac.digest()], tag);
  });
}

test('RFC 8439 §2.5: r is clamped', () => {
  const mac = new Poly1305(Uint8Array.from([...new Array<number>(16).fill(0xff), ...block(0, 0)]));
  const clamped = new Poly1305(
    Uint8Array.from([255, 255, 255, 15, 252, 255, 255, 15, 252, 255, 255, 15, 252, 255, 255, 15, ...block(0, 0)]),
  );
  for (const each of [mac, clamped]) each.update(Uint8Array.from(block(7, 9)));
  assert.deepEqual(mac.digest(), clamped.digest());
});
