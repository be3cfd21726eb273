/** Which frames can be decoded, over loss. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RtpPacket } from '../../../src/rtp/packet.ts';
import type { AssemblerEvents } from '../../../src/streams/frame-assembler.ts';
import { FrameAssembler, MAX_FRAME_BYTES } from '../../../src/streams/frame-assembler.ts';
import type { Vp8Init } from './receive-support.ts';
import { H264, packet, receiveCodec, VP8, vp8Frames, vp8Payload } from './receive-support.ts';

const codecs = new Map([VP8, H264].map(codec => [codec.payloadType, receiveCodec(codec)]));

class Subject implements AssemblerEvents {
  /** `key 0`, `delta 3000`… by timestamp. */
  readonly frames: string[] = [];
  drops = 0;
  requests = 0;
  readonly assembler: FrameAssembler = new FrameAssembler(this);

  push(...packets: RtpPacket[]): void {
    for (const one of packets) {
      const codec = codecs.get(one.payloadType);
      assert.ok(codec?.format !== undefined);
      const info = one.payloadLength === 0 ? undefined : codec.format.read(one.payload, one.marker);
      const damaged = info === undefined && one.payloadLength > 0;
      this.assembler.push({ sequence: one.sequenceNumber, packet: one, codec, info, damaged, receivedAt: 0 });
    }
  }

  assembled(packets: readonly { packet: RtpPacket }[], frame: { keyFrame: boolean }): void {
    this.frames.push(`${frame.keyFrame ? 'key' : 'delta'} ${packets[0]?.packet.timestamp}`);
  }

  dropped(): void {
    this.drops++;
  }

  keyFrameNeeded(): void {
    this.requests++;
  }
}

let next = 0;
/** A VP8 frame of one packet. */
function single(timestamp: number, init: Vp8Init): RtpPacket {
  return packet(next++, { timestamp, marker: true, payload: vp8Payload(init) });
}

function h264(sequence: number, timestamp: number, marker: boolean, ...payload: number[]): RtpPacket {
  return packet(sequence, { payloadType: 98, timestamp, marker, payload: Uint8Array.from(payload) });
}

describe('FrameAssembler', () => {
  it('hands out whole frames in order, beginning at a key frame', () => {
    const subject = new Subject();
    subject.push(...vp8Frames(3, { packets: 3 }));
    assert.deepEqual(subject.frames, ['key 0', 'delta 3000', 'delta 6000']);
    assert.equal(subject.requests, 0);
  });

  it('asks for a key frame if it begins in the middle', () => {
    const subject = new Subject();
    subject.push(...vp8Frames(4, { keyEvery: 3 }).slice(1));
    assert.deepEqual(subject.frames, ['key 9000']);
    assert.ok(subject.requests > 0);
  });

  it('ends a frame without a marker at the next timestamp', () => {
    const subject = new Subject();
    const [first, second] = [packet(1, { payload: vp8Payload({ key: true }) }), single(3000, {})];
    subject.push(first, second);
    assert.deepEqual(subject.frames, ['key 0', 'delta 3000']);
  });

  it('drops a torn frame with its rest, and all to the next key frame', () => {
    const subject = new Subject();
    const packets = vp8Frames(8, { packets: 3, keyEvery: 6 });
    subject.push(...packets.slice(0, 4));
    subject.assembler.gap();
    subject.push(...packets.slice(5));
    assert.deepEqual(subject.frames, ['key 0', 'key 18000', 'delta 21000']);
    assert.equal(subject.drops, 5);
    assert.ok(subject.requests > 0);
  });

  it('goes on after padding alone was lost, as PictureID tells', () => {
    const subject = new Subject();
    subject.push(single(0, { key: true, pictureId: 0x7fff }));
    subject.assembler.gap();
    subject.push(single(3000, { pictureId: 0 }));
    subject.assembler.gap();
    subject.push(single(6000, { pictureId: 2 }));
    assert.deepEqual(subject.frames, ['key 0', 'delta 3000']);
    assert.equal(subject.requests, 1);
  });

  it('misses upper temporal layers without harm, as TL0PICIDX tells', () => {
    const subject = new Subject();
    subject.push(single(0, { key: true, pictureId: 1, tl0: 255, layer: 0 }));
    subject.assembler.gap();
    subject.push(single(6000, { pictureId: 3, tl0: 0, layer: 0 }));
    // It may need the lost one of its layer.
    subject.push(single(9000, { pictureId: 4, tl0: 0, layer: 1 }));
    subject.push(single(12_000, { pictureId: 5, tl0: 1, layer: 0 }));
    subject.push(single(15_000, { pictureId: 6, tl0: 1, layer: 1, sync: true }));
    subject.push(single(18_000, { pictureId: 7, tl0: 2, layer: 0 }));
    subject.push(single(21_000, { pictureId: 8, tl0: 2, layer: 1 }));
    assert.deepEqual(subject.frames, [
      'key 0',
      'delta 6000',
      'delta 12000',
      'delta 15000',
      'delta 18000',
      'delta 21000',
    ]);
    assert.equal(subject.requests, 0);
  });

  it('needs a key frame if a picture of the base layer is lost', () => {
    const subject = new Subject();
    subject.push(single(0, { key: true, pictureId: 1, tl0: 5, layer: 0 }));
    subject.assembler.gap();
    subject.push(single(9000, { pictureId: 4, tl0: 7, layer: 0 }));
    subject.push(single(12_000, { pictureId: 5, tl0: 7, layer: 1, sync: true }));
    subject.push(single(15_000, { key: true, pictureId: 6, tl0: 8, layer: 0 }));
    assert.deepEqual(subject.frames, ['key 0', 'key 15000']);
    assert.ok(subject.requests > 0);
  });

  it('lets padding pass between and inside frames', () => {
    const subject = new Subject();
    const [first, second] = vp8Frames(1);
    assert.ok(first !== undefined && second !== undefined);
    const padding = packet(101, { payload: new Uint8Array(0), padding: 30 });
    subject.push(padding, first, padding, second, padding);
    assert.deepEqual(subject.frames, ['key 0']);
  });

  it('takes a payload that cannot be read for a loss', () => {
    const subject = new Subject();
    const [first, second] = vp8Frames(1);
    assert.ok(first !== undefined && second !== undefined);
    subject.push(first, packet(101, { payload: Uint8Array.of(0x80) }), second);
    assert.deepEqual(subject.frames, []);
    assert.equal(subject.drops, 1);
  });

  it('finds the beginning of an H.264 access unit by the timestamp before it', () => {
    const subject = new Subject();
    const parameters = [0x67, 0x42, 0xc0, 0x1f, 0xda, 0x01, 0x40, 0x16, 0xe8];
    subject.push(h264(1, 0, false, ...parameters), h264(2, 0, false, 0x68, 0xce, 0x3c, 0x80));
    subject.push(h264(3, 0, true, 0x65, 0x88, 0x84, 1), h264(4, 3000, true, 0x61, 0x9a, 1));
    assert.deepEqual(subject.frames, ['key 0', 'delta 3000']);
    subject.assembler.gap();
    subject.push(h264(6, 6000, true, 0x61, 0x9a, 2), h264(7, 9000, true, 0x61, 0x9a, 3));
    assert.equal(subject.frames.length, 2);
    assert.ok(subject.requests > 0);
    subject.push(h264(8, 12_000, false, ...parameters), h264(9, 12_000, false, 0x68, 0xce, 0x3c, 0x80));
    subject.push(h264(10, 12_000, true, 0x65, 0x88, 0x84, 1));
    assert.equal(subject.frames.at(-1), 'key 12000');
  });

  it('needs a key frame where the codec changes', () => {
    const subject = new Subject();
    subject.push(single(0, { key: true }), h264(4, 3000, true, 0x61, 0x9a, 1));
    assert.deepEqual(subject.frames, ['key 0']);
    assert.equal(subject.requests, 1);
  });

  it('gives a frame up that has no end', () => {
    const subject = new Subject();
    const payload = vp8Payload({ start: false, size: 50_000 });
    subject.push(packet(0, { payload: vp8Payload({ key: true }) }));
    for (let i = 0; i < MAX_FRAME_BYTES / 50_000 + 10; i++) subject.push(packet(1 + i, { payload }));
    assert.equal(subject.drops, 1);
    subject.push(packet(9999, { payload, marker: true }), single(3000, { key: true }));
    assert.deepEqual(subject.frames, ['key 3000']);
  });

  it('gives a frame up that is too long for a smaller capacity', () => {
    const subject = new Subject();
    const payload = vp8Payload({ start: false, size: 1000 });
    subject.push(packet(0, { payload: vp8Payload({ key: true, size: 1000 }) }), packet(1, { payload }));
    subject.assembler.setCapacity(1500);
    assert.equal(subject.drops, 1);
    subject.push(packet(2, { payload, marker: true }), single(3000, { key: true }));
    assert.deepEqual(subject.frames, ['key 3000']);
  });

  it('begins anew when it is reset', () => {
    const subject = new Subject();
    subject.push(...vp8Frames(2).slice(0, 3));
    subject.assembler.reset();
    subject.push(single(6000, {}), single(9000, { key: true }));
    assert.deepEqual(subject.frames, ['key 0', 'key 9000']);
  });
});
