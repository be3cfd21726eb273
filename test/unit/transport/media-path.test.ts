/** Media between SRTP and its senders and receivers. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { writeRtpHeader } from '../../../src/rtp/index.ts';
import { madeUpFrame, receiveParameters, sendParameters, videoSection } from '../../sim/media.ts';
import { OPEN, Rig } from './media-support.ts';

const picture = {
  kind: 'video' as const,
  type: 'key' as const,
  data: madeUpFrame(1, true, 3000),
  timestamp: 0,
  duration: undefined,
  rtpTimestamp: undefined,
  mimeType: undefined,
};

/** A VP8 packet of the section `0`. */
function packet(sequenceNumber: number, mid = '0'): Uint8Array {
  const { header } = writeRtpHeader({
    marker: true,
    payloadType: 96,
    sequenceNumber,
    timestamp: 90_000,
    ssrc: 0x7777,
    csrcs: [],
    extensions: [{ id: 4, data: new TextEncoder().encode(mid) }],
  });
  return Uint8Array.of(...header, 0x10, ...madeUpFrame(sequenceNumber, true, 40));
}

describe('MediaPath', () => {
  it('discards what is sent before the keys are there, and asks for a key frame then', () => {
    const rig = new Rig();
    const handle = rig.sender(sendParameters(videoSection()));
    assert.equal(handle.sendFrame(0, picture), false);
    rig.connect();
    assert.deepEqual(rig.requested, [0]);
    assert.equal(handle.sendFrame(0, picture), true);
    rig.flush();
    assert.ok(rig.rtp.length >= 3);
  });

  it('sends nothing while the path is lost, and goes on with a key frame', () => {
    const rig = new Rig();
    const handle = rig.sender(sendParameters(videoSection()));
    rig.connect();
    handle.sendFrame(0, picture);
    rig.path.pathLost();
    assert.equal(handle.sendFrame(0, picture), false);
    rig.flush();
    assert.equal(rig.rtp.length, 0);
    rig.path.pathRestored(rig.now);
    assert.deepEqual(rig.requested, [0]);
    assert.equal(handle.sendFrame(0, picture), true);
  });

  it('sends nothing after DTLS has ended, and nothing for a closed transport', () => {
    const rig = new Rig();
    const handle = rig.sender(sendParameters(videoSection()));
    rig.connect();
    rig.path.disconnected();
    assert.equal(handle.sendFrame(0, picture), false);
    rig.flush();
    assert.deepEqual([rig.rtp, rig.rtcp], [[], []]);
    const other = new Rig();
    const late = other.sender(sendParameters(videoSection()));
    other.connect();
    other.open = false;
    assert.equal(late.sendFrame(0, picture), false);
    assert.equal(late.sendTone('1', 100), false);
    late.configure(sendParameters(videoSection({ encodings: [] })));
    assert.equal(late.statistics.length, 1);
    late.stop();
  });

  it('keeps a few packets that come before the keys', () => {
    const rig = new Rig();
    rig.receiver(receiveParameters(videoSection()));
    for (let i = 0; i < 40; i++) rig.path.receive(packet(i), rig.now);
    assert.equal(rig.told.length, 0);
    assert.equal(rig.counters.drops.count('early-srtp'), 8);
    rig.connect();
    assert.equal(rig.told.filter((told: string) => told.startsWith('packet')).length, 32);
  });

  it('counts what is no RTP, and what is of no section', () => {
    const rig = new Rig();
    rig.receiver(receiveParameters(videoSection()));
    rig.connect();
    rig.path.receive(Uint8Array.of(0x80, 96, 0), rig.now);
    assert.equal(rig.counters.drops.count('malformed-rtp'), 1);
    rig.path.receive(packet(1, 'other'), rig.now);
    assert.equal(rig.counters.drops.count('unrouted-rtp'), 1);
    assert.equal(rig.counters.routes.count('unknown-mid'), 1);
  });

  it("counts its receivers' drops, also when they are gone", () => {
    const rig = new Rig();
    const handle = rig.receiver(receiveParameters(videoSection()));
    rig.connect();
    for (let i = 0; i < 2; i++) rig.path.receive(packet(1), rig.now);
    assert.equal(rig.counters.streams.count('duplicate'), 1);
    handle.stop();
    assert.equal(rig.counters.dropped(), 'streams/duplicate 1');
  });

  it('gives a receiver its packets until it stops', () => {
    const rig = new Rig();
    const handle = rig.receiver(receiveParameters(videoSection()));
    rig.connect();
    rig.path.receive(packet(1), rig.now);
    assert.deepEqual(rig.told, ['started', 'packet 1']);
    assert.equal(handle.statistics[0]?.packetsReceived, 1);
    assert.equal(handle.sources[0]?.source, 0x7777);
    handle.stop();
    rig.path.receive(packet(2), rig.now);
    assert.equal(rig.told.length, 2);
    assert.deepEqual(handle.sources, []);
  });

  it('reports what it received, and asks for what is missing, in the size agreed on', () => {
    for (const reducedSizeRtcp of [true, false]) {
      const rig = new Rig();
      rig.receiver({ ...receiveParameters(videoSection()), reducedSizeRtcp });
      rig.connect();
      for (const number of [1, 2, 5, 6]) rig.path.receive(packet(number), rig.now);
      rig.advance(100);
      const [nack] = rig.sent('nack');
      assert.equal(nack?.mediaSsrc, 0x7777);
      assert.deepEqual(nack?.sequenceNumbers, [3, 4]);
      const carrier = rig.rtcp.find(compound => compound.some(({ type }) => type === 'nack'));
      assert.equal(carrier?.length, reducedSizeRtcp ? 1 : 3);
      rig.advance(1500);
      const [report] = rig.sent('receiver-report').filter(({ blocks }) => blocks.length > 0);
      assert.equal(report?.blocks[0]?.ssrc, 0x7777);
      assert.equal(report?.blocks[0]?.extendedHighestSequenceNumber, 6);
    }
  });

  it('hands on what comes while another packet is being received', () => {
    const rig = new Rig();
    const sender = rig.sender(sendParameters(videoSection()));
    const receiver = rig.path.createReceiver({
      packet: received => void sender.sendPacket(0, received),
      frame: () => {},
      started: () => {},
      stopped: () => {},
      tone: () => {},
    });
    receiver.configure(receiveParameters(videoSection()));
    rig.path.connected(OPEN, true, rig.now);
    rig.path.receive(packet(1), rig.now);
    rig.flush();
    assert.equal(rig.rtp.length, 1);
    assert.equal(rig.rtp[0]?.ssrc, 0x1111);
    assert.deepEqual(rig.rtp[0]?.payload, packet(1).subarray(20));
  });
});
