/** Which extensions are sent, and which are forwarded. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RtpPacket } from '../../../src/rtp/packet.ts';
import { forwardedElements, headerPlan, repeatedElements } from '../../../src/streams/header-plan.ts';

const MID = 'urn:ietf:params:rtp-hdrext:sdes:mid';
const RID = 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id';
const REPAIRED_RID = 'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id';
const TRANSPORT_CC = 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01';
const AUDIO_LEVEL = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';
const ORIENTATION = 'urn:3gpp:video-orientation';

const extensions = [
  { id: 4, uri: MID },
  { id: 5, uri: RID },
  { id: 6, uri: REPAIRED_RID },
  { id: 3, uri: TRANSPORT_CC },
  { id: 1, uri: AUDIO_LEVEL },
];
const identity = { mid: '0', rid: 'hi', ssrc: 1, rtxSsrc: 2 };
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('header plan', () => {
  it('introduces an SSRC with MID and RID, and its RTX with the repaired RID', () => {
    const plan = headerPlan(identity, extensions);
    const introducing = RtpPacket.read(plan.introducing.write(false, 96, 0, 0));
    assert.deepEqual(introducing?.extension(4), text('0'));
    assert.deepEqual(introducing?.extension(5), text('hi'));
    assert.equal(introducing?.ssrc, 1);
    const plain = RtpPacket.read(plan.plain.write(false, 96, 0, 0));
    assert.deepEqual(plain?.extensionIds, [3]);
    const rtx = RtpPacket.read((plan.rtx ?? plan.plain).write(false, 97, 0, 0));
    assert.equal(rtx?.ssrc, 2);
    assert.deepEqual(rtx?.extension(4), text('0'));
    assert.deepEqual(rtx?.extension(6), text('hi'));
    assert.equal(rtx?.extension(5), undefined);
    const levelled = plan.levelled?.introducing;
    const loud = RtpPacket.read(levelled?.write(false, 0, 0, 0) ?? new Uint8Array());
    assert.deepEqual(loud?.extensionIds, [3, 4, 5, 1]);
    assert.equal(levelled?.audioLevelAt, loud?.extensionAt(1));
    assert.equal(plan.introducing.audioLevelAt, 0);
  });

  it('has room for the capture time, with and without an audio level', () => {
    const capture = { id: 12, uri: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time' };
    assert.equal(headerPlan(identity, extensions).captured, undefined);
    for (const id of [12, 40]) {
      const { captured } = headerPlan(identity, [...extensions, { ...capture, id }]);
      for (const writer of [captured?.plain, captured?.introducing, captured?.levelled?.introducing]) {
        const packet = RtpPacket.read(writer?.write(false, 0, 0, 0) ?? new Uint8Array());
        assert.equal(packet?.extension(id)?.length, 16);
        assert.equal(writer?.captureTimeAt, packet?.extensionAt(id));
        if (writer?.audioLevelAt !== 0) assert.equal(writer?.audioLevelAt, packet?.extensionAt(1));
      }
      assert.equal(captured?.plain.audioLevelAt, 0);
      assert.equal(captured?.levelled?.plain.captureTimeAt, captured?.plain.captureTimeAt);
    }
  });

  it('uses only what was negotiated', () => {
    const plan = headerPlan({ ...identity, rid: undefined, rtxSsrc: undefined }, []);
    assert.equal(plan.introducing.write(false, 96, 0, 0).length, 12);
    assert.equal(plan.rtx, undefined);
    assert.equal(plan.levelled, undefined);
  });

  it('forwards what the source says of its media, and not how it was sent', () => {
    const source = [
      { id: 9, uri: MID },
      { id: 10, uri: TRANSPORT_CC },
      { id: 11, uri: AUDIO_LEVEL },
      { id: 12, uri: ORIENTATION },
    ];
    assert.deepEqual(forwardedElements(source, extensions), { sourceIds: [11], ids: [1] });
    assert.deepEqual(repeatedElements(extensions), { sourceIds: [1], ids: [1] });
  });
});
