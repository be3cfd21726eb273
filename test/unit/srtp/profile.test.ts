/** Protection profiles, and whose key is whose. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AEAD_AES_128_GCM,
  AEAD_AES_256_GCM,
  AES128_CM_HMAC_SHA1_80,
  exportedLength,
  SRTP_PROFILES,
  srtpKeys,
  srtpProfile,
} from '../../../src/srtp/index.ts';

test('the profiles are found by their code points', () => {
  assert.deepEqual(
    SRTP_PROFILES.map(profile => profile.code),
    [7, 8, 1],
  );
  assert.equal(srtpProfile(0x0001), AES128_CM_HMAC_SHA1_80);
  assert.equal(srtpProfile(0x0007), AEAD_AES_128_GCM);
  assert.equal(srtpProfile(0x0008), AEAD_AES_256_GCM);
  assert.equal(srtpProfile(0x0002), undefined);
});

test('RFC 5764 §4.2: both keys come first, then both salts, the client before the server', () => {
  for (const profile of SRTP_PROFILES) {
    const { keyLength, saltLength } = profile;
    assert.equal(exportedLength(profile), 2 * keyLength + 2 * saltLength);
    const parts = [keyLength, keyLength, saltLength, saltLength].map((length, i) => new Uint8Array(length).fill(i));
    const exported = new Uint8Array(Buffer.concat(parts));
    const [clientKey, serverKey, clientSalt, serverSalt] = parts;
    const client = srtpKeys(exported, profile, 'client');
    assert.deepEqual(client.localKey, clientKey);
    assert.deepEqual(client.localSalt, clientSalt);
    assert.deepEqual(client.remoteKey, serverKey);
    assert.deepEqual(client.remoteSalt, serverSalt);
    const server = srtpKeys(exported, profile, 'server');
    assert.deepEqual([server.localKey, server.localSalt], [client.remoteKey, client.remoteSalt]);
    assert.deepEqual([server.remoteKey, server.remoteSalt], [client.localKey, client.localSalt]);
  }
});
