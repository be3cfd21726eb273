/** Regular reports, divided into packets that fit. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { writeCompound } from '../../../src/rtcp/index.ts';
import type { ReceptionReport } from '../../../src/streams/receive-feedback.ts';
import { type ReportedSender, reportCompounds } from '../../../src/transport/rtcp-reports.ts';

const time = { seconds: 3_900_000_000, fraction: 0x8000_0000 };
const base = { time, reporter: 99, cname: 'receiver' };

function blocks(count: number): ReceptionReport[] {
  return Array.from({ length: count }, (_, ssrc) => ({
    ssrc,
    fractionLost: 0,
    packetsLost: 0,
    extendedHighestSequenceNumber: 0,
    jitter: 0,
    lastSenderReport: 0,
    delaySinceLastSenderReport: 0,
  }));
}

function senders(count: number): ReportedSender[] {
  return Array.from({ length: count }, (_, index) => ({
    info: { ssrc: 1000 + index, rtpTimestamp: 5, packetCount: 6, octetCount: 7 },
    cname: 'a name of sixteen',
  }));
}

describe('regular reports', () => {
  it('say that we are here even if there is nothing to say', () => {
    assert.deepEqual(reportCompounds({ ...base, senders: [], blocks: [] }), [
      [
        { type: 'receiver-report', ssrc: 99, blocks: [] },
        { type: 'source-description', chunks: [{ ssrc: 99, items: [{ type: 'cname', text: 'receiver' }] }] },
      ],
    ]);
  });

  it('put report blocks into the first sender report', () => {
    const [compound, ...more] = reportCompounds({ ...base, senders: senders(2), blocks: blocks(2) });
    assert.equal(more.length, 0);
    assert.deepEqual(
      compound?.map(packet => packet.type),
      ['sender-report', 'sender-report', 'source-description'],
    );
    assert.deepEqual(compound?.[0], {
      type: 'sender-report',
      ssrc: 1000,
      ntpSeconds: time.seconds,
      ntpFraction: time.fraction,
      rtpTimestamp: 5,
      packetCount: 6,
      octetCount: 7,
      blocks: blocks(2),
    });
  });

  it('tell of every sender and every block once, in packets that fit a path', () => {
    for (const [senderCount, blockCount] of [
      [100, 0],
      [0, 100],
      [1, 64],
      [40, 200],
    ] as const) {
      const compounds = reportCompounds({ ...base, senders: senders(senderCount), blocks: blocks(blockCount) });
      const told: number[] = [];
      const reported: number[] = [];
      for (const compound of compounds) {
        assert.ok(writeCompound(compound).length <= 1250, `${writeCompound(compound).length}`);
        assert.match(compound[0]?.type ?? '', /report$/);
        assert.equal(compound.at(-1)?.type, 'source-description');
        for (const packet of compound) {
          if (packet.type === 'sender-report') told.push(packet.ssrc);
          if (packet.type === 'sender-report' || packet.type === 'receiver-report') {
            assert.ok(packet.blocks.length <= 31);
            reported.push(...packet.blocks.map(({ ssrc }) => ssrc));
          }
        }
      }
      assert.deepEqual(
        told,
        senders(senderCount).map(({ info }) => info.ssrc),
      );
      assert.deepEqual(
        reported,
        blocks(blockCount).map(({ ssrc }) => ssrc),
      );
    }
  });
});
