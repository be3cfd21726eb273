/** What is kept for each SSRC. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LocalSource, RemoteSources } from '../../../src/srtp/sources.ts';

test('RFC 3711 §9.2: SRTCP indices count from zero and end after 2^31', () => {
  const source = new LocalSource(1);
  assert.deepEqual([source.nextRtcpIndex(), source.nextRtcpIndex()], [0, 1]);
  source.rtcpIndex = 0x7fff_ffff;
  assert.equal(source.nextRtcpIndex(), 0x7fff_ffff);
  assert.equal(source.nextRtcpIndex(), -1);
  assert.equal(source.nextRtcpIndex(), -1);
});

test('sources are found by SSRC, and a search makes none', () => {
  const sources = new RemoteSources();
  assert.equal(sources.find(1), undefined);
  assert.equal(sources.size, 0);
  const one = sources.add(1);
  const two = sources.add(2);
  assert.equal(sources.find(1), one);
  assert.equal(sources.find(2), two);
  assert.equal(sources.find(2), two);
  assert.equal(sources.size, 2);
});
