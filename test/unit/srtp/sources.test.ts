/** What is kept for each SSRC. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GENERATION, LocalSource, MAX_REMOTE_SOURCES, RemoteSources } from '../../../src/srtp/sources.ts';

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
  assert.equal(sources.find(1), undefined);
  const one = sources.add(1);
  const two = sources.add(2);
  assert.equal(sources.find(1), one);
  assert.equal(sources.find(2), two);
  assert.equal(sources.find(2), two);
});

test('a source that is heard keeps its windows, of one that is silent only newer packets pass', () => {
  const sources = new RemoteSources();
  const heard = sources.add(1);
  const silent = sources.add(2);
  for (const source of [heard, silent]) {
    source.rtp.commit(0x1_0005);
    source.rtcp.commit(7);
  }
  for (let ssrc = 10; ssrc < 10 + 3 * GENERATION; ssrc++) {
    sources.add(ssrc);
    if (ssrc % 1000 === 0) sources.heard(heard);
  }
  assert.equal(sources.find(1), heard);
  assert.ok(heard.rtp.accepts(0x1_0004));
  const again = sources.find(2);
  assert.ok(again !== undefined && again !== silent);
  assert.equal(again.rtp.highest, 0x1_0005);
  assert.deepEqual(
    [0x1_0004, 0x1_0005, 0x1_0006].map(index => again.rtp.accepts(index)),
    [false, false, true],
  );
  assert.deepEqual([again.rtcp.accepts(7), again.rtcp.accepts(8)], [false, true]);
  // A search alone, as for a forged packet, brings nothing back.
  assert.notEqual(sources.find(2), again);
  sources.heard(again);
  sources.find(1);
  assert.equal(sources.find(2), again);
});

test('the peer cannot make more sources than are kept', () => {
  const sources = new RemoteSources();
  for (let ssrc = 0; ssrc < MAX_REMOTE_SOURCES; ssrc++) {
    assert.equal(sources.full, false);
    sources.add(ssrc);
  }
  assert.equal(sources.full, true);
  assert.ok(sources.find(0) !== undefined);
});
