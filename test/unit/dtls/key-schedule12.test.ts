/** The TLS 1.2 PRF against known answers, and what is derived with it against a second computation. */

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { cipherSuites } from '../../../src/dtls/cipher-suite.ts';
import {
  concat,
  extendedMasterSecret,
  keyMaterial,
  masterSecret,
  prf,
  verifyData,
} from '../../../src/dtls/key-schedule12.ts';
import { APPLICATION_DATA } from '../../../src/dtls/record/header.ts';
import { Protection12 } from '../../../src/dtls/record/seal12.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { bytes, fromHex, toHex } from './support.ts';

// The test vectors that the TLS working group's list agreed on for RFC 5246 §5.
const SHA256 = {
  secret: '9bbe436ba940f017b17652849a71db35',
  seed: 'a0ba9f936cda311827a6f796ffd5198c',
  output: `e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af
           0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff701
           87347b66`,
};
const SHA384 = {
  secret: 'b80b733d6ceefcdc71566ea48e5567df',
  seed: 'cd665cf6a8447dd6ff8b27555edb7465',
  output: `7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cde9ca0faa60be9fe34f82b1233c9146a0
           e534cb400fed2700884f9dc236f80edd8bfa961144c9e8d792eca722a7b32fc3d416d473ebc2c5fd4abfdad05d918425
           9b5bf8cd4d90fa0d31e2dec479e4f1a26066f2eea9a69236a3e52655c9e9aee691c8f3a26854308d5eaa3be85e099070
           3d73e56f`,
};

for (const [hash, { secret, seed, output }] of Object.entries({ sha256: SHA256, sha384: SHA384 })) {
  test(`PRF with ${hash}: known answer, at every length`, () => {
    const expected = fromHex(output);
    for (const length of [0, 1, 31, 32, 48, 64, expected.length]) {
      const actual = prf(hash as 'sha256', fromHex(secret), 'test label', fromHex(seed), length, nodeCrypto);
      assert.equal(toHex(actual), toHex(expected.subarray(0, length)));
    }
  });
}

const [suite, suite384, chacha] = cipherSuites([0xc02b, 0xc02c, 0xcca9]) as [never, never, never];
const client = new Uint8Array(32).fill(1);
const server = new Uint8Array(32).fill(2);

/** P_hash once more, over `node:crypto`, for outputs of up to two blocks. */
function expected(hash: string, secret: Uint8Array, label: string, seed: Uint8Array, length: number): string {
  const start = Buffer.concat([Buffer.from(label), seed]);
  const hmac = (...data: Uint8Array[]): Buffer => createHmac(hash, secret).update(Buffer.concat(data)).digest();
  const blocks: Buffer[] = [];
  for (let a = hmac(start); blocks.length * 32 < length; a = hmac(a)) blocks.push(hmac(a, start));
  return Buffer.concat(blocks).subarray(0, length).toString('hex');
}

test('master secret: client random first', () => {
  const actual = masterSecret(suite, bytes('premaster'), client, server, nodeCrypto);
  assert.equal(toHex(actual), expected('sha256', bytes('premaster'), 'master secret', concat(client, server), 48));
});

test('extended master secret: the session hash in place of the randoms', () => {
  const actual = extendedMasterSecret(suite384, bytes('premaster'), bytes('hash'), nodeCrypto);
  assert.equal(toHex(actual), expected('sha384', bytes('premaster'), 'extended master secret', bytes('hash'), 48));
});

test('verify_data: by sender', () => {
  for (const sender of ['client', 'server'] as const) {
    const actual = verifyData(suite, bytes('master'), sender, bytes('hash'), nodeCrypto);
    assert.equal(toHex(actual), expected('sha256', bytes('master'), `${sender} finished`, bytes('hash'), 12));
  }
});

test('key block: client key, server key, client iv, server iv; server random first', () => {
  for (const [each, algorithm, hash, key, iv] of [
    [suite, 'aes-128-gcm', 'sha256', 16, 4],
    [suite384, 'aes-256-gcm', 'sha384', 32, 4],
    [chacha, 'chacha20-poly1305', 'sha256', 32, 12],
  ] as const) {
    const length = 2 * (key + iv);
    const block = fromHex(expected(hash, bytes('master'), 'key expansion', concat(server, client), length));
    const keys = keyMaterial(each, bytes('master'), client, server, nodeCrypto);
    const ivs = 2 * key;
    const wanted = {
      client: new Protection12(algorithm, block.slice(0, key), block.slice(ivs, ivs + iv), nodeCrypto),
      server: new Protection12(algorithm, block.slice(key, ivs), block.slice(ivs + iv), nodeCrypto),
    };
    for (const side of ['client', 'server'] as const) {
      const sealed = keys[side].seal(APPLICATION_DATA, 1, 5, bytes('data'));
      assert.deepEqual(wanted[side].open(sealed, 0, sealed.length), bytes('data'));
    }
  }
});
