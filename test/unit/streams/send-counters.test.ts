/** What one outgoing stream counts. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SendCounters } from '../../../src/streams/send-counters.ts';

describe('SendCounters', () => {
  it('counts retransmissions among the packets sent, but not in what sender reports say', () => {
    const counters = new SendCounters();
    counters.packetSent(20, 1000, 5);
    counters.packetSent(24, 500, 6);
    counters.packetResent(28, 1000);
    assert.equal(counters.packets, 2);
    assert.equal(counters.bytes, 1500);
    const numbers = counters.numbers();
    assert.equal(numbers.packetsSent, 3);
    assert.equal(numbers.bytesSent, 2500);
    assert.equal(numbers.headerBytesSent, 72);
    assert.equal(numbers.retransmittedPacketsSent, 1);
    assert.equal(numbers.retransmittedBytesSent, 1000);
    assert.equal(numbers.lastPacketSentAt, 6);
  });

  it('counts frames, key frames among them, and keeps the size of the last that told it', () => {
    const counters = new SendCounters();
    counters.frameSent(true, 0);
    counters.frameSent(false, 0);
    counters.pictureSize({ width: 640, height: 360 });
    counters.pictureSize(undefined);
    const { framesSent, keyFramesSent, frameWidth, frameHeight, frameRate } = counters.numbers();
    assert.deepEqual([frameRate.at(999), frameRate.at(1000)], [2, 0]);
    assert.deepEqual([framesSent, keyFramesSent, frameWidth, frameHeight], [2, 1, 640, 360]);
  });

  it('sums up what is known of every frame', () => {
    const counters = new SendCounters();
    assert.deepEqual([counters.numbers().quantizerSum, counters.numbers().totalEncodeTime], [0, 0]);
    counters.frameSent(true, 0);
    counters.frameEncoded(20, 3);
    counters.frameSent(false, 0);
    counters.frameEncoded(30, undefined);
    assert.deepEqual([counters.numbers().quantizerSum, counters.numbers().totalEncodeTime], [50, undefined]);
    counters.frameSent(false, 0);
    assert.equal(counters.numbers().quantizerSum, undefined);
  });

  it('begins with nothing', () => {
    const { packetsSent, lastPacketSentAt, frameWidth } = new SendCounters().numbers();
    assert.deepEqual([packetsSent, lastPacketSentAt, frameWidth], [0, undefined, undefined]);
  });
});
