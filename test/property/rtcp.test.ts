/** RTCP: what is written is read back. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RtcpPacket, TransportArrival } from '../../src/rtcp/index.ts';
import { readCompound, writeCompound } from '../../src/rtcp/index.ts';

const SEED = { seed: 3550, numRuns: 300 };

/** Objects as ours are, with a prototype. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(model, { noNullPrototype: true });

const u8 = fc.nat(0xff);
const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffff_ffff);
const text = fc.string({ maxLength: 60, unit: 'grapheme-ascii' });

const block = record({
  ssrc: u32,
  fractionLost: u8,
  packetsLost: fc.integer({ min: -0x80_0000, max: 0x7f_ffff }),
  extendedHighestSequenceNumber: u32,
  jitter: u32,
  lastSenderReport: u32,
  delaySinceLastSenderReport: u32,
});
const blocks = fc.array(block, { maxLength: 31 });
const words = fc.nat(6).chain(count => fc.uint8Array({ minLength: count * 4, maxLength: count * 4 }));
const metric = fc.oneof(
  fc.constant({ received: false, ecn: 0, arrivalTimeOffset: 0 }),
  record({ received: fc.constant(true), ecn: fc.nat(3), arrivalTimeOffset: fc.nat(0x1fff) }),
);

/** Statuses with every kind of delta: none for what was lost. */
const transportFeedback: fc.Arbitrary<RtcpPacket> = fc
  .tuple(
    u16,
    u8,
    fc.integer({ min: -0x80_0000, max: 0x7f_ffff }),
    fc.array(
      fc.oneof(
        { weight: 3, arbitrary: fc.constant(undefined) },
        { weight: 3, arbitrary: fc.nat(0xff) },
        { weight: 1, arbitrary: fc.integer({ min: -0x8000, max: 0x7fff }) },
      ),
      { maxLength: 200 },
    ),
  )
  .map(([base, feedbackCount, reference, deltas]) => {
    const arrivals: TransportArrival[] = [];
    let arrivalTime = reference * 64;
    deltas.forEach((delta, i) => {
      if (delta === undefined) return;
      arrivalTime += delta / 4;
      arrivals.push({ sequenceNumber: (base + i) & 0xffff, arrivalTime });
    });
    return {
      type: 'transport-cc',
      senderSsrc: 1,
      mediaSsrc: 2,
      baseSequenceNumber: base,
      statusCount: deltas.length,
      referenceTime: reference * 64,
      feedbackCount,
      arrivals,
    };
  });

const nack: fc.Arbitrary<RtcpPacket> = fc
  .tuple(u16, fc.uniqueArray(fc.nat(600), { minLength: 1, maxLength: 200 }))
  .map(([first, offsets]) => ({
    type: 'nack',
    senderSsrc: 1,
    mediaSsrc: 2,
    sequenceNumbers: offsets.sort((a, b) => a - b).map(offset => (first + offset) & 0xffff),
  }));

const packet: fc.Arbitrary<RtcpPacket> = fc.oneof(
  record<Extract<RtcpPacket, { type: 'sender-report' }>>({
    type: fc.constant('sender-report'),
    ssrc: u32,
    ntpSeconds: u32,
    ntpFraction: u32,
    rtpTimestamp: u32,
    packetCount: u32,
    octetCount: u32,
    blocks,
  }),
  record<Extract<RtcpPacket, { type: 'receiver-report' }>>({ type: fc.constant('receiver-report'), ssrc: u32, blocks }),
  record<Extract<RtcpPacket, { type: 'source-description' }>>({
    type: fc.constant('source-description'),
    chunks: fc.array(
      record({
        ssrc: u32,
        items: fc.array(record({ type: fc.constantFrom('cname' as const, 'mid' as const, 'note' as const), text }), {
          maxLength: 4,
        }),
      }),
      { maxLength: 31 },
    ),
  }),
  record<Extract<RtcpPacket, { type: 'goodbye' }>>({
    type: fc.constant('goodbye'),
    ssrcs: fc.array(u32, { maxLength: 31 }),
    reason: fc.option(text, { nil: undefined }),
  }),
  record<Extract<RtcpPacket, { type: 'application' }>>({
    type: fc.constant('application'),
    subtype: fc.nat(31),
    ssrc: u32,
    name: fc.string({ minLength: 4, maxLength: 4, unit: 'grapheme-ascii' }),
    data: words,
  }),
  nack,
  record<Extract<RtcpPacket, { type: 'pli' }>>({ type: fc.constant('pli'), senderSsrc: u32, mediaSsrc: u32 }),
  record<Extract<RtcpPacket, { type: 'fir' }>>({
    type: fc.constant('fir'),
    senderSsrc: u32,
    requests: fc.array(record({ ssrc: u32, commandSequence: u8 }), { minLength: 1, maxLength: 9 }),
  }),
  record<Extract<RtcpPacket, { type: 'tmmbr' | 'tmmbn' }>>({
    type: fc.constantFrom('tmmbr', 'tmmbn'),
    senderSsrc: u32,
    entries: fc.array(record({ ssrc: u32, bps: fc.nat(0x1_ffff).map(rate => rate * 64), overhead: fc.nat(0x1ff) }), {
      maxLength: 9,
    }),
  }),
  record<Extract<RtcpPacket, { type: 'remb' }>>({
    type: fc.constant('remb'),
    senderSsrc: u32,
    bps: fc.nat(0x3_ffff).map(rate => rate * 1024),
    ssrcs: fc.array(u32, { maxLength: 255 }),
  }),
  transportFeedback,
  record<Extract<RtcpPacket, { type: 'ccfb' }>>({
    type: fc.constant('ccfb'),
    senderSsrc: u32,
    reports: fc.array(record({ ssrc: u32, beginSequence: u16, metrics: fc.array(metric, { maxLength: 40 }) }), {
      maxLength: 4,
    }),
    reportTimestamp: u32,
  }),
);

test('compounds of any packets are read as they were written', () => {
  fc.assert(
    fc.property(fc.array(packet, { minLength: 1, maxLength: 6 }), packets => {
      assert.deepEqual(readCompound(writeCompound(packets)), packets);
    }),
    SEED,
  );
});

/** Entries of a NACK may overlap: what counts is the set of numbers. */
function normal(packet: RtcpPacket): RtcpPacket {
  if (packet.type !== 'nack') return packet;
  return { ...packet, sequenceNumbers: [...new Set(packet.sequenceNumbers)].sort((a, b) => a - b) };
}

test('bytes that are accepted mean the same when written again', () => {
  fc.assert(
    fc.property(fc.array(packet, { minLength: 1, maxLength: 3 }), fc.nat(), u8, (packets, at, value) => {
      const bytes = writeCompound(packets);
      bytes[at % bytes.length] = value;
      const read = readCompound(bytes);
      if (read === undefined || JSON.stringify(read).includes('\ufffd')) return;
      assert.deepEqual(readCompound(writeCompound(read))?.map(normal), read.map(normal));
    }),
    SEED,
  );
});
