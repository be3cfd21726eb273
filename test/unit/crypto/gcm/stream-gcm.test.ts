/** AES-GCM of the block cipher against that of the platform: all lengths, and refusal of whatever was changed. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MAX_ADDITIONAL_DATA, MAX_TEXT } from '../../../../src/crypto/gcm/gcm-engine.ts';
import { StreamGcm } from '../../../../src/crypto/gcm/stream-gcm.ts';
import { NodeBlockCipher } from '../../../../src/node/block-cipher.ts';
import { bytes, engine, nodeSeal } from './support.ts';

const streamGcm = (key: Uint8Array, mask?: Uint8Array): StreamGcm =>
  new StreamGcm(new NodeBlockCipher(key), engine, mask);

test('every length of text from 0 to 3,000, with nonces that count up', () => {
  for (const keyLength of [16, 32]) {
    const key = bytes(keyLength, keyLength);
    const sealer = streamGcm(key);
    const opener = streamGcm(key);
    const nonce = bytes(12, 1);
    const text = bytes(3_000, 2);
    for (let length = 0; length <= 3_000; length++) {
      new DataView(nonce.buffer).setUint32(8, 0xffff_ff00 + length);
      const additionalData = text.subarray(length % 50, (length % 50) + (length % 47));
      const plaintext = text.subarray(0, length);
      const sealed = sealer.seal(nonce, additionalData, plaintext, 3);
      assert.equal(Buffer.compare(sealed.subarray(3), nodeSeal(key, nonce, additionalData, plaintext)), 0, `${length}`);
      const opened = opener.open(nonce, additionalData, sealed, 3, sealed.length);
      assert.ok(opened !== undefined && Buffer.compare(opened, plaintext) === 0, `${length}`);
    }
  }
});

test('every length of additional data', () => {
  const key = bytes(16, 3);
  const aead = streamGcm(key);
  const nonce = bytes(12, 4);
  for (let length = 0; length <= MAX_ADDITIONAL_DATA; length++) {
    const additionalData = bytes(length, length);
    const plaintext = bytes(length % 33, 5);
    const sealed = aead.seal(nonce, additionalData, plaintext, 0);
    assert.equal(Buffer.compare(sealed, nodeSeal(key, nonce, additionalData, plaintext)), 0, `${length}`);
  }
});

test('any keys, nonces, masks, data and text, several keys by turns', () => {
  const key = fc.oneof(
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
  );
  const nonce = fc.uint8Array({ minLength: 12, maxLength: 12 });
  const packet = fc.tuple(fc.nat(2), nonce, fc.uint8Array({ maxLength: 80 }), fc.uint8Array({ maxLength: 400 }));
  const mask = fc.option(nonce, { nil: undefined });
  fc.assert(
    fc.property(fc.tuple(key, key, key), mask, fc.array(packet, { maxLength: 12 }), (keys, nonceMask, packets) => {
      const aeads = keys.map(each => streamGcm(each, nonceMask));
      for (const [which, packetNonce, additionalData, plaintext] of packets) {
        const aead = aeads[which] as StreamGcm;
        const sealed = aead.seal(packetNonce, additionalData, plaintext, 0);
        const wanted = nodeSeal(keys[which] as Uint8Array, packetNonce, additionalData, plaintext);
        assert.deepEqual(sealed.slice(), wanted);
        assert.deepEqual(aead.open(packetNonce, additionalData, sealed, 0, sealed.length), plaintext);
      }
    }),
    { seed: 7, numRuns: 150 },
  );
});

test('one bit changed anywhere, in text, tag, data or nonce: refused, and the bytes stay', () => {
  const aead = streamGcm(bytes(16, 6));
  const nonce = bytes(12, 7);
  const additionalData = bytes(13, 8);
  const good = aead.seal(nonce, additionalData, bytes(70, 9), 0).slice();
  const flipped = (from: Uint8Array, at: number): Uint8Array =>
    from.map((byte, i) => (i === at ? byte ^ (1 << (at % 8)) : byte));
  for (let at = 0; at < good.length; at++) {
    const bad = flipped(good, at);
    assert.equal(aead.open(nonce, additionalData, bad, 0, bad.length), undefined);
    assert.deepEqual(bad, flipped(good, at));
  }
  for (let at = 0; at < 13; at++) {
    assert.equal(aead.open(nonce, flipped(additionalData, at), good, 0, good.length), undefined);
  }
  for (let at = 0; at < 12; at++) assert.equal(aead.open(flipped(nonce, at), additionalData, good, 0, 86), undefined);
  assert.equal(aead.open(nonce, bytes(12, 8), good, 0, good.length), undefined);
  for (const end of [0, 15, 16, 85]) assert.equal(aead.open(nonce, additionalData, good, 0, end), undefined);
  assert.deepEqual(aead.open(nonce, additionalData, good, 0, 86), bytes(70, 9));
});

test('opens in place, at any offset, and nothing around it changes', () => {
  const aead = streamGcm(bytes(16, 10));
  const nonce = bytes(12, 11);
  const sealed = aead.seal(nonce, new Uint8Array(0), bytes(33, 12), 0).slice();
  const packet = new Uint8Array(100).fill(0xee);
  packet.set(sealed, 7);
  const opened = aead.open(nonce, new Uint8Array(0), packet, 7, 56);
  assert.deepEqual(opened, bytes(33, 12));
  assert.equal(opened?.buffer, packet.buffer);
  assert.deepEqual(packet.subarray(0, 7), new Uint8Array(7).fill(0xee));
  assert.deepEqual(packet.subarray(40), new Uint8Array([...sealed.subarray(33), ...new Uint8Array(44).fill(0xee)]));
});

test('the longest that it takes', () => {
  const key = bytes(16, 13);
  const nonce = bytes(12, 14);
  const additionalData = bytes(MAX_ADDITIONAL_DATA, 15);
  const plaintext = bytes(MAX_TEXT, 16);
  const sealed = streamGcm(key).seal(nonce, additionalData, plaintext, 0);
  assert.equal(Buffer.compare(sealed, nodeSeal(key, nonce, additionalData, plaintext)), 0);
});
