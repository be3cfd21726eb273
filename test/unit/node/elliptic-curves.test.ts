/** Every name of a curve is that curve's: OpenSSL's, JWK's, and the object identifier in a SubjectPublicKeyInfo. */

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { CURVES, EC_PUBLIC_KEY } from '../../../src/node/elliptic-curves.ts';

for (const [curve, { name, crv, size, identifier }] of Object.entries(CURVES)) {
  test(`${curve}: OpenSSL writes the same names`, () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: name });
    const jwk = publicKey.export({ format: 'jwk' });
    assert.equal(jwk.crv, crv);
    assert.equal(Buffer.from(jwk.x as string, 'base64url').length, size);
    // Two headers; identifier and parameters of the algorithm (RFC 5480 §2): each is tag 06, length, content.
    const spki = publicKey.export({ format: 'der', type: 'spki' });
    const algorithm = Buffer.from([6, EC_PUBLIC_KEY.length, ...EC_PUBLIC_KEY, 6, identifier.length, ...identifier]);
    assert.ok(spki.subarray(0, 8 + algorithm.length).includes(algorithm));
  });
}
