/** A receiver and its remote encodings. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NEVER } from '../../../src/base/instant.ts';
import { ABS_CAPTURE_TIME } from '../../../src/rtp/extensions.ts';
import type { ReceptionReport } from '../../../src/streams/receive-feedback.ts';
import { RtpReceiver } from '../../../src/streams/rtp-receiver.ts';
import {
  audioParameters,
  createReceiver,
  feedback,
  Heard,
  IDS,
  packet,
  receiveParameters,
  rtxOf,
  text,
  VP8,
  vp8Frames,
} from './receive-support.ts';

const rid = (value: string): { extensions: { id: number; data: Uint8Array }[] } => ({
  extensions: [text(IDS.rid, value)],
});

function reports(receiver: RtpReceiver, now: number): ReceptionReport[] {
  const into: ReceptionReport[] = [];
  receiver.reportBlocks(into, now);
  return into;
}

const REPORT = { ssrc: 1000, ntpSeconds: 5, ntpFraction: 0, rtpTimestamp: 0, packetCount: 3, octetCount: 90 };

describe('RtpReceiver', () => {
  it('says when media begins to come, when all of it ends, and when it comes again', () => {
    const { receiver, heard } = createReceiver();
    receiver.receive(packet(1), 0);
    receiver.receive(packet(1, { ssrc: 1001 }), 0);
    assert.deepEqual(heard.log, ['started']);
    receiver.bye(1000, 1);
    receiver.bye(1000, 1);
    assert.deepEqual(heard.log, ['started']);
    receiver.bye(1001, 1);
    receiver.bye(9999, 1);
    assert.deepEqual(heard.log, ['started', 'stopped']);
    receiver.receive(packet(0), 2);
    assert.deepEqual(heard.log, ['started', 'stopped']);
    receiver.receive(packet(2), 2);
    assert.deepEqual(heard.log, ['started', 'stopped', 'started']);
  });

  it('receives nothing before it is configured, nor of other payload types', () => {
    const { receiver, heard } = createReceiver(receiveParameters({ codecs: [] }));
    receiver.receive(packet(1), 0);
    receiver.configure(receiveParameters(), 0);
    receiver.receive(packet(1, { payloadType: 50 }), 0);
    assert.equal(heard.packets.length, 0);
    assert.equal(receiver.drops.count('unknown-payload-type'), 2);
    assert.deepEqual(receiver.statistics, []);
  });

  it('forgets its streams when it is to receive no more, and can begin again', () => {
    const { receiver, heard } = createReceiver();
    receiver.receive(packet(1), 0);
    receiver.receive(rtxOf(packet(0), 1), 0);
    receiver.configure(receiveParameters({ codecs: [] }), 0);
    assert.deepEqual(receiver.statistics, []);
    assert.deepEqual(reports(receiver, 0), []);
    receiver.configure(receiveParameters(), 0);
    receiver.receive(packet(500), 0);
    assert.deepEqual(heard.log, ['started', 'started']);
  });

  it('RFC 5104 §4.3.1.1: numbers its FIR on after it was to receive no more for a while', () => {
    const parameters = receiveParameters({ codecs: [{ ...VP8, rtcpFeedback: ['ccm fir'] }] });
    const { receiver } = createReceiver(parameters);
    const asked = [0, 1000].map(now => {
      receiver.configure(parameters, now);
      receiver.receive(packet(now + 1), now);
      receiver.requestKeyFrame(undefined);
      const said = feedback(receiver, now);
      receiver.configure({ ...parameters, codecs: [] }, now);
      return said;
    });
    assert.deepEqual(
      asked,
      [0, 1].map(commandSequence => [{ type: 'fir', mediaSsrc: 1000, commandSequence }]),
    );
  });

  it('keeps its streams through a change of what was negotiated', () => {
    const { receiver } = createReceiver();
    receiver.receive(packet(1), 0);
    receiver.configure(receiveParameters({ headerExtensions: [] }), 0);
    receiver.receive(packet(3), 0);
    assert.equal(receiver.statistics[0]?.packetsReceived, 2);
    assert.equal(receiver.statistics[0]?.packetsLost, 1);
  });

  it('tells simulcast streams apart by rid, and asks each for its own key frame', () => {
    const { receiver, heard } = createReceiver(receiveParameters({ rids: ['q', 'f'] }));
    receiver.receive(packet(1, { ssrc: 1, ...rid('q') }), 0);
    receiver.receive(packet(1, { ssrc: 2, ...rid('f') }), 0);
    receiver.receive(packet(2, { ssrc: 2 }), 0);
    receiver.receive(packet(1, { ssrc: 3, ...rid('x') }), 0);
    receiver.receive(packet(1, { ssrc: 4 }), 0);
    assert.deepEqual(
      heard.packets.map(one => one.rid),
      ['q', 'f', 'f'],
    );
    assert.equal(receiver.drops.count('unknown-rid'), 2);
    receiver.requestKeyFrame('f');
    assert.deepEqual(feedback(receiver, 0), [{ type: 'pli', mediaSsrc: 2 }]);
    receiver.requestKeyFrame('x');
    receiver.requestKeyFrame(undefined);
    assert.deepEqual(feedback(receiver, 0), [{ type: 'pli', mediaSsrc: 1 }]);
  });

  it('follows a rid to another SSRC', () => {
    const { receiver } = createReceiver(receiveParameters({ rids: ['q', 'f'] }));
    receiver.receive(packet(1, { ssrc: 1, ...rid('q') }), 0);
    receiver.receive(packet(1, { ssrc: 9, ...rid('q') }), 0);
    receiver.requestKeyFrame('q');
    assert.deepEqual(feedback(receiver, 0), [{ type: 'pli', mediaSsrc: 9 }]);
  });

  it('knows the rids of SSRCs after a pause, as far as they are still negotiated', () => {
    const { receiver, heard } = createReceiver(receiveParameters({ rids: ['q', 'f'] }));
    receiver.receive(packet(1, { ssrc: 1, ...rid('q') }), 0);
    receiver.receive(packet(1, { ssrc: 2, ...rid('f') }), 0);
    receiver.configure(receiveParameters({ codecs: [], headerExtensions: [] }), 0);
    receiver.configure(receiveParameters({ rids: ['f', 'h'] }), 0);
    receiver.receive(packet(2, { ssrc: 1 }), 0);
    receiver.receive(packet(2, { ssrc: 2 }), 0);
    assert.equal(receiver.drops.count('unknown-rid'), 1);
    assert.equal(heard.packets.at(-1)?.rid, 'f');
    receiver.receive(packet(3, { ssrc: 1, ...rid('h') }), 0);
    assert.equal(heard.packets.at(-1)?.rid, 'h');
  });

  it('remembers the rids of a bounded number of SSRCs', () => {
    const parameters = receiveParameters({ rids: ['q', 'f'] });
    const { receiver } = createReceiver(parameters);
    for (let ssrc = 1; ssrc <= 65; ssrc++) {
      receiver.receive(packet(1, { ssrc, ...rid('q') }), 0);
      receiver.bye(ssrc, 0);
    }
    receiver.configure({ ...parameters, codecs: [] }, 0);
    receiver.configure(parameters, 0);
    for (const ssrc of [1, 2, 65]) receiver.receive(packet(2, { ssrc }), 0);
    assert.deepEqual(
      receiver.statistics.map(({ ssrc }) => ssrc),
      [2, 65],
    );
  });

  it('needs no rid on the wire where there is only one', () => {
    const { receiver, heard } = createReceiver(receiveParameters({ rids: ['q'] }));
    receiver.receive(packet(1), 0);
    assert.equal(heard.packets[0]?.rid, 'q');
  });

  it('asks no audio for key frames', () => {
    const { receiver } = createReceiver(audioParameters());
    receiver.receive(packet(1, { payloadType: 111, payload: Uint8Array.of(8, 1) }), 0);
    receiver.requestKeyFrame(undefined);
    assert.deepEqual(feedback(receiver, 0), []);
  });

  it('reports on each source that was heard since the last time, RTX too', () => {
    const { receiver } = createReceiver();
    receiver.receive(packet(1), 0);
    receiver.senderReport(REPORT, 0);
    receiver.senderReport({ ...REPORT, ssrc: 77 }, 0);
    receiver.receive(rtxOf(packet(0), 7), 0);
    const blocks = reports(receiver, 1000);
    assert.deepEqual(
      blocks.map(block => [block.ssrc, block.lastSenderReport]),
      [
        [1000, 0x5_0000],
        [2000, 0],
      ],
    );
    assert.deepEqual(reports(receiver, 2000), []);
    assert.equal(receiver.statistics[0]?.remote?.packetsSent, 3);
  });

  it('knows what was heard in the last ten seconds', () => {
    const { receiver } = createReceiver(audioParameters());
    const payload = Uint8Array.of(8, 1);
    const captureTime = { seconds: 5, fraction: 0 };
    const capture = { captureTimestamp: 5000, clockOffset: undefined };
    const extensions = [
      { id: IDS.audioLevel, data: Uint8Array.of(20) },
      { id: IDS.absCaptureTime, data: ABS_CAPTURE_TIME.write({ captureTime, clockOffset: undefined }) },
    ];
    receiver.receive(packet(1, { payloadType: 111, payload, csrcs: [5], timestamp: 960, extensions }), 0);
    receiver.receive(packet(2, { ssrc: 1001, payloadType: 111, payload, timestamp: 7 }), 100);
    assert.deepEqual(receiver.sources(10_000), [
      {
        source: 1001,
        kind: 'synchronization',
        receivedAt: 100,
        rtpTimestamp: 7,
        audioLevel: undefined,
        capture: undefined,
      },
      { source: 1000, kind: 'synchronization', receivedAt: 0, rtpTimestamp: 960, audioLevel: 20, capture },
      { source: 5, kind: 'contributing', receivedAt: 0, rtpTimestamp: 960, audioLevel: undefined, capture },
    ]);
    assert.deepEqual(receiver.sources(10_200), []);
  });

  it('logs new streams for who wants to know', () => {
    const lines: string[] = [];
    const log = {
      enabled: () => true,
      log: (_level: string, scope: string, line: string) => void lines.push(`${scope}: ${line}`),
    };
    const receiver = new RtpReceiver(new Heard(), { log });
    receiver.configure(receiveParameters(), 0);
    receiver.receive(packet(1), 0);
    receiver.receive(packet(2), 0);
    assert.deepEqual(lines, ['rtp: receiving 1000, rid undefined']);
  });

  it('makes frames of all streams, also of those that come later', () => {
    const { receiver, heard } = createReceiver();
    const [first, ...rest] = vp8Frames(4, { packets: 1, keyEvery: 2 });
    assert.ok(first !== undefined);
    receiver.receive(first, 0);
    receiver.wantFrames(true);
    for (const one of rest) receiver.receive(one, 0);
    receiver.receive(packet(1, { ssrc: 1001, marker: true }), 0);
    assert.deepEqual(
      heard.frames.map(frame => frame.rtpTimestamp),
      [6000, 9000],
    );
    assert.equal(receiver.statistics[0]?.frames?.framesReceived, 2);
    assert.equal(receiver.statistics[1]?.frames?.framesReceived, 0);
  });

  it('has a timeout while something is missing, by the round trip it was told', () => {
    const { receiver } = createReceiver();
    assert.equal(receiver.nextTimeout(), NEVER);
    receiver.setRoundTripTime(40);
    receiver.wantFrames(true);
    receiver.receive(packet(1), 0);
    receiver.setRoundTripTime(30);
    receiver.receive(packet(3), 0);
    assert.equal(feedback(receiver, 0).length, 1);
    assert.equal(receiver.nextTimeout(), 40);
    receiver.handleTimeout(5000);
    feedback(receiver, 5000);
    assert.ok(receiver.nextTimeout() > 5000);
  });

  it('keeps a bounded number of streams, and those that are in use', () => {
    const { receiver, heard } = createReceiver();
    receiver.receive(packet(1), 0);
    for (let ssrc = 5000; ssrc < 6000; ssrc++) receiver.receive(packet(1, { ssrc }), 10);
    assert.equal(receiver.statistics.length, 16);
    assert.equal(receiver.drops.count('too-many-streams'), 985);
    receiver.bye(5003, 10);
    receiver.receive(packet(1, { ssrc: 7000 }), 11);
    assert.equal(receiver.statistics.length, 16);
    receiver.receive(packet(2), 5100);
    receiver.receive(packet(1, { ssrc: 7001 }), 5100);
    assert.deepEqual(
      receiver.statistics.map(({ ssrc }) => ssrc).filter(ssrc => ssrc === 1000 || ssrc > 6999),
      [1000, 7000, 7001],
    );
    assert.equal(heard.packets.length, 16 + 1 + 2);
  });

  it('lets its sink turn frames off while they come', () => {
    class Tired extends Heard {
      override frame(frame: Parameters<Heard['frame']>[0]): void {
        super.frame(frame);
        receiver.wantFrames(false);
      }
    }
    const tired = new Tired();
    const { receiver } = createReceiver(receiveParameters(), tired);
    receiver.wantFrames(true);
    const packets = vp8Frames(6, { packets: 1 });
    const [first, missing, ...rest] = packets;
    assert.ok(first !== undefined && missing !== undefined);
    receiver.receive(first, 0);
    assert.equal(tired.frames.length, 1);
    receiver.receive(missing, 0);
    for (const one of rest) receiver.receive(one, 0);
    assert.equal(tired.frames.length, 1);
  });
});
