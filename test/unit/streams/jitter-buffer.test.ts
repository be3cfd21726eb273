/** Order, waits and bounds of the jitter buffer. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NEVER } from '../../../src/base/instant.ts';
import type { BufferedPacket } from '../../../src/streams/jitter-buffer.ts';
import { JITTER_BUFFER_BYTES, JITTER_BUFFER_SPAN, JitterBuffer } from '../../../src/streams/jitter-buffer.ts';
import { packet, receiveCodec, VP8 } from './receive-support.ts';

function item(sequence: number, receivedAt: number, size = 10): BufferedPacket {
  const payload = new Uint8Array(size);
  return {
    sequence,
    packet: packet(sequence, { payload }),
    codec: receiveCodec(VP8),
    info: undefined,
    damaged: false,
    receivedAt,
  };
}

function takeAll(buffer: JitterBuffer, now: number, force = false): number[] {
  const taken: number[] = [];
  for (let next = buffer.take(now, force); next !== undefined; next = buffer.take(now, force))
    taken.push(next.sequence);
  return taken;
}

describe('JitterBuffer', () => {
  it('lets packets that come in order through at once', () => {
    const buffer = new JitterBuffer(50);
    for (const sequence of [5, 6, 7]) {
      assert.equal(buffer.insert(item(sequence, 0)), true);
      assert.deepEqual(takeAll(buffer, 0), [sequence]);
    }
    assert.equal(buffer.nextTimeout(), NEVER);
  });

  it('puts packets in order', () => {
    const buffer = new JitterBuffer(50);
    buffer.insert(item(5, 0));
    buffer.insert(item(8, 1));
    buffer.insert(item(7, 2));
    assert.deepEqual(takeAll(buffer, 2), [5]);
    buffer.insert(item(6, 3));
    assert.deepEqual(takeAll(buffer, 3), [6, 7, 8]);
    assert.equal(buffer.skipped, 0);
  });

  it('takes what the first packet overtook as long as nothing came out', () => {
    const buffer = new JitterBuffer(50);
    const held = { ...item(8, 0), releaseAt: 30 };
    assert.equal(buffer.insert(held), true);
    assert.deepEqual(takeAll(buffer, 0), []);
    assert.equal(buffer.insert(item(7, 1)), true);
    assert.equal(buffer.insert(item(8 - JITTER_BUFFER_SPAN, 1)), false, 'further than it can hold');
    assert.deepEqual(takeAll(buffer, 30), [7, 8]);
    assert.equal(buffer.insert(item(6, 31)), false);
    assert.equal(buffer.skipped, 0);
    buffer.clear();
    buffer.insert({ ...held, sequence: 4 });
    assert.equal(buffer.insert(item(3, 31)), true);
  });

  it('gives missing packets up when the oldest one held has waited long enough', () => {
    const buffer = new JitterBuffer(50);
    buffer.insert(item(5, 0));
    buffer.insert(item(8, 10));
    assert.deepEqual(takeAll(buffer, 10), [5]);
    buffer.insert(item(11, 20));
    assert.equal(buffer.nextTimeout(), 60);
    assert.deepEqual(takeAll(buffer, 59), []);
    assert.deepEqual(takeAll(buffer, 60), [8]);
    assert.equal(buffer.skipped, 2);
    assert.equal(buffer.nextTimeout(), 70);
    assert.equal(buffer.insert(item(6, 61)), false);
    assert.deepEqual(takeAll(buffer, 70), [11]);
    assert.equal(buffer.length, 0);
  });

  it('refuses what is late or here already', () => {
    const buffer = new JitterBuffer(50);
    buffer.insert(item(5, 0));
    takeAll(buffer, 0);
    assert.equal(buffer.insert(item(5, 0)), false);
    assert.equal(buffer.insert(item(7, 0)), true);
    assert.equal(buffer.insert(item(7, 0)), false);
    assert.equal(buffer.length, 1);
  });

  it('gives up at once what would need more bytes than it holds', () => {
    const buffer = new JitterBuffer(50);
    buffer.insert(item(0, 0));
    takeAll(buffer, 0);
    const size = 60_000;
    let sequence = 2;
    while (buffer.bytes <= JITTER_BUFFER_BYTES) buffer.insert(item(sequence++, 0, size));
    assert.equal(takeAll(buffer, 0).length, sequence - 2);
    assert.equal(buffer.bytes, 0);
  });

  it('holds less if it is told to', () => {
    const buffer = new JitterBuffer(50);
    buffer.insert(item(0, 0));
    takeAll(buffer, 0);
    buffer.capacity = 1000;
    buffer.insert(item(2, 0, 900));
    assert.deepEqual(takeAll(buffer, 0), []);
    buffer.insert(item(4, 0, 900));
    assert.deepEqual(takeAll(buffer, 0), [2]);
  });

  it('says what is beyond its reach, and goes on there', () => {
    const buffer = new JitterBuffer(50);
    assert.equal(buffer.reaches(1_000_000), true);
    buffer.insert(item(0, 0));
    buffer.insert(item(3, 0));
    takeAll(buffer, 0);
    assert.equal(buffer.reaches(JITTER_BUFFER_SPAN), true);
    assert.equal(buffer.reaches(JITTER_BUFFER_SPAN + 1), false);
    assert.deepEqual(takeAll(buffer, 0, true), [3]);
    buffer.skipTo(5000);
    assert.equal(buffer.skipped, 2 + 4996);
    buffer.insert(item(5000, 1));
    assert.deepEqual(takeAll(buffer, 1), [5000]);
  });

  it('is empty after it was cleared, and begins anywhere', () => {
    const buffer = new JitterBuffer(50);
    buffer.insert(item(5, 0));
    buffer.insert(item(9, 0));
    buffer.clear();
    assert.equal(buffer.nextTimeout(), NEVER);
    assert.equal(buffer.length, 0);
    buffer.insert(item(2, 0));
    assert.deepEqual(takeAll(buffer, 0), [2]);
  });
});
