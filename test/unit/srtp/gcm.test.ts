/** The packets of RFC 7714 §16 and §17, both ways. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { GcmTransform } from '../../../src/srtp/gcm.ts';
import { AEAD_AES_128_GCM, AEAD_AES_256_GCM } from '../../../src/srtp/index.ts';
import { hex, sessionKeys, text } from './support.ts';

const KEY = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const SALT = '517569642070726f2071756f';
const HEADER = '8040f17b8041f8d35501a0b2';
const PAYLOAD = '47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573';
const RTCP = `81c8000d4d617273 4e5450314e545032525450200000042a0000e9304c756e61
              deadbeefdeadbeefdeadbeefdeadbeefdeadbeef`;
const RTP_SSRC = 0x5501a0b2;
const RTCP_SSRC = 0x4d617273;

const vectors = [
  {
    profile: AEAD_AES_128_GCM,
    // §16.1.1, §17.1
    srtp: `${HEADER}f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833
           899d7f27beb16a9152cf765ee4390cce`,
    srtcp: `81c8000d4d617273 63e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275b
            c84aa45896cf4d2fc5abf87245d9eade 800005d4`,
  },
  {
    profile: AEAD_AES_256_GCM,
    // §16.2.1, §17.2
    srtp: `${HEADER}32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b
           7aa3db36dfffd6b0f9bb7878d7a76c13`,
    srtcp: `81c8000d4d617273 d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1110555be8415f658c61de0476f1b6fad
            1d1eb30c4446839f57ff6f6cb26ac3be 800005d4`,
  },
];

for (const { profile, srtp, srtcp } of vectors) {
  const key = KEY.slice(0, 2 * profile.keyLength);
  const transform = new GcmTransform(profile, sessionKeys(key, SALT), nodeCrypto);

  test(`${profile.name}: RFC 7714 §16, SRTP`, () => {
    const sealed = transform.sealRtp(hex(HEADER), hex(PAYLOAD), RTP_SSRC, 0xf17b);
    assert.equal(text(sealed), text(hex(srtp)));
    assert.equal(transform.openRtp(sealed, 12, RTP_SSRC, 0xf17b), sealed.length - transform.rtpOverhead);
    assert.equal(text(sealed.subarray(0, -16)), HEADER + PAYLOAD);
  });

  test(`${profile.name}: RFC 7714 §17, SRTCP`, () => {
    const packet = hex(RTCP);
    const sealed = transform.sealRtcp(packet, RTCP_SSRC, 0x5d4);
    assert.equal(text(sealed), text(hex(srtcp)));
    assert.equal(transform.openRtcp(sealed, RTCP_SSRC, 0x5d4), packet.length);
    assert.deepEqual(sealed.subarray(0, packet.length), packet);
  });

  test(`${profile.name}: what is not authentic is left as it came`, () => {
    for (const index of [0xf17b + 0x1_0000, 0xf17a]) {
      const sealed = hex(srtp);
      assert.equal(transform.openRtp(sealed, 12, RTP_SSRC, index), -1);
      assert.deepEqual(sealed, hex(srtp));
    }
    const sealed = hex(srtcp);
    assert.equal(transform.openRtcp(sealed, RTCP_SSRC, 0x5d5), -1);
    assert.deepEqual(sealed, hex(srtcp));
  });
}

test('the rollover counter enters the nonce whole', () => {
  const transform = new GcmTransform(AEAD_AES_128_GCM, sessionKeys(KEY.slice(0, 32), SALT), nodeCrypto);
  const index = 0xfedc_ba98 * 0x1_0000 + 5;
  const nonce = hex('5175 3c6580c2 8cb39ae9 756a');
  const wanted = nodeCrypto.aead('aes-128-gcm', hex(KEY.slice(0, 32))).seal(nonce, hex(HEADER), hex(PAYLOAD), 0);
  const sealed = transform.sealRtp(hex(HEADER), hex(PAYLOAD), RTP_SSRC, index);
  assert.equal(text(sealed.subarray(12)), text(wanted));
});
