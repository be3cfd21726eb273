/** RTCP of a transport, both ways. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NTP_TO_UNIX, ntpMiddle, ntpMilliseconds, ntpTime } from '../../../src/base/ntp.ts';
import { writeRtpHeader } from '../../../src/rtp/index.ts';
import type { SenderHandle } from '../../../src/transport/index.ts';
import { madeUpFrame, receiveParameters, sendParameters, videoSection } from '../../sim/media.ts';
import { EPOCH, Rig } from './media-support.ts';

const MEDIA = 0x1111;
const PEER = 0x9999;

function send(handle: SenderHandle, rig: Rig, key = false): boolean {
  return handle.sendFrame(0, {
    kind: 'video',
    type: key ? 'key' : 'delta',
    data: madeUpFrame(1, key, 500),
    timestamp: rig.now * 1000,
    duration: undefined,
    rtpTimestamp: undefined,
    mimeType: undefined,
  });
}

function sending(): { rig: Rig; handle: SenderHandle } {
  const rig = new Rig();
  const handle = rig.sender(sendParameters(videoSection()));
  rig.connect();
  assert.equal(send(handle, rig, true), true);
  rig.flush();
  return { rig, handle };
}

const block = {
  ssrc: MEDIA,
  fractionLost: 128,
  packetsLost: 2,
  extendedHighestSequenceNumber: 0,
  jitter: 900,
  lastSenderReport: 0,
  delaySinceLastSenderReport: 0,
};

/** A VP8 packet of section `mid`. */
function picture(mid: number, ssrc: number, sequenceNumber: number): Uint8Array {
  const extensions = [{ id: 4, data: new TextEncoder().encode(String(mid)) }];
  const fixed = { marker: true, payloadType: 96, timestamp: sequenceNumber * 3000, csrcs: [], extensions };
  const { header } = writeRtpHeader({ ...fixed, ssrc, sequenceNumber });
  return Uint8Array.of(...header, 0x10, ...madeUpFrame(sequenceNumber, true, 40));
}

describe('MediaControl', () => {
  it('asks for what is missing just as soon where many streams come', () => {
    const rig = new Rig();
    const sections = Array.from({ length: 12 }, (_, mid) => mid);
    for (const mid of sections) rig.receiver(receiveParameters(videoSection({ mid: String(mid) })));
    rig.connect();
    const delays: number[] = [];
    for (let number = 0; number < 300; number++) {
      const lost = number > 100 && number % 10 === 0;
      if (number % 10 === 1) {
        rig.rtcp.length = 0;
        delays.push(0);
      }
      for (const mid of sections) {
        for (let ssrc = mid * 4; ssrc < mid * 4 + 4; ssrc++) {
          if (!lost || ssrc !== 7) rig.path.receive(picture(mid, ssrc, number), rig.now);
        }
      }
      for (let time = 0; time < 33; time++) {
        rig.advance(1);
        const asked = rig.sent('nack').some(({ mediaSsrc }) => mediaSsrc === 7);
        if (number > 110 && !asked) delays[delays.length - 1] = (delays.at(-1) as number) + 1;
      }
    }
    assert.ok(Math.max(...delays) < 100, `NACK after ${delays.join(', ')} ms`);
  });

  it('reports within one and a half seconds, and then every second or so, with a name', () => {
    const { rig } = sending();
    rig.advance(1500);
    const [report] = rig.sent('sender-report');
    assert.equal(report?.ssrc, MEDIA);
    assert.equal(report?.packetCount, 1);
    assert.deepEqual(rig.sent('source-description')[0]?.chunks, [
      { ssrc: MEDIA, items: [{ type: 'cname', text: 'simulated' }] },
    ]);
    rig.advance(20_000);
    const count = rig.sent('sender-report').length;
    assert.ok(count >= 14 && count <= 43, `${count} reports`);
  });

  it('tells the wall clock and the RTP time of one moment', () => {
    const { rig } = sending();
    const first = rig.rtp[0]?.timestamp ?? 0;
    rig.advance(1500);
    const report = rig.sent('sender-report')[0];
    assert.ok(report !== undefined);
    const wall = ntpMilliseconds({ seconds: report.ntpSeconds, fraction: report.ntpFraction }) - NTP_TO_UNIX - EPOCH;
    const passed = ((report.rtpTimestamp - first) >>> 0) / 90;
    assert.ok(Math.abs(passed - (wall - 1000)) < 1, `${passed} and ${wall}`);
  });

  it('is silent before the keys are there, and while nothing is configured', () => {
    const rig = new Rig();
    rig.connect();
    rig.advance(5000);
    assert.deepEqual(rig.rtcp, []);
    const other = new Rig();
    other.sender(sendParameters(videoSection()));
    other.advance(5000);
    assert.deepEqual(other.rtcp, []);
    assert.equal(other.path.nextTimeout(), Number.POSITIVE_INFINITY);
  });

  it('measures loss, jitter and round trip by the report blocks of the peer', () => {
    const { rig, handle } = sending();
    const sentAt = ntpMiddle(ntpTime(EPOCH + NTP_TO_UNIX + rig.now));
    rig.advance(130);
    rig.receive({
      type: 'receiver-report',
      ssrc: PEER,
      blocks: [{ ...block, lastSenderReport: sentAt, delaySinceLastSenderReport: 0x1_0000 * 0.05 }],
    });
    const remote = handle.statistics[0]?.remote;
    assert.ok(Math.abs((remote?.roundTripTime ?? 0) - 80) < 1, `${remote?.roundTripTime}`);
    assert.equal(remote?.fractionLost, 0.5);
    assert.equal(remote?.packetsLost, 2);
    assert.equal(remote?.jitter, 10);
    rig.receive({ type: 'receiver-report', ssrc: PEER, blocks: [{ ...block, ssrc: 5 }] });
    assert.equal(handle.statistics[0]?.remote?.roundTripTimeMeasurements, 1);
  });

  it('answers NACK, PLI and FIR of its own streams, and of no others', () => {
    const { rig, handle } = sending();
    const sequenceNumbers = [rig.rtp[0]?.sequenceNumber ?? 0];
    rig.receive({ type: 'nack', senderSsrc: PEER, mediaSsrc: 77, sequenceNumbers });
    rig.receive({ type: 'pli', senderSsrc: PEER, mediaSsrc: 77 });
    assert.equal(rig.rtp.length, 1);
    assert.deepEqual(rig.requested, []);
    rig.receive({ type: 'nack', senderSsrc: PEER, mediaSsrc: MEDIA, sequenceNumbers });
    assert.equal(rig.rtp[1]?.ssrc, 0x2222);
    rig.receive({ type: 'pli', senderSsrc: PEER, mediaSsrc: MEDIA });
    rig.advance(300);
    rig.receive({ type: 'fir', senderSsrc: PEER, requests: [{ ssrc: MEDIA, commandSequence: 1 }] });
    assert.deepEqual(rig.requested, [0, 0]);
    const numbers = handle.statistics[0];
    assert.deepEqual([numbers?.nackCount, numbers?.pliCount, numbers?.firCount], [1, 1, 1]);
  });

  it('says BYE for a sender that stops, and for all at the end', () => {
    const { rig, handle } = sending();
    handle.stop();
    rig.flush();
    assert.deepEqual(rig.sent('goodbye')[0]?.ssrcs, [MEDIA]);
    assert.deepEqual(
      rig.rtcp.at(-1)?.map(packet => packet.type),
      ['receiver-report', 'source-description', 'goodbye'],
    );
    assert.equal(send(handle, rig), false);
    const other = sending();
    other.rig.path.close(other.rig.now);
    other.rig.flush();
    assert.deepEqual(other.rig.sent('goodbye')[0]?.ssrcs, [MEDIA]);
  });

  it('says no BYE for what was never heard', () => {
    const rig = new Rig();
    const handle = rig.sender(sendParameters(videoSection()));
    rig.connect();
    handle.stop();
    rig.flush();
    assert.deepEqual(rig.sent('goodbye'), []);
  });

  it('answers a reference time with the delay since, once', () => {
    const { rig } = sending();
    const block = { type: 'rrtr' as const, ntpSeconds: 0x0001_2345, ntpFraction: 0x6789_0000 };
    rig.receive({ type: 'extended-report', ssrc: PEER, blocks: [block] });
    rig.advance(3000);
    const answers = rig.sent('extended-report');
    assert.equal(answers.length, 1);
    const dlrr = answers[0]?.blocks[0];
    assert.ok(dlrr?.type === 'dlrr');
    assert.equal(dlrr.reports[0]?.ssrc, PEER);
    assert.equal(dlrr.reports[0]?.lastReceiverReport, 0x2345_6789);
    const delay = dlrr.reports[0]?.delaySinceLastReceiverReport ?? 0;
    assert.ok(delay > 0 && delay <= 1.5 * 65_536, `${delay}`);
  });

  it('asks with its reports for the round trip, and hears the answer', () => {
    const rig = new Rig();
    const handle = rig.receiver(receiveParameters(videoSection()));
    rig.connect();
    rig.path.receive(picture(0, PEER, 1), rig.now);
    const counts = { rtpTimestamp: 3000, packetCount: 1, octetCount: 41 };
    rig.receive({ type: 'sender-report', ssrc: PEER, ntpSeconds: 5, ntpFraction: 0, ...counts, blocks: [] });
    rig.advance(1500);
    const asked = rig.sent('extended-report').at(-1);
    const reference = asked?.blocks[0];
    assert.ok(asked !== undefined && reference?.type === 'rrtr');
    const lastReceiverReport = ntpMiddle({ seconds: reference.ntpSeconds, fraction: reference.ntpFraction });
    const sentAt =
      ntpMilliseconds({ seconds: reference.ntpSeconds, fraction: reference.ntpFraction }) - NTP_TO_UNIX - EPOCH;
    const delay = Math.round(((rig.now - sentAt - 40) * 65_536) / 1000);
    const report = { ssrc: asked.ssrc, lastReceiverReport, delaySinceLastReceiverReport: delay };
    const answer = (one: typeof report): void =>
      rig.receive({ type: 'extended-report', ssrc: PEER, blocks: [{ type: 'dlrr', reports: [one] }] });
    answer({ ...report, ssrc: asked.ssrc ^ 1 });
    answer({ ...report, lastReceiverReport: 0 });
    answer({ ...report, lastReceiverReport: lastReceiverReport ^ 0x8000_0000 });
    assert.equal(handle.statistics[0]?.remote?.roundTripTimeMeasurements, 0);
    answer(report);
    const remote = handle.statistics[0]?.remote;
    assert.equal(remote?.roundTripTimeMeasurements, 1);
    assert.ok(Math.abs((remote?.roundTripTime ?? 0) - 40) < 1, `${remote?.roundTripTime}`);
  });

  it('counts what is no RTCP', () => {
    const { rig } = sending();
    rig.path.receive(Uint8Array.of(0x80, 200, 0, 9, 0, 0, 0, 1), rig.now);
    assert.equal(rig.counters.drops.count('malformed-rtcp'), 1);
  });

  it('keeps few reference times', () => {
    const { rig } = sending();
    for (let ssrc = 0; ssrc < 1000; ssrc++) {
      rig.receive({ type: 'extended-report', ssrc, blocks: [{ type: 'rrtr', ntpSeconds: 1, ntpFraction: 1 }] });
    }
    rig.advance(1500);
    const dlrr = rig.sent('extended-report')[0]?.blocks[0];
    assert.equal(dlrr?.type === 'dlrr' ? dlrr.reports.length : 0, 16);
  });
});
