/** What `send` keeps: the bytes as they were, whoever writes on, and exactly the UTF-8 of text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snapshotBytes, snapshotText } from '../../../src/api/message-snapshot.ts';

test('a snapshot of bytes does not change with what it was taken of', () => {
  const original = Uint8Array.of(1, 2, 3);
  const copy = snapshotBytes(original);
  original.fill(9);
  assert.deepEqual([...copy], [1, 2, 3]);
});

test('snapshots taken one after another do not overlap', () => {
  const sizes = [0, 1, 3, 4, 100, 4095, 4096, 4097, 40_000, 7];
  const copies = sizes.map((size, index) => snapshotBytes(new Uint8Array(size).fill(index)));
  for (const [index, copy] of copies.entries()) {
    assert.equal(copy.length, sizes[index]);
    assert.ok(copy.every(byte => byte === index));
  }
});

test('text is kept as UTF-8, short or long, with lone surrogates replaced', () => {
  const texts = ['', 'plain', 'naïve ☃ 😀', 'a\ud800b', 'ö'.repeat(1024), '☃'.repeat(1025)];
  const copies = texts.map(text => snapshotText(text));
  for (const [index, copy] of copies.entries()) {
    assert.deepEqual(Buffer.from(copy), Buffer.from(texts[index] as string));
  }
});
