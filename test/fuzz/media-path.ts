/** Fuzz target: a hostile peer of media, whose SRTP is authentic: RTP and RTCP of any shape, floods, gaps, requests without end. */

import assert from 'node:assert/strict';
import { SILENT } from '../../src/base/log.ts';
import { SeededRandom } from '../../src/base/random.ts';
import { writeCompound } from '../../src/rtcp/index.ts';
import { writeRtpHeader } from '../../src/rtp/index.ts';
import { TransportCounters } from '../../src/transport/counters.ts';
import type { ReceiverHandle, SenderHandle } from '../../src/transport/index.ts';
import { MediaPath } from '../../src/transport/media-path.ts';
import { audioSection, madeUpFrame, receiveParameters, sendParameters, videoSection } from '../sim/media.ts';

export const name = 'media-path';

/** SRTP that changes nothing: what the peer itself can do needs no forgery. */
const OPEN = {
  protectRtp: (header: Uint8Array, payload: Uint8Array): Uint8Array => {
    const packet = new Uint8Array(header.length + payload.length);
    packet.set(header);
    packet.set(payload, header.length);
    return packet;
  },
  unprotectRtp: (bytes: Uint8Array): Uint8Array => bytes,
  protectRtcp: (bytes: Uint8Array): Uint8Array => bytes,
  unprotectRtcp: (bytes: Uint8Array): Uint8Array => bytes,
};

const video = videoSection();
const audio = audioSection();
const layers = videoSection({
  mid: '2',
  encodings: ['q', 'h'].map((rid, index) => ({
    rid,
    ssrc: 0x5000 + index,
    rtxSsrc: 0x6000 + index,
    active: true,
    payloadType: undefined,
  })),
});

interface Stage {
  readonly path: MediaPath;
  readonly sender: SenderHandle;
  readonly receivers: readonly ReceiverHandle[];
  pictures: number;
  sent: number;
}

let now = 1000;
let stage = fresh();

function fresh(): Stage {
  const random = new SeededRandom(3550);
  const path = new MediaPath(
    {
      touch: () => now,
      broke: error => {
        throw error;
      },
    },
    new TransportCounters(),
    { random, log: SILENT, wallTime: at => 1.7e12 + at, roundTripTime: () => 50 },
  );
  const ignore = (): void => {};
  const events = { packet: ignore, frame: ignore, started: ignore, stopped: ignore, tone: ignore };
  const receivers = [video, audio, layers].map(section => {
    const receiver = path.createReceiver(events);
    receiver.configure(receiveParameters(section));
    receiver.wantFrames(true);
    return receiver;
  });
  const sender = path.createSender({ keyFrameRequested: ignore });
  sender.configure(sendParameters(video));
  path.connected(OPEN, true, now);
  return { path, sender, receivers, pictures: 0, sent: 0 };
}

/** Everything that is due, at most so often that one input cannot hold the loop. */
function settle(): void {
  const { path } = stage;
  for (let turn = 0; path.nextTimeout() <= now; turn++) {
    assert.ok(turn < 100, 'the media path does not move on');
    path.handleTimeout(now);
    path.flush(now);
  }
  path.flush(now);
  for (let packet = path.pollTransmit(now); packet !== undefined; packet = path.pollTransmit(now)) {
    assert.ok(packet.length <= 1500, `${packet.length} bytes`);
    stage.sent++;
  }
}

export function fuzzOne(bytes: Uint8Array): void {
  const { path, sender, receivers } = stage;
  now += 1 + ((bytes[0] ?? 0) & 15);
  const picture = madeUpFrame(stage.pictures, stage.pictures % 100 === 0, 3000);
  sender.sendFrame(0, {
    kind: 'video',
    type: stage.pictures % 100 === 0 ? 'key' : 'delta',
    data: picture,
    timestamp: now * 1000,
    duration: undefined,
    rtpTimestamp: undefined,
    mimeType: undefined,
  });
  stage.pictures++;
  settle();
  const before = stage.sent;
  path.receive(bytes.slice(), now);
  // The same again as what it is not: RTP read as RTCP and the other way round.
  const twisted = bytes.slice();
  if (twisted.length > 1) twisted[1] = (twisted[1] as number) ^ 0x40;
  path.receive(twisted, now);
  settle();
  // A packet brings few: reports and feedback, and of retransmissions no more than there is credit for.
  assert.ok(stage.sent - before < 1200, `${stage.sent - before} packets for two`);
  for (const receiver of receivers) {
    assert.ok(receiver.statistics.length <= 256, `${receiver.statistics.length} streams`);
    assert.ok(receiver.sources.length <= 512, `${receiver.sources.length} sources`);
  }
  if (stage.pictures >= 5000) stage = fresh();
}

export function seeds(): Uint8Array[] {
  const mid = (text: string) => ({ id: 4, data: new TextEncoder().encode(text) });
  const rid = { id: 10, data: new TextEncoder().encode('h') };
  const count = { id: 3, data: Uint8Array.of(0, 7) };
  const rtp = (payloadType: number, sequenceNumber: number, extensions: { id: number; data: Uint8Array }[]) => {
    const fixed = { marker: true, timestamp: 90_000, csrcs: [1, 2], payloadType, sequenceNumber };
    const { header } = writeRtpHeader({ ...fixed, ssrc: 0x7000 + payloadType, extensions });
    const descriptor = [0x90, 0xe0, 0x80, 0x05, 1, 0x20];
    return Uint8Array.of(...header, ...descriptor, ...madeUpFrame(sequenceNumber, true, 40));
  };
  const media = 0x1111;
  const block = {
    ssrc: media,
    fractionLost: 9,
    packetsLost: 3,
    extendedHighestSequenceNumber: 70_000,
    jitter: 90,
    lastSenderReport: 0x1234_5678,
    delaySinceLastSenderReport: 1000,
  };
  const from = { senderSsrc: 0x7060, mediaSsrc: media };
  return [
    rtp(96, 1, [mid('0'), count]),
    rtp(96, 40_000, [mid('0'), count]),
    rtp(97, 5, [mid('0'), count]),
    rtp(111, 6, [mid('1')]),
    rtp(110, 7, [mid('1')]),
    rtp(96, 8, [mid('2'), rid]),
    writeCompound([{ type: 'receiver-report', ssrc: 0x7060, blocks: [block] }]),
    writeCompound([
      {
        type: 'sender-report',
        ssrc: 0x7060,
        ntpSeconds: 3.9e9,
        ntpFraction: 5,
        rtpTimestamp: 90_000,
        packetCount: 4,
        octetCount: 400,
        blocks: [block],
      },
      { type: 'source-description', chunks: [{ ssrc: 0x7060, items: [{ type: 'mid', text: '1' }] }] },
    ]),
    writeCompound([{ type: 'nack', ...from, sequenceNumbers: Array.from({ length: 300 }, (_, i) => i) }]),
    writeCompound([{ type: 'pli', ...from }]),
    writeCompound([{ type: 'fir', senderSsrc: 0x7060, requests: [{ ssrc: media, commandSequence: 3 }] }]),
    writeCompound([{ type: 'goodbye', ssrcs: [0x7060, media], reason: 'why' }]),
  ];
}
