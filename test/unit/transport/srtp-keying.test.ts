/** SRTP from a real handshake: both ends hold matching keys for whichever profile they agree on. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { OFFERED_PROFILES, srtpSession } from '../../../src/transport/srtp-keying.ts';
import { connect, pair } from '../dtls/support.ts';
import { rtpHeader } from '../srtp/support.ts';

const payload = Uint8Array.of(1, 2, 3);

for (const [theirs, name] of [
  [[1, 8, 7], 'AEAD_AES_128_GCM'],
  [[8, 1], 'AEAD_AES_256_GCM'],
  [[2, 1], 'AES128_CM_HMAC_SHA1_80'],
] as const) {
  test(`${name} is agreed with a peer that has ${theirs.join(', ')}`, () => {
    const { client, server } = pair({ srtpProfiles: theirs }, { srtpProfiles: OFFERED_PROFILES });
    connect(client, server);
    const [a, b] = [client, server].map(party => srtpSession(party.connection, nodeCrypto));
    assert.ok(a !== undefined && b !== undefined);
    assert.equal(a.profile.name, name);
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const packet = from.protectRtp(rtpHeader(1), payload);
      assert.ok(packet !== undefined);
      assert.deepEqual(to.unprotectRtp(packet)?.subarray(12), payload);
    }
  });
}

test('a peer without SRTP gets no session', () => {
  const { client, server } = pair({}, { srtpProfiles: OFFERED_PROFILES });
  connect(client, server);
  assert.equal(srtpSession(server.connection, nodeCrypto), undefined);
});
