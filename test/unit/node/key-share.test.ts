/** Ephemeral keys agree with an independent computation, and every one is new. */

import assert from 'node:assert/strict';
import { createECDH, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { makeKeyShare } from '../../../src/node/key-share.ts';

function agreesOnX25519(share: ReturnType<typeof makeKeyShare>): void {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const peer = createPublicKey({
    key: Buffer.concat([spki.subarray(0, 12), share.publicKey]),
    format: 'der',
    type: 'spki',
  });
  const expected = new Uint8Array(diffieHellman({ privateKey, publicKey: peer }));
  assert.deepEqual(share.agree(new Uint8Array(spki.subarray(12))), expected);
}

test('x25519 agrees with an independent computation, and refuses points of small order', () => {
  const share = makeKeyShare('x25519');
  agreesOnX25519(share);
  for (const low of [new Uint8Array(32), Uint8Array.of(1, ...new Uint8Array(31))]) {
    assert.equal(share.agree(low), undefined);
  }
  assert.equal(share.agree(new Uint8Array(31)), undefined);
});

for (const [group, curve, length] of [
  ['secp256r1', 'prime256v1', 65],
  ['secp384r1', 'secp384r1', 97],
] as const) {
  test(`${group} agrees with an independent computation, and refuses points off the curve`, () => {
    const share = makeKeyShare(group);
    assert.deepEqual([share.publicKey.length, share.publicKey[0]], [length, 4]);
    const peer = createECDH(curve);
    const point = new Uint8Array(peer.generateKeys());
    assert.deepEqual(share.agree(point), new Uint8Array(peer.computeSecret(share.publicKey)));
    const off = point.slice();
    off[length - 1] = (off[length - 1] as number) ^ 1;
    assert.equal(share.agree(off), undefined);
    assert.equal(share.agree(new Uint8Array(peer.getPublicKey(null, 'compressed'))), undefined);
    assert.equal(share.agree(new Uint8Array(length)), undefined);
  });
}

test('no key is given out twice, whether it was made ahead or not', async () => {
  const names = new Set<string>();
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 3; i++) {
      const share = makeKeyShare('x25519');
      agreesOnX25519(share);
      names.add(Buffer.from(share.publicKey).toString('hex'));
    }
    await turn();
  }
  assert.equal(names.size, 9);
});
