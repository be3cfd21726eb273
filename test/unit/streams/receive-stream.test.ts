/** One remote encoding: repair, key frames, frames, tones. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DropCounters } from '../../../src/base/errors.ts';
import { NEVER } from '../../../src/base/instant.ts';
import { writeRed } from '../../../src/payload/red.ts';
import { writeTelephoneEvent } from '../../../src/payload/telephone-event.ts';
import type { RtpPacket } from '../../../src/rtp/packet.ts';
import type { ReceiveParameters } from '../../../src/streams/ports.ts';
import { extensionIds, receiveCodecs } from '../../../src/streams/receive-codecs.ts';
import type { ReceiveFeedback } from '../../../src/streams/receive-feedback.ts';
import type { StreamContext } from '../../../src/streams/receive-stream.ts';
import { ReceiveStream } from '../../../src/streams/receive-stream.ts';
import {
  audioParameters,
  EXTENSIONS,
  Heard,
  packet,
  receiveParameters,
  VP8,
  vp8Frames,
  vp8Payload,
} from './receive-support.ts';

class Subject {
  readonly heard: Heard = new Heard();
  readonly context: StreamContext;
  readonly stream: ReceiveStream;

  constructor(parameters: ReceiveParameters = receiveParameters()) {
    const { heard } = this;
    this.context = {
      kind: parameters.kind,
      drops: new DropCounters(),
      codecs: receiveCodecs(parameters),
      extensions: extensionIds(EXTENSIONS),
      headerExtensions: EXTENSIONS,
      roundTripTime: 100,
      jitterBufferTarget: 0,
      streams: 1,
      firSequence: -1,
      packet: one => heard.packet(one),
      frame: one => heard.frame(one),
      tone: one => heard.tone(one),
    };
    this.stream = new ReceiveStream(1000, undefined, this.context);
  }

  receive(now: number, ...packets: RtpPacket[]): void {
    for (const one of packets) {
      const codec = this.context.codecs[one.payloadType];
      assert.ok(codec !== undefined);
      this.stream.receive(one, codec, now);
    }
  }

  recover(now: number, one: RtpPacket): void {
    const codec = this.context.codecs[one.payloadType];
    assert.ok(codec !== undefined);
    this.stream.recover(one, codec, now);
  }

  feedback(now: number): ReceiveFeedback[] {
    const into: ReceiveFeedback[] = [];
    this.stream.pollFeedback(into, now);
    return into;
  }
}

const opus = (sequence: number, timestamp: number): RtpPacket =>
  packet(sequence, { payloadType: 111, timestamp, payload: Uint8Array.of(0x08, sequence, 2, 3) });

/** With the two frames before it. */
function red(sequence: number, timestamp: number): RtpPacket {
  const before = (back: number): { payloadType: number; timestampOffset: number; data: Uint8Array } => ({
    payloadType: 111,
    timestampOffset: 960 * back,
    data: opus(sequence - back, 0).payload,
  });
  const payload = writeRed(111, opus(sequence, 0).payload, [before(2), before(1)]);
  return packet(sequence, { payloadType: 63, timestamp, payload });
}

describe('ReceiveStream', () => {
  it('hands packets on in order of arrival, each once', () => {
    const subject = new Subject();
    subject.receive(5, packet(1), packet(3), packet(2), packet(3));
    assert.deepEqual(subject.heard.sequenceNumbers, [1, 3, 2]);
    assert.equal(subject.stream.packetsDiscarded, 1);
    assert.equal(subject.context.drops.count('duplicate'), 1);
    const [first] = subject.heard.packets;
    assert.equal(first?.receivedAt, 5);
    assert.equal(first.recovered, false);
    assert.equal(first.codec, VP8);
    assert.equal(first.headerExtensions, EXTENSIONS);
  });

  it('asks for what is missing until it comes', () => {
    const subject = new Subject();
    subject.receive(0, packet(1), packet(4));
    assert.equal(subject.stream.nextTimeout(), 0);
    assert.deepEqual(subject.feedback(0), [{ type: 'nack', mediaSsrc: 1000, sequenceNumbers: [2, 3] }]);
    subject.receive(60, packet(2));
    subject.recover(100, packet(3));
    assert.equal(subject.stream.nextTimeout(), NEVER);
    assert.equal(subject.stream.nackCount, 1);
    assert.equal(subject.heard.packets.at(-1)?.recovered, true);
  });

  it('divides a long NACK, so that each part fits into a packet', () => {
    const subject = new Subject();
    subject.receive(0, packet(1), packet(602));
    const parts = subject.feedback(0);
    assert.deepEqual(
      parts.map(part => (part.type === 'nack' ? part.sequenceNumbers.length : 0)),
      [240, 240, 120],
    );
    assert.equal(subject.stream.nackCount, 3);
  });

  it('asks for nothing where NACK was not negotiated', () => {
    const subject = new Subject(audioParameters());
    subject.receive(0, opus(1, 0), opus(3, 1920));
    assert.deepEqual(subject.feedback(0), []);
  });

  it('looks at payloads only while a key frame is waited for, and repeats the request until it comes', () => {
    const subject = new Subject();
    const [key, ...rest] = vp8Frames(3, { packets: 1 });
    assert.ok(key !== undefined);
    subject.receive(0, key);
    subject.stream.requestKeyFrame();
    assert.deepEqual(subject.feedback(0), [{ type: 'pli', mediaSsrc: 1000 }]);
    subject.receive(50, ...rest);
    assert.equal(subject.stream.nextTimeout(), 300);
    assert.equal(subject.feedback(300).length, 1);
    subject.receive(350, packet(103, { timestamp: 9000, marker: true, payload: vp8Payload({ key: true }) }));
    assert.equal(subject.stream.nextTimeout(), NEVER);
    assert.equal(subject.stream.pliCount, 2);
  });

  it('says FIR where there is no PLI: the same number for a repetition, the next for another request', () => {
    const fir = { ...VP8, rtcpFeedback: ['ccm fir'] };
    const subject = new Subject(receiveParameters({ codecs: [fir] }));
    subject.receive(0, packet(1));
    subject.stream.requestKeyFrame();
    assert.deepEqual(subject.feedback(0), [{ type: 'fir', mediaSsrc: 1000, commandSequence: 0 }]);
    assert.deepEqual(subject.feedback(300), [{ type: 'fir', mediaSsrc: 1000, commandSequence: 0 }]);
    subject.receive(400, packet(2, { payload: vp8Payload({ key: true }) }));
    subject.stream.requestKeyFrame();
    assert.deepEqual(subject.feedback(1000), [{ type: 'fir', mediaSsrc: 1000, commandSequence: 1 }]);
    assert.equal(subject.stream.firCount, 3);
  });

  it('asks for no key frame where neither was negotiated', () => {
    const subject = new Subject(receiveParameters({ codecs: [{ ...VP8, rtcpFeedback: ['nack'] }] }));
    subject.receive(0, packet(1));
    subject.stream.requestKeyFrame();
    assert.deepEqual(subject.feedback(0), []);
    assert.equal(subject.stream.nextTimeout(), NEVER);
  });

  it('makes frames only while they are wanted', () => {
    const subject = new Subject();
    const packets = vp8Frames(8, { packets: 2, keyEvery: 3 });
    subject.receive(0, ...packets.slice(0, 4));
    const { frameStatistics } = subject.stream;
    assert.equal(frameStatistics, undefined);
    subject.stream.wantFrames(true);
    subject.receive(0, ...packets.slice(4, 8));
    assert.deepEqual(
      subject.heard.frames.map(frame => frame.rtpTimestamp),
      [9000],
    );
    subject.stream.wantFrames(false);
    subject.receive(0, ...packets.slice(8, 12));
    subject.stream.wantFrames(true);
    subject.receive(0, ...packets.slice(12));
    assert.deepEqual(
      subject.heard.frames.map(frame => frame.rtpTimestamp),
      [9000, 18_000, 21_000],
    );
    assert.equal(subject.stream.frameStatistics?.framesReceived, 3);
    assert.equal(subject.heard.packets.length, 16);
  });

  it('asks for a key frame when a packet does not come back, and goes on there', () => {
    const subject = new Subject();
    subject.stream.wantFrames(true);
    const packets = vp8Frames(3, { packets: 2 });
    packets.splice(2, 1);
    subject.receive(0, ...packets);
    assert.equal(subject.heard.frames.length, 1);
    let now = 0;
    const told: ReceiveFeedback[] = [];
    for (;;) {
      subject.stream.handleTimeout(now);
      told.push(...subject.feedback(now));
      if (subject.stream.pliCount > 0 || now > 5000) break;
      now = Math.max(now + 1, subject.stream.nextTimeout());
    }
    assert.ok(now >= 300 && now <= 500, `${now}`);
    assert.ok(told.filter(one => one.type === 'nack').length >= 3);
    subject.receive(now + 50, packet(106, { timestamp: 9000, marker: true, payload: vp8Payload({ key: true }) }));
    assert.equal(subject.heard.frames.at(-1)?.type, 'key');
    // What was given up is not asked for any more.
    assert.equal(subject.stream.nextTimeout(), NEVER);
  });

  it('takes redundant frames for the packets that were lost', () => {
    const subject = new Subject(audioParameters());
    subject.stream.wantFrames(true);
    subject.receive(0, red(10, 9600), red(13, 9600 + 3 * 960), red(14, 9600 + 4 * 960));
    assert.deepEqual(subject.heard.sequenceNumbers, [10, 11, 12, 13, 14]);
    assert.deepEqual(
      subject.heard.packets.map(({ recovered, codec }) => [recovered, codec.payloadType]),
      [
        [false, 111],
        [true, 111],
        [true, 111],
        [false, 111],
        [false, 111],
      ],
    );
    assert.equal(subject.heard.frames.length, 5);
    assert.deepEqual(
      subject.heard.frames.map(frame => frame.data[1]),
      [10, 11, 12, 13, 14],
    );
    subject.receive(0, opus(12, 0));
    assert.equal(subject.context.drops.count('duplicate'), 1);
    const { fecPackets, fecBytes, fecPacketsUsed } = subject.stream;
    assert.deepEqual([fecPackets, fecBytes, fecPacketsUsed], [6, 24, 2]);
  });

  it('drops RED that cannot be read, or that wraps what may not be wrapped', () => {
    const subject = new Subject(audioParameters());
    subject.receive(0, packet(1, { payloadType: 63, payload: Uint8Array.of(0x80) }));
    subject.receive(0, packet(2, { payloadType: 63, payload: Uint8Array.of(63, 1, 2) }));
    subject.receive(0, packet(3, { payloadType: 63, payload: Uint8Array.of(99, 1, 2) }));
    assert.equal(subject.context.drops.count('malformed-red'), 3);
    assert.equal(subject.heard.packets.length, 0);
  });

  it('tells tones, as packets too but not as frames', () => {
    const subject = new Subject(audioParameters());
    subject.stream.wantFrames(true);
    const payload = writeTelephoneEvent({ event: 3, end: false, volume: 10, duration: 800 });
    subject.receive(0, opus(1, 0), packet(2, { payloadType: 110, timestamp: 960, payload }), opus(3, 960));
    assert.deepEqual(subject.heard.tones, [{ tone: '3', duration: 100, begun: true, ended: false }]);
    assert.equal(subject.heard.packets.length, 3);
    assert.equal(subject.heard.frames.length, 2);
  });

  it('hears tones of a sender that has restarted with an earlier clock', () => {
    const subject = new Subject(audioParameters());
    const press = (event: number, sequence: number, timestamp: number): RtpPacket => {
      const payload = writeTelephoneEvent({ event, end: true, volume: 10, duration: 800 });
      return packet(sequence, { payloadType: 110, timestamp, payload });
    };
    subject.receive(0, opus(1, 0), press(1, 2, 20_000));
    subject.receive(0, opus(30_000, 0), opus(30_001, 960), press(2, 30_002, 1920));
    assert.deepEqual(
      subject.heard.tones.map(({ tone }) => tone),
      ['1', '2'],
    );
  });

  it('begins anew when the other side restarts', () => {
    const subject = new Subject();
    subject.stream.wantFrames(true);
    subject.receive(0, ...vp8Frames(2, { packets: 2 }), packet(110, { timestamp: 9000 }));
    subject.receive(0, packet(40_000, { payload: vp8Payload({ start: false }), marker: true }));
    assert.equal(subject.context.drops.count('astray'), 1);
    subject.receive(0, ...vp8Frames(1, { packets: 2, first: 40_001 }));
    assert.equal(subject.heard.frames.length, 3);
    assert.deepEqual(
      subject.feedback(0).filter(one => one.type === 'nack'),
      [],
    );
  });

  it('takes late retransmissions for no restart', () => {
    const subject = new Subject();
    subject.stream.wantFrames(true);
    subject.receive(0, ...vp8Frames(1, { packets: 1, first: 100 }));
    for (let sequence = 101; sequence < 2400; sequence++) {
      if (sequence === 200 || sequence === 201) continue;
      subject.receive(0, packet(sequence, { timestamp: (sequence - 100) * 3000, marker: true }));
    }
    const before = subject.stream.tracker.expected;
    subject.recover(1200, packet(200));
    subject.recover(1200, packet(201));
    subject.receive(1200, packet(2400, { timestamp: 2300 * 3000, marker: true }));
    assert.equal(subject.stream.tracker.expected, before + 1);
    assert.equal(subject.stream.report(1200).extendedHighestSequenceNumber, 2400);
    assert.equal(subject.heard.packets.at(-1)?.packet.sequenceNumber, 2400);
    assert.equal(subject.stream.packetsDiscarded, 2);
  });

  it('lets RTX bring what is newer than all else', () => {
    const subject = new Subject();
    subject.recover(0, packet(1));
    assert.equal(subject.heard.packets.length, 0);
    subject.receive(0, packet(1));
    subject.recover(0, packet(4));
    assert.deepEqual(subject.heard.sequenceNumbers, [1, 4]);
    assert.deepEqual(subject.feedback(0), [{ type: 'nack', mediaSsrc: 1000, sequenceNumbers: [2, 3] }]);
  });

  it('is over after BYE, until something newer comes', () => {
    const subject = new Subject();
    subject.receive(0, packet(1), packet(4));
    subject.stream.bye();
    assert.equal(subject.stream.ended, true);
    subject.receive(0, packet(3));
    subject.recover(0, packet(2));
    assert.deepEqual(subject.feedback(0), []);
    assert.deepEqual(subject.heard.sequenceNumbers, [1, 4]);
    subject.receive(0, packet(5));
    assert.equal(subject.stream.ended, false);
  });

  it('reports what it received and when the sender last reported', () => {
    const subject = new Subject();
    subject.receive(0, packet(1), packet(2));
    const report = { ssrc: 1000, ntpSeconds: 1, ntpFraction: 0, rtpTimestamp: 0, packetCount: 0, octetCount: 0 };
    subject.stream.receiveSenderReport(report, 100);
    const block = subject.stream.report(1100);
    assert.equal(block.ssrc, 1000);
    assert.equal(block.lastSenderReport, 0x1_0000);
    assert.equal(block.delaySinceLastSenderReport, 0x1_0000);
    assert.equal(block.extendedHighestSequenceNumber, 2);
  });

  it('goes on making frames when the same is negotiated again, and waits for a key frame of another codec', () => {
    const subject = new Subject();
    subject.stream.wantFrames(true);
    const packets = vp8Frames(6, { packets: 1, keyEvery: 4 });
    subject.receive(0, ...packets.slice(0, 1));
    subject.context.codecs = receiveCodecs(receiveParameters());
    subject.stream.reconfigured();
    subject.stream.setRoundTripTime(50);
    subject.receive(0, ...packets.slice(1, 2));
    subject.context.codecs = receiveCodecs(receiveParameters({ codecs: [{ ...VP8, sdpFmtpLine: 'max-fr=30' }] }));
    subject.stream.reconfigured();
    subject.receive(0, ...packets.slice(2));
    assert.deepEqual(
      subject.heard.frames.map(frame => frame.rtpTimestamp),
      [0, 3000, 12_000, 15_000],
    );
  });
});

describe('ReceiveStream measures', () => {
  it('counts pictures that pass in packets, until frames are wanted', () => {
    const subject = new Subject();
    subject.receive(0, ...[0, 1, 2].map(sequence => packet(sequence, { marker: sequence !== 1 })));
    assert.equal(subject.stream.framesPassed, 2);
    subject.stream.wantFrames(true);
    subject.receive(1, packet(3, { marker: true }));
    assert.equal(subject.stream.framesPassed, 2);
    assert.equal(subject.stream.sound, undefined);
  });

  it('knows the size of pictures that pass in packets from their key frames, until frames are handed out', () => {
    const subject = new Subject();
    const key = vp8Payload({ key: true });
    subject.receive(0, packet(0, { marker: true }));
    assert.equal(subject.stream.passedSize, undefined);
    subject.receive(1, packet(1, { timestamp: 3000, payload: key }), packet(2, { timestamp: 3000, marker: true }));
    assert.deepEqual(subject.stream.passedSize, { width: 320, height: 240 });
    subject.receive(2, packet(3, { timestamp: 6000, marker: true }));
    assert.deepEqual(subject.stream.passedSize, { width: 320, height: 240 });
    subject.stream.wantFrames(true);
    subject.receive(3, ...vp8Frames(2, { packets: 1, keyEvery: 1, first: 4 }));
    assert.equal(subject.stream.passedSize, undefined);
  });

  it('adds up what the packets of audio say of their sound', () => {
    const subject = new Subject(audioParameters());
    const opus = Uint8Array.of(0x78, 1, 2);
    const level = { id: 1, data: Uint8Array.of(0x80 | 20) };
    subject.receive(0, packet(0, { payloadType: 111, payload: opus }));
    assert.deepEqual(subject.stream.sound?.statistics.audioLevel, undefined);
    subject.receive(20, packet(1, { payloadType: 111, payload: opus, extensions: [level] }));
    const { audioLevel, totalAudioEnergy, totalSamplesDuration } = subject.stream.sound?.statistics ?? {};
    assert.equal(audioLevel, 0.1);
    assert.equal(totalSamplesDuration, 0.04);
    assert.ok(Math.abs((totalAudioEnergy ?? 0) - 0.02 * 0.01) < 1e-12);
  });
});
