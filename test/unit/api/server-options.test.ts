/** Server options: SRTP profiles by name, sizes of packets. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkServerOptions, type SrtpProfileName, srtpProfileCodes } from '../../../src/api/server-options.ts';

test('names become code points in their order; nothing said is the default', () => {
  assert.equal(srtpProfileCodes({}), undefined);
  assert.deepEqual(srtpProfileCodes({ srtpProfiles: ['AES128_CM_HMAC_SHA1_80', 'AEAD_AES_256_GCM'] }), [1, 8]);
});

test('names that are none are refused, and so is an empty list', () => {
  const wrong = 'AES_CM_128' as SrtpProfileName;
  assert.throws(() => srtpProfileCodes({ srtpProfiles: [wrong] }), /'AES_CM_128' is none of AEAD_AES_128_GCM/);
  assert.throws(() => srtpProfileCodes({ srtpProfiles: [] }), TypeError);
});

test('packets of a size that carries nothing are refused by name', () => {
  for (const maxPacketSize of [0, 100, 511, -1, Number.NaN, '1200' as unknown as number]) {
    assert.throws(() => checkServerOptions({ maxPacketSize }), /^RangeError: maxPacketSize: /);
  }
  for (const maxPacketSize of [512, 1200, 65_507, Number.POSITIVE_INFINITY]) checkServerOptions({ maxPacketSize });
});
