/** Counter mode with HMAC-SHA1 of 80 bits: the packets that libsrtp validates itself with, both ways. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { CounterHmacTransform } from '../../../src/srtp/counter-hmac.ts';
import { AES128_CM_HMAC_SHA1_80 } from '../../../src/srtp/index.ts';
import { deriveSessionKeys } from '../../../src/srtp/key-derivation.ts';
import { hex, text } from './support.ts';

const keys = deriveSessionKeys(
  AES128_CM_HMAC_SHA1_80,
  hex('e1f97a0d3e018be0d64fa32c06de4139'),
  hex('0ec675ad498afeebb6960b3aabe6'),
  nodeCrypto,
);
const transform = new CounterHmacTransform(keys, nodeCrypto);
const SSRC = 0xcafe_babe;
const RTP = `800f1234decafbadcafebabe${'ab'.repeat(16)}`;
const SRTP = '800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb';
const RTCP = `81c8000bcafebabe${'ab'.repeat(16)}`;
const SRTCP = '81c8000bcafebabe7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798';

test('SRTP', () => {
  const sealed = transform.sealRtp(hex(RTP).subarray(0, 12), hex(RTP).subarray(12), SSRC, 0x1234);
  assert.equal(text(sealed), SRTP);
  assert.equal(transform.openRtp(sealed, 12, SSRC, 0x1234), 28);
  assert.equal(text(sealed.subarray(0, 28)), RTP);
});

test('SRTCP', () => {
  const sealed = transform.sealRtcp(hex(RTCP), SSRC, 1);
  assert.equal(text(sealed), SRTCP);
  assert.equal(transform.openRtcp(sealed, SSRC, 1), 24);
  assert.equal(text(sealed.subarray(0, 24)), RTCP);
});

test('what is not authentic is left as it came', () => {
  for (let at = 0; at < SRTP.length / 2; at++) {
    const changed = hex(SRTP);
    changed[at] = (changed[at] as number) ^ 1;
    const before = changed.slice();
    assert.equal(transform.openRtp(changed, 12, SSRC, 0x1234), -1);
    assert.deepEqual(changed, before);
  }
  const other = hex(SRTP);
  assert.equal(transform.openRtp(other, 12, SSRC, 0x1_1234), -1);
  assert.equal(text(other), SRTP);
  const damaged = hex(SRTCP);
  damaged[9] = 0;
  assert.equal(transform.openRtcp(damaged, SSRC, 1), -1);
});
