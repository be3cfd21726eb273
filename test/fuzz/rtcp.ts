/** Fuzz target: compound RTCP packets of every type. */

import assert from 'node:assert/strict';
import type { RtcpPacket } from '../../src/rtcp/index.ts';
import { readCompound, writeCompound } from '../../src/rtcp/index.ts';

export const name = 'rtcp';

export function fuzzOne(bytes: Uint8Array): void {
  const before = bytes.slice();
  const packets = readCompound(bytes);
  if (packets === undefined) return;
  assert.ok(packets.length > 0 && packets.length <= 256);
  assert.deepEqual(bytes, before, 'the packet was changed');
  // Malformed UTF-8 is replaced by longer text, which may be cut.
  if (packets.some(hasReplacement)) return;
  // What was understood can be said again, and means the same.
  assert.deepEqual(readCompound(writeCompound(packets))?.map(normal), packets.map(normal));
}

/** Entries of a NACK may overlap: what counts is the set of numbers. */
function normal(packet: RtcpPacket): RtcpPacket {
  if (packet.type !== 'nack') return packet;
  return { ...packet, sequenceNumbers: [...new Set(packet.sequenceNumbers)].sort((a, b) => a - b) };
}

function hasReplacement(packet: RtcpPacket): boolean {
  if (packet.type === 'goodbye') return packet.reason?.includes('\ufffd') === true;
  if (packet.type !== 'source-description') return false;
  return packet.chunks.some(chunk => chunk.items.some(item => item.text.includes('\ufffd')));
}

export function seeds(): Uint8Array[] {
  const block = {
    ssrc: 1,
    fractionLost: 2,
    packetsLost: -3,
    extendedHighestSequenceNumber: 4,
    jitter: 5,
    lastSenderReport: 6,
    delaySinceLastSenderReport: 7,
  };
  const metric = { received: true, ecn: 1, arrivalTimeOffset: 100 };
  const packets: RtcpPacket[] = [
    {
      type: 'sender-report',
      ssrc: 1,
      ntpSeconds: 2,
      ntpFraction: 3,
      rtpTimestamp: 4,
      packetCount: 5,
      octetCount: 6,
      blocks: [block, block],
    },
    { type: 'receiver-report', ssrc: 1, blocks: [block] },
    {
      type: 'source-description',
      chunks: [
        { ssrc: 1, items: [{ type: 'cname', text: 'someone' }] },
        { ssrc: 2, items: [{ type: 'mid', text: '0' }] },
      ],
    },
    { type: 'goodbye', ssrcs: [1, 2], reason: 'enough' },
    { type: 'application', subtype: 1, ssrc: 2, name: 'test', data: new Uint8Array(8) },
    { type: 'nack', senderSsrc: 1, mediaSsrc: 2, sequenceNumbers: [65_530, 65_535, 0, 40] },
    { type: 'pli', senderSsrc: 1, mediaSsrc: 2 },
    { type: 'fir', senderSsrc: 1, requests: [{ ssrc: 2, commandSequence: 3 }] },
    { type: 'tmmbr', senderSsrc: 1, entries: [{ ssrc: 2, bps: 512_000, overhead: 40 }] },
    { type: 'tmmbn', senderSsrc: 1, entries: [] },
    { type: 'remb', senderSsrc: 1, bps: 1_000_000, ssrcs: [2, 3] },
    {
      type: 'transport-cc',
      senderSsrc: 1,
      mediaSsrc: 2,
      baseSequenceNumber: 65_530,
      statusCount: 40,
      referenceTime: 640,
      feedbackCount: 1,
      arrivals: [0, 1, 3, 7, 8, 9, 20, 39].map(i => ({
        sequenceNumber: (65_530 + i) & 0xffff,
        arrivalTime: 640 + i * (i % 3) * 20,
      })),
    },
    {
      type: 'ccfb',
      senderSsrc: 1,
      reports: [{ ssrc: 2, beginSequence: 65_535, metrics: [metric, metric, metric] }],
      reportTimestamp: 4,
    },
    {
      type: 'extended-report',
      ssrc: 1,
      blocks: [
        { type: 'rrtr', ntpSeconds: 1, ntpFraction: 2 },
        { type: 'dlrr', reports: [{ ssrc: 1, lastReceiverReport: 2, delaySinceLastReceiverReport: 3 }] },
      ],
    },
  ];
  return [...packets.map(packet => writeCompound([packet])), writeCompound(packets)];
}
