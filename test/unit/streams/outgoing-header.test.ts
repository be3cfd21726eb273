/** Headers as they go on the wire, read back. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RtpPacket } from '../../../src/rtp/packet.ts';
import { NOTHING_FORWARDED, OutgoingHeader } from '../../../src/streams/outgoing-header.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const none = { elements: [], transportSequenceId: 0, sendTimeId: 0 };

function read(bytes: Uint8Array): RtpPacket {
  const packet = RtpPacket.read(bytes);
  assert.ok(packet !== undefined);
  return packet;
}

/** A received packet with one-byte or two-byte elements. */
function received(elements: readonly (readonly [id: number, data: Uint8Array])[], csrcs: number[] = []): RtpPacket {
  const body: number[] = [];
  for (const [id, data] of elements) body.push(id, data.length, ...data);
  while (body.length % 4 !== 0) body.push(0);
  const csrcBytes = csrcs.flatMap(csrc => [csrc >>> 24, (csrc >>> 16) & 255, (csrc >>> 8) & 255, csrc & 255]);
  return read(
    Uint8Array.of(
      ...[0x90 | csrcs.length, 0x80 | 100, 0x12, 0x34, 0, 0, 0, 1, 9, 9, 9, 9],
      ...csrcBytes,
      ...[0x10, 0x00, 0, body.length / 4],
      ...body,
      ...[1, 2, 3],
    ),
  );
}

describe('OutgoingHeader', () => {
  it('is twelve bytes without extensions', () => {
    const writer = new OutgoingHeader({ ssrc: 0xdead_beef, ...none });
    const header = writer.write(true, 96, 0xfffe, 0x8000_0001);
    assert.equal(header.length, 12);
    assert.equal(writer.length, 12);
    const packet = read(header);
    assert.equal(packet.marker, true);
    assert.equal(packet.payloadType, 96);
    assert.equal(packet.sequenceNumber, 0xfffe);
    assert.equal(packet.timestamp, 0x8000_0001);
    assert.equal(packet.ssrc, 0xdead_beef);
    assert.equal(writer.transportSequenceAt, 0);
    assert.equal(writer.sendTimeAt, 0);
  });

  it('carries what never changes, and room for stamps', () => {
    const elements = [
      { id: 4, data: text('0') },
      { id: 10, data: text('hi') },
    ];
    const writer = new OutgoingHeader({ ssrc: 1, elements, transportSequenceId: 3, sendTimeId: 2 });
    const header = writer.write(false, 96, 1, 2);
    assert.equal(header.length, writer.length);
    const packet = read(header);
    assert.equal(packet.extensionForm, 'one-byte');
    assert.deepEqual(packet.extension(4), text('0'));
    assert.deepEqual(packet.extension(10), text('hi'));
    assert.equal(packet.extensionAt(3), writer.transportSequenceAt);
    assert.equal(packet.extensionAt(2), writer.sendTimeAt);
    assert.equal(packet.extension(3)?.length, 2);
    assert.equal(packet.extension(2)?.length, 3);
    assert.equal(packet.payloadLength, 0);
  });

  it('takes the two-byte form for long ids and long names', () => {
    for (const elements of [[{ id: 15, data: text('a') }], [{ id: 1, data: text('a'.repeat(17)) }]]) {
      const writer = new OutgoingHeader({ ssrc: 1, elements, transportSequenceId: 3, sendTimeId: 0 });
      const packet = read(writer.write(false, 96, 1, 2));
      assert.equal(packet.extensionForm, 'two-byte');
      assert.deepEqual(packet.extension(elements[0]?.id ?? 0), elements[0]?.data);
      assert.equal(packet.extensionAt(3), writer.transportSequenceAt);
    }
  });

  it('forwards marker, CSRCs and the chosen elements under our ids', () => {
    const source = received(
      [
        [1, Uint8Array.of(0x85)],
        [2, text('secret')],
        [9, Uint8Array.of(1, 2, 3)],
      ],
      [0x0102_0304, 0xffff_ffff],
    );
    const elements = [{ id: 4, data: text('1') }];
    const writer = new OutgoingHeader({ ssrc: 7, elements, transportSequenceId: 3, sendTimeId: 0 });
    const header = writer.forward(source, { sourceIds: [1, 9, 11], ids: [8, 6, 5] }, 120, 55, 66);
    const packet = read(header);
    assert.equal(packet.marker, true);
    assert.equal(packet.payloadType, 120);
    assert.equal(packet.sequenceNumber, 55);
    assert.equal(packet.timestamp, 66);
    assert.equal(packet.ssrc, 7);
    assert.deepEqual(packet.csrcs, [0x0102_0304, 0xffff_ffff]);
    assert.equal(packet.extensionForm, 'one-byte');
    assert.deepEqual(
      packet.extensionIds.toSorted((a, b) => a - b),
      [3, 4, 6, 8],
    );
    assert.deepEqual(packet.extension(8), Uint8Array.of(0x85));
    assert.deepEqual(packet.extension(6), Uint8Array.of(1, 2, 3));
    assert.equal(packet.extensionAt(3), writer.transportSequenceAt);
    assert.equal(packet.payloadLength, 0);
  });

  it('forwards long and empty elements in the two-byte form', () => {
    for (const data of [new Uint8Array(40).fill(7), new Uint8Array(0)]) {
      const writer = new OutgoingHeader({ ssrc: 7, elements: [], transportSequenceId: 3, sendTimeId: 0 });
      const packet = read(writer.forward(received([[1, data]]), { sourceIds: [1], ids: [8] }, 120, 55, 66));
      assert.equal(packet.extensionForm, 'two-byte');
      assert.deepEqual(packet.extension(8), data);
      assert.equal(packet.extensionAt(3), writer.transportSequenceAt);
    }
  });

  it('forwards a packet without anything to forward as one of our own', () => {
    const writer = new OutgoingHeader({ ssrc: 7, ...none });
    const plain = read(Uint8Array.of(0x80, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 5));
    assert.equal(writer.forward(plain, NOTHING_FORWARDED, 97, 2, 3).length, 12);
    assert.equal(writer.forward(received([[2, text('x')]]), { sourceIds: [1], ids: [1] }, 97, 2, 3).length, 12);
  });
});
