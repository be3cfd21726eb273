/** Data of header extensions. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as rtp from '../../../src/rtp/extensions.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

test('MIDs and RIDs are tokens', () => {
  assert.equal(rtp.MID.read(ascii('audio-0.1')), 'audio-0.1');
  assert.deepEqual(rtp.MID.write('v'), ascii('v'));
  assert.equal(rtp.RID.read(ascii('hi_2-x')), 'hi_2-x');
  assert.equal(rtp.REPAIRED_RID.uri, rtp.EXTENSION_URI.repairedRid);
  for (const bad of ['', 'a b', 'ä', 'a\0']) assert.equal(rtp.MID.read(ascii(bad)), undefined, bad);
  assert.equal(rtp.RID.read(ascii('a.b')), undefined);
});

test('abs-send-time is 6.18 seconds, and wraps every 64', () => {
  assert.deepEqual(rtp.ABS_SEND_TIME.write(1_000), Uint8Array.of(0x04, 0, 0));
  assert.equal(rtp.ABS_SEND_TIME.read(Uint8Array.of(0x04, 0, 0)), 1_000);
  assert.equal(rtp.absSendTime(64_000), 0);
  assert.equal(rtp.absSendTime(63_999.9999), 0);
  assert.equal(rtp.absSendTime(128_500), 0x02_0000);
  assert.equal(rtp.ABS_SEND_TIME.read(Uint8Array.of(0, 0)), undefined);
});

test('the transport-wide sequence number', () => {
  assert.equal(rtp.TRANSPORT_CC.read(Uint8Array.of(0x12, 0x34)), 0x1234);
  assert.deepEqual(rtp.TRANSPORT_CC.write(0xffff), Uint8Array.of(0xff, 0xff));
  assert.equal(rtp.TRANSPORT_CC.read(Uint8Array.of(1, 2, 3, 4)), undefined);
});

test('audio levels', () => {
  assert.deepEqual(rtp.AUDIO_LEVEL.read(Uint8Array.of(0x9e)), { voiceActivity: true, level: 30 });
  assert.deepEqual(rtp.AUDIO_LEVEL.write({ voiceActivity: false, level: 127 }), Uint8Array.of(0x7f));
  assert.equal(rtp.AUDIO_LEVEL.read(new Uint8Array(0)), undefined);
  assert.deepEqual(rtp.CSRC_AUDIO_LEVEL.read(Uint8Array.of(0x81, 5)), [1, 5]);
  assert.deepEqual(rtp.CSRC_AUDIO_LEVEL.write([1, 127]), Uint8Array.of(1, 127));
  assert.equal(rtp.CSRC_AUDIO_LEVEL.read(new Uint8Array(16)), undefined);
});

test('video orientation', () => {
  assert.deepEqual(rtp.VIDEO_ORIENTATION.read(Uint8Array.of(0x0d)), {
    backCamera: true,
    flipped: true,
    rotation: 90,
  });
  for (const rotation of [0, 90, 180, 270] as const) {
    const value = { backCamera: false, flipped: rotation === 90, rotation };
    assert.deepEqual(rtp.VIDEO_ORIENTATION.read(rtp.VIDEO_ORIENTATION.write(value)), value);
  }
  assert.equal(rtp.VIDEO_ORIENTATION.read(new Uint8Array(0)), undefined);
});

test('playout delay', () => {
  assert.deepEqual(rtp.PLAYOUT_DELAY.read(Uint8Array.of(0x00, 0xa0, 0x14)), { minimum: 100, maximum: 200 });
  assert.deepEqual(rtp.PLAYOUT_DELAY.write({ minimum: 0, maximum: 99_999 }), Uint8Array.of(0, 0x0f, 0xff));
  assert.equal(rtp.PLAYOUT_DELAY.read(Uint8Array.of(0x01, 0x40, 0x00)), undefined, 'a maximum below the minimum');
  assert.equal(rtp.PLAYOUT_DELAY.read(new Uint8Array(2)), undefined);
});

test('abs-capture-time, with and without the offset of clocks', () => {
  const captureTime = { seconds: 0xe000_0001, fraction: 0x8000_0000 };
  for (const clockOffset of [undefined, 0, 1_500, -0.25, -3_000]) {
    const data = rtp.ABS_CAPTURE_TIME.write({ captureTime, clockOffset });
    assert.equal(data.length, clockOffset === undefined ? 8 : 16);
    const value = rtp.ABS_CAPTURE_TIME.read(data);
    assert.deepEqual(value?.captureTime, captureTime);
    assert.ok(Math.abs((value.clockOffset ?? 0) - (clockOffset ?? 0)) < 1e-6);
    assert.equal(value.clockOffset === undefined, clockOffset === undefined);
  }
  assert.equal(rtp.ABS_CAPTURE_TIME.read(new Uint8Array(9)), undefined);
});

test('transmission offsets are signed', () => {
  assert.equal(rtp.TOFFSET.read(Uint8Array.of(0xff, 0xff, 0xfe)), -2);
  assert.deepEqual(rtp.TOFFSET.write(-2), Uint8Array.of(0xff, 0xff, 0xfe));
  assert.equal(rtp.TOFFSET.read(Uint8Array.of(1)), undefined);
});
