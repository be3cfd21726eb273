/** The seal on the state cookie. */

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { noExtensions } from '../../../src/sctp/packet/extensions.ts';
import { openCookie, sealCookie } from '../../../src/sctp/state-cookie.ts';

const mac = (key: string) => (data: Uint8Array) => createHmac('sha256', key).update(data).digest();

const COOKIE = {
  created: 123_456,
  localTag: 1,
  peerTag: 0xffff_ffff,
  localTieTag: 3,
  peerTieTag: 4,
  localInitialTsn: 5,
  peerInitialTsn: 6,
  peerRwnd: 7,
  outboundStreams: 8,
  inboundStreams: 65_535,
  extensions: { ...noExtensions(), partialReliability: true, zeroChecksum: true },
};

test('a cookie of ours opens', () => {
  assert.deepEqual(openCookie(sealCookie(COOKIE, mac('k')), mac('k')), COOKIE);
});

test('no other does: each changed byte, each other length, another key', () => {
  const sealed = sealCookie(COOKIE, mac('k'));
  for (let i = 0; i < sealed.length; i++) {
    const forged = sealed.slice();
    forged[i] = (forged[i] as number) ^ 0x40;
    assert.equal(openCookie(forged, mac('k')), undefined);
    assert.equal(openCookie(sealed.slice(0, i), mac('k')), undefined);
  }
  assert.equal(openCookie(new Uint8Array([...sealed, 0]), mac('k')), undefined);
  assert.equal(openCookie(sealed, mac('other')), undefined);
});
