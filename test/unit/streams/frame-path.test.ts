/** From packets to frames, with all that is known of them. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NEVER } from '../../../src/base/instant.ts';
import type { RtpPacket } from '../../../src/rtp/packet.ts';
import type { FramePathEvents } from '../../../src/streams/frame-path.ts';
import { audioLevel, FramePath } from '../../../src/streams/frame-path.ts';
import type { ReceivedFrame } from '../../../src/streams/ports.ts';
import { RemoteSenderReport } from '../../../src/streams/remote-sender-report.ts';
import { IDS, OPUS, packet, receiveCodec, VP8, vp8Frames, vp8Payload } from './receive-support.ts';

const vp8 = receiveCodec(VP8);
const opus = receiveCodec(OPUS);

class Subject implements FramePathEvents {
  readonly frames: ReceivedFrame[] = [];
  readonly senderReport: RemoteSenderReport = new RemoteSenderReport();
  began = 0;
  needed = 0;
  abandoned = -1;
  readonly path: FramePath;

  constructor(kind: 'audio' | 'video' = 'video') {
    this.path = new FramePath({ kind, ssrc: 1000, rid: 'q', senderReport: this.senderReport }, IDS, this);
    this.path.setTiming(true, 100, 0, 0);
  }

  insert(one: RtpPacket, now: number): boolean {
    const codec = one.payloadType === OPUS.payloadType ? opus : vp8;
    return this.path.insert(one, codec, one.sequenceNumber + 0x1_0000, now);
  }

  frame(frame: ReceivedFrame): void {
    this.frames.push(frame);
  }

  keyFrameBegan(): void {
    this.began++;
  }

  keyFrameNeeded(): void {
    this.needed++;
  }

  givenUp(before: number): void {
    this.abandoned = before;
  }
}

describe('FramePath', () => {
  it('holds less where it is one of many', () => {
    const size = 1_200_000;
    for (const streams of [4, 16]) {
      const subject = new Subject();
      subject.path.setStreams(streams);
      subject.insert(packet(0, { payload: vp8Payload({ key: true, size }) }), 0);
      subject.insert(packet(1, { payload: vp8Payload({ start: false, size: 10 }), marker: true }), 0);
      assert.equal(subject.frames.length, streams === 4 ? 1 : 0);
    }
  });

  it('hands frames out with all that is known of them', () => {
    const subject = new Subject();
    subject.senderReport.receive(
      { ssrc: 1000, ntpSeconds: 100, ntpFraction: 0, rtpTimestamp: 0, packetCount: 0, octetCount: 0 },
      0,
    );
    const extensions = [{ id: IDS.videoOrientation, data: Uint8Array.of(1) }];
    const key = vp8Payload({ key: true });
    subject.insert(packet(1, { timestamp: 90_000, payload: key, csrcs: [7] }), 10);
    subject.insert(
      packet(2, { timestamp: 90_000, payload: vp8Payload({ start: false }), marker: true, extensions }),
      14,
    );
    subject.insert(packet(3, { timestamp: 93_000, marker: true }), 50);
    const [first, second] = subject.frames;
    assert.ok(first !== undefined && second !== undefined);
    const { data, ...rest } = first;
    assert.equal(data.length, 10 + 4 + 4);
    assert.deepEqual(rest, {
      kind: 'video',
      type: 'key',
      timestamp: 0,
      duration: undefined,
      rtpTimestamp: 90_000,
      mimeType: 'video/VP8',
      payloadType: 96,
      ssrc: 1000,
      rid: 'q',
      contributingSources: [7],
      receivedAt: 14,
      captureTime: 101_000,
      audioLevel: undefined,
      rotation: 90,
    });
    assert.equal(second.type, 'delta');
    assert.equal(second.timestamp, 33_333);
    assert.equal(second.rotation, 90);
    assert.equal(subject.began, 1);
    assert.deepEqual(subject.path.statistics, {
      framesReceived: 2,
      keyFramesReceived: 1,
      framesDropped: 0,
      framesAssembledFromMultiplePackets: 1,
      totalAssemblyTime: 4,
      jitterBufferDelay: 4,
      jitterBufferEmittedCount: 2,
      jitterBufferTargetDelay: 0,
      frameWidth: 320,
      frameHeight: 240,
    });
  });

  it('waits for a missing packet, but not longer than it was told to', () => {
    const subject = new Subject();
    const packets = vp8Frames(6, { packets: 1, keyEvery: 3 });
    for (const one of packets) if (one.sequenceNumber !== 101) subject.insert(one, 10);
    assert.equal(subject.frames.length, 1);
    const due = subject.path.nextTimeout();
    // Three round trips and what the answers take.
    assert.equal(due, 10 + 3 * 140 + 20);
    subject.path.handleTimeout(due - 1);
    assert.equal(subject.frames.length, 1);
    subject.path.handleTimeout(due);
    assert.deepEqual(
      subject.frames.map(frame => frame.rtpTimestamp),
      [0, 9000, 12_000, 15_000],
    );
    assert.equal(subject.needed > 0, true);
    assert.equal(subject.abandoned, 0x1_0000 + 102);
    assert.equal(subject.path.nextTimeout(), NEVER);
    assert.equal(subject.insert(packets[1] as RtpPacket, due), false);
    assert.equal(subject.path.statistics.jitterBufferDelay, 3 * (due - 10));
  });

  it('has the first frame though its second packet comes first', () => {
    const subject = new Subject();
    const rest = packet(11, { timestamp: 90_000, payload: vp8Payload({ start: false }), marker: true });
    assert.equal(subject.insert(rest, 0), true);
    assert.equal(subject.insert(packet(10, { timestamp: 90_000, payload: vp8Payload({ key: true }) }), 1), true);
    assert.deepEqual([subject.frames.length, subject.needed], [1, 0]);
  });

  it('waits a little for the beginning of the first frame, and then asks for another one', () => {
    const subject = new Subject();
    subject.insert(packet(11, { timestamp: 90_000, payload: vp8Payload({ start: false }), marker: true }), 0);
    assert.deepEqual([subject.path.nextTimeout(), subject.needed], [20, 0]);
    subject.path.handleTimeout(20);
    assert.deepEqual([subject.path.nextTimeout(), subject.needed], [NEVER, 1]);
  });

  it('goes on at once behind a gap that is wider than it can hold', () => {
    const subject = new Subject();
    subject.insert(packet(1, { marker: true, payload: vp8Payload({ key: true }) }), 0);
    subject.insert(packet(3, { timestamp: 3000, marker: true, payload: vp8Payload({ key: true }) }), 0);
    subject.insert(packet(5000, { timestamp: 6000, marker: true, payload: vp8Payload({ key: true }) }), 0);
    assert.deepEqual(
      subject.frames.map(frame => frame.rtpTimestamp),
      [0, 3000, 6000],
    );
  });

  it('has a frame of audio in each packet, with its duration and level', () => {
    const subject = new Subject('audio');
    const extensions = [{ id: IDS.audioLevel, data: Uint8Array.of(0x80 | 42) }];
    // One frame of 20 ms.
    const payload = Uint8Array.of(0x08, 1, 2, 3);
    subject.insert(packet(1, { payloadType: 111, timestamp: 0, payload, extensions }), 0);
    subject.insert(packet(3, { payloadType: 111, timestamp: 1920, payload }), 40);
    assert.equal(subject.frames.length, 1);
    subject.path.handleTimeout(subject.path.nextTimeout());
    assert.equal(subject.frames.length, 2);
    assert.equal(subject.frames[0]?.type, 'key');
    assert.equal(subject.frames[0]?.audioLevel, 42);
    assert.equal(subject.frames[0]?.duration, 20_000);
    assert.equal(subject.frames[1]?.timestamp, 40_000);
    assert.equal(subject.needed, 0);
    assert.equal(subject.path.statistics.jitterBufferEmittedCount, 1920);
  });

  it('reads header extensions by the numbers that hold now', () => {
    const subject = new Subject();
    const turned = {
      payload: vp8Payload({ key: true }),
      marker: true,
      extensions: [{ id: 9, data: Uint8Array.of(2) }],
    };
    subject.insert(packet(1, turned), 0);
    subject.path.extensions = { ...IDS, videoOrientation: 9 };
    subject.insert(packet(2, { ...turned, timestamp: 3000 }), 0);
    assert.deepEqual(
      subject.frames.map(frame => frame.rotation),
      [0, 180],
    );
  });

  it('waits for disorder alone if nothing is asked for again', () => {
    const subject = new Subject();
    subject.path.setTiming(false, 100, 0, 0);
    subject.insert(packet(1, { marker: true, payload: vp8Payload({ key: true }) }), 0);
    subject.insert(packet(3, { timestamp: 6000, marker: true }), 0);
    assert.equal(subject.path.nextTimeout(), 20);
    subject.path.setTiming(false, 100, 1000, 0);
    assert.equal(subject.path.nextTimeout(), 100);
    subject.path.setTiming(true, 10_000, 0, 0);
    assert.equal(subject.path.nextTimeout(), 1000);
  });

  it('holds what it is told to hold, and hands it out evenly', () => {
    const audio = (n: number): RtpPacket => packet(n, { payloadType: 111, timestamp: n * 960, marker: true });
    const heard = new Subject('audio');
    heard.path.setTiming(true, 100, 0, 200);
    for (const [n, at] of [
      [1, 0],
      [2, 70],
      [3, 90],
      [4, 60],
    ] as const)
      heard.insert(audio(n), at);
    const left: [number, number][] = [];
    for (let now = 90; now <= 400; now++) {
      const before = heard.frames.length;
      heard.path.handleTimeout(now);
      for (const frame of heard.frames.slice(before)) left.push([frame.rtpTimestamp / 960, now]);
    }
    assert.deepEqual(left, [
      [1, 200],
      [2, 220],
      [3, 240],
      [4, 260],
    ]);
    const { jitterBufferTargetDelay, jitterBufferEmittedCount } = heard.path.statistics;
    assert.equal(jitterBufferTargetDelay, jitterBufferEmittedCount * 200);
  });

  it('begins anew, at a key frame, after a pause or a restart', () => {
    const subject = new Subject();
    const packets = vp8Frames(9, { packets: 1, keyEvery: 4 });
    subject.insert(packets[0] as RtpPacket, 0);
    subject.insert(packets[2] as RtpPacket, 0);
    subject.path.pause();
    assert.equal(subject.path.nextTimeout(), NEVER);
    for (const one of packets.slice(3, 6)) subject.insert(one, 0);
    assert.deepEqual(
      subject.frames.map(frame => frame.rtpTimestamp),
      [0, 12_000, 15_000],
    );
    subject.path.restart(0);
    for (const one of packets.slice(6)) subject.insert(one, 0);
    assert.equal(subject.frames.at(-1)?.rtpTimestamp, 24_000);
    assert.equal(subject.frames.length, 4);
  });
});

describe('audioLevel', () => {
  it('is read where it is negotiated and there', () => {
    const extensions = [{ id: 1, data: Uint8Array.of(0xff) }];
    assert.equal(audioLevel(packet(1, { extensions }), 1), 127);
    assert.equal(audioLevel(packet(1, { extensions }), 0), undefined);
    assert.equal(audioLevel(packet(1), 1), undefined);
  });
});
