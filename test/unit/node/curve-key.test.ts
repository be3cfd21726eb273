/** Keys on a curve: the private one signs what the public one verifies, however often it was let go. */

import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { test } from 'node:test';
import { CurveKey } from '../../../src/node/curve-key.ts';
import { isSignature } from '../../../src/node/signing.ts';

const data = Uint8Array.of(1, 2, 3);

for (const curve of ['secp256r1', 'secp384r1'] as const) {
  test(`${curve}: signs again and again, and the public key verifies`, () => {
    for (let i = 0; i < 20; i++) {
      const key = new CurveKey(curve);
      assert.deepEqual([key.type, key.curve], ['ecdsa', curve]);
      const publicKey = createPublicKey({ key: Buffer.from(key.publicKey()), format: 'der', type: 'spki' });
      assert.ok(publicKey.equals(createPublicKey(key.read())));
      for (let again = 0; again < 3; again++) {
        assert.ok(isSignature(publicKey, 'ecdsa', 0x0403, data, key.sign(0x0403, data)));
      }
      assert.ok(publicKey.equals(createPublicKey(key.read())));
    }
  });
}

test('no two are the same, and no scheme of another type is signed', () => {
  const key = new CurveKey('secp256r1');
  assert.notDeepEqual(key.publicKey(), new CurveKey('secp256r1').publicKey());
  assert.throws(() => key.sign(0x0401, data), TypeError);
});

test('the key object is kept from the second signature on', () => {
  const key = new CurveKey('secp256r1');
  const first = key.read();
  key.sign(0x0403, data);
  const second = key.read();
  assert.notEqual(first, second);
  key.sign(0x0403, data);
  assert.equal(key.read(), second);
});
