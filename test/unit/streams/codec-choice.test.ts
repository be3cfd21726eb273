/** Which codec carries a frame or a forwarded packet. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RtpCodecParameters } from '../../../src/rtp/parameters.ts';
import { forwardCodec, isMediaCodec, primaryCodec, rtxPayloadType } from '../../../src/streams/codec-choice.ts';

function codec(payloadType: number, mimeType: string, sdpFmtpLine?: string, clockRate = 90_000): RtpCodecParameters {
  return { payloadType, mimeType, clockRate, channels: undefined, sdpFmtpLine, rtcpFeedback: [] };
}

const vp8 = codec(96, 'video/VP8');
const vp8Rtx = codec(97, 'video/rtx', 'apt=96');
const vp9 = codec(98, 'video/VP9', 'profile-id=0');
const vp9Profile2 = codec(100, 'video/VP9', 'profile-id=2');
const h264Mode1 = codec(102, 'video/H264', 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f');
const h264Mode0 = codec(104, 'video/H264', 'packetization-mode=0; profile-level-id=42e01f');
const all = [vp8Rtx, vp8, vp9, vp9Profile2, h264Mode0, h264Mode1];

describe('codec choice', () => {
  it('knows a codec from its helpers', () => {
    assert.equal(isMediaCodec(vp8), true);
    assert.equal(isMediaCodec(vp8Rtx), false);
    assert.equal(isMediaCodec(codec(101, 'audio/telephone-event', '0-15', 8000)), false);
  });

  it('uses the chosen payload type, or the first codec', () => {
    assert.equal(primaryCodec(all, undefined), vp8);
    assert.equal(primaryCodec(all, 98), vp9);
    assert.equal(primaryCodec(all, 33), vp8);
    assert.equal(primaryCodec([vp8Rtx], undefined), undefined);
  });

  it('finds the RTX payload type by its apt', () => {
    assert.equal(rtxPayloadType(all, 96), 97);
    assert.equal(rtxPayloadType(all, 98), undefined);
  });

  it('forwards by name and what makes a difference, whatever the payload types', () => {
    assert.equal(forwardCodec(all, codec(120, 'video/vp8')), vp8);
    assert.equal(forwardCodec(all, codec(120, 'VIDEO/VP9')), vp9);
    assert.equal(forwardCodec(all, codec(120, 'video/VP9', 'profile-id=2')), vp9Profile2);
    assert.equal(forwardCodec(all, codec(120, 'video/H264', 'profile-level-id=42E029')), h264Mode0);
    const mode1 = codec(120, 'video/H264', 'profile-level-id=42e01f;packetization-mode=1');
    assert.equal(forwardCodec(all, mode1), h264Mode1);
    assert.equal(forwardCodec(all, codec(120, 'video/AV1')), undefined);
    assert.equal(forwardCodec(all, codec(120, 'video/VP8', undefined, 48_000)), undefined);
  });

  it('forwards another profile of the codec rather than nothing, but not mode 1 as mode 0', () => {
    const high = codec(120, 'video/H264', 'profile-level-id=640029;packetization-mode=1');
    assert.equal(forwardCodec(all, high), h264Mode1);
    assert.equal(forwardCodec([h264Mode0], high), undefined);
  });
});
