/** Capabilities: mandatory codecs and extensions are there, nothing twice. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodingName } from '../../../src/jsep/capabilities.ts';
import {
  defaultHeaderExtensions,
  isMandatoryExtension,
  isMediaCodec,
  receiverCapabilities,
  sameCodec,
  senderCapabilities,
} from '../../../src/jsep/index.ts';

test('the mandatory codecs are there, and none twice', () => {
  for (const [kind, mandatory] of [
    ['audio', ['opus', 'pcmu', 'pcma', 'telephone-event']],
    ['video', ['vp8', 'h264', 'rtx']],
  ] as const) {
    const { codecs } = receiverCapabilities(kind);
    const found = codecs.map(({ mimeType }) => encodingName(mimeType));
    for (const name of mandatory) assert.ok(found.includes(name), name);
    for (const codec of codecs) {
      assert.equal(codecs.filter(other => sameCodec(codec, other)).length, 1);
      assert.ok(codec.mimeType.startsWith(`${kind}/`));
      assert.equal(codec.channels === undefined, kind === 'video');
    }
    assert.deepEqual(senderCapabilities(kind), receiverCapabilities(kind));
  }
  const baseline = receiverCapabilities('video').codecs.filter(({ sdpFmtpLine }) => sdpFmtpLine?.includes('42e01f'));
  assert.equal(baseline.length, 2, 'RFC 7742: Constrained Baseline, in both packetization modes');
});

test('extensions of simulcast and bundling are mandatory, costly ones are off', () => {
  const video = defaultHeaderExtensions('video');
  const mandatory = video.filter(({ uri }) => isMandatoryExtension(uri));
  assert.equal(mandatory.length, 3);
  assert.ok(mandatory.every(({ direction }) => direction === 'sendrecv'));
  assert.equal(video.find(({ uri }) => uri.includes('dependency-descriptor'))?.direction, 'stopped');
  assert.ok(defaultHeaderExtensions('audio').some(({ uri }) => uri.endsWith('ssrc-audio-level')));
});

test('repair and events are no media', () => {
  assert.deepEqual(
    ['audio/opus', 'video/rtx', 'audio/RED', 'audio/CN', 'audio/telephone-event', 'video/H264'].map(isMediaCodec),
    [true, false, false, false, false, true],
  );
});
