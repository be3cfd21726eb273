/** Packets cut from a stream: the same however its bytes come, and with bounded work and memory. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatenate } from '../../../src/base/concatenate.ts';
import { LENGTH_FRAMING } from '../../../src/base/length-framing.ts';
import { StreamSplitter } from '../../../src/base/stream-splitter.ts';

const packet = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index);
const framed = (length: number): Uint8Array => LENGTH_FRAMING.frame(packet(length)) as Uint8Array;

test('any way to cut the stream gives the same packets', () => {
  const stream = concatenate([framed(1), framed(300), framed(0), framed(5)]);
  for (let step = 1; step <= stream.length; step++) {
    const splitter = new StreamSplitter(LENGTH_FRAMING);
    const got: Uint8Array[] = [];
    for (let at = 0; at < stream.length; at += step) {
      assert.equal(
        splitter.push(stream.subarray(at, at + step), each => got.push(each)),
        true,
      );
    }
    assert.deepEqual(got, [packet(1), packet(300), packet(5)]);
  }
});

test('what was delivered stays as it is', () => {
  const splitter = new StreamSplitter(LENGTH_FRAMING);
  const got: Uint8Array[] = [];
  for (const byte of concatenate([framed(40), framed(40)])) splitter.push(Uint8Array.of(byte), each => got.push(each));
  assert.deepEqual(got, [packet(40), packet(40)]);
  assert.notEqual(got[0]?.buffer, got[1]?.buffer);
});

test('the longest packet passes byte by byte, and is copied once', () => {
  const splitter = new StreamSplitter(LENGTH_FRAMING);
  let got: Uint8Array | undefined;
  for (const byte of framed(65_535)) {
    splitter.push(Uint8Array.of(byte), each => {
      got = each;
    });
  }
  assert.deepEqual(got, packet(65_535));
});

test('a broken stream stays broken', () => {
  const splitter = new StreamSplitter({
    ...LENGTH_FRAMING,
    lengthAt: bytes => (bytes[0] === 1 ? 1 : -1),
    headerLength: 0,
  });
  const got: Uint8Array[] = [];
  assert.equal(
    splitter.push(Uint8Array.of(1, 1), each => got.push(each)),
    true,
  );
  assert.equal(
    splitter.push(Uint8Array.of(1, 2, 1), each => got.push(each)),
    false,
  );
  assert.equal(
    splitter.push(Uint8Array.of(1), each => got.push(each)),
    false,
  );
  assert.equal(got.length, 3);
});
