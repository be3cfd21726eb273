/** Router, receiver, jitter buffer and frame assembly take any sequence of packets, reports and timeouts, in bounded memory. */

import assert from 'node:assert/strict';
import { readU16, readU32 } from '../../src/base/be.ts';
import { SILENT } from '../../src/base/log.ts';
import { SeededRandom } from '../../src/base/random.ts';
import type { ExtensionElement } from '../../src/rtp/header.ts';
import { writeRtpHeader } from '../../src/rtp/header.ts';
import { RtpPacket } from '../../src/rtp/packet.ts';
import type { RtpCodecParameters, RtpHeaderExtension } from '../../src/rtp/parameters.ts';
import type { ReceivedFrame, ReceiveParameters } from '../../src/streams/ports.ts';
import type { ReceiveFeedback, ReceptionReport } from '../../src/streams/receive-feedback.ts';
import { Router } from '../../src/streams/router.ts';
import { RtpReceiver } from '../../src/streams/rtp-receiver.ts';

export const name: string = 'rtp-receiver';

const VIDEO = ['video/VP8', 'video/VP9', 'video/H264', 'video/H265', 'video/AV1'];
const FEEDBACK = ['nack', 'nack pli', 'ccm fir'];

function codec(payloadType: number, mimeType: string, sdpFmtpLine?: string): RtpCodecParameters {
  const video = mimeType.startsWith('video');
  const rtcpFeedback = video ? FEEDBACK : [];
  return { payloadType, mimeType, clockRate: video ? 90_000 : 48_000, channels: 2, sdpFmtpLine, rtcpFeedback };
}

const EXTENSIONS: readonly RtpHeaderExtension[] = [
  'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'urn:ietf:params:rtp-hdrext:csrc-audio-level',
  'urn:3gpp:video-orientation',
  'urn:ietf:params:rtp-hdrext:sdes:mid',
  'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id',
  'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id',
].map((uri, index) => ({ id: index + 1, uri }));

function parameters(
  mid: string,
  kind: 'audio' | 'video',
  codecs: RtpCodecParameters[],
  rids: string[],
): ReceiveParameters {
  const sources = [{ ssrc: 1, rtxSsrc: 2, cname: undefined }];
  return { mid, kind, codecs, headerExtensions: EXTENSIONS, rids, sources, reducedSizeRtcp: true };
}

const VIDEO_CODECS = VIDEO.flatMap((mimeType, index) => [
  codec(96 + 2 * index, mimeType),
  codec(97 + 2 * index, 'video/rtx', `apt=${96 + 2 * index}`),
]);
const SECTIONS = [
  parameters('0', 'video', VIDEO_CODECS, []),
  parameters(
    '1',
    'audio',
    [codec(111, 'audio/opus'), codec(63, 'audio/red'), codec(110, 'audio/telephone-event'), codec(0, 'audio/PCMU')],
    [],
  ),
  parameters('2', 'video', VIDEO_CODECS, ['q', 'h']),
];

/** Frames of one receiver: each stream's leave in order, and a picture follows only what it can need. */
class Sink {
  readonly #last: Map<number, number> = new Map();
  started = false;

  packet(): void {
    assert.ok(this.started);
  }

  frame(frame: ReceivedFrame): void {
    assert.ok(frame.data.length > 0);
    assert.ok(frame.ssrc >= 0 && Number.isFinite(frame.timestamp));
    if (!this.#last.has(frame.ssrc)) assert.equal(frame.type, 'key');
    this.#last.set(frame.ssrc, frame.timestamp);
  }

  tone(tone: { duration: number }): void {
    assert.ok(tone.duration >= 0);
  }
}

/** Twelve bytes: what to do, and with what. */
const STEP = 12;

export function fuzzOne(bytes: Uint8Array): void {
  const router = new Router<RtpReceiver>();
  const receivers = SECTIONS.map(section => {
    const sink = new Sink();
    const receiver = new RtpReceiver(
      {
        packet: () => sink.packet(),
        frame: frame => sink.frame(frame),
        started: () => void (sink.started = true),
        stopped: () => {},
        tone: tone => sink.tone(tone),
      },
      { log: SILENT },
    );
    receiver.configure(section, 0);
    router.configure(receiver, section);
    receiver.wantFrames(true);
    return receiver;
  });
  let now = 0;
  for (let at = 0; at + STEP <= bytes.length; at += STEP) {
    const op = bytes[at] as number;
    now += op & 7;
    if (op < 0xe0) deliver(bytes, at, router, now);
    else command(bytes, at, receivers[(bytes[at + 1] as number) % receivers.length] as RtpReceiver, now);
    if ((op & 0x18) === 0) turn(receivers, now);
  }
  turn(receivers, now + 10_000);
  for (const receiver of receivers) {
    assert.ok(receiver.statistics.length <= 16);
    assert.ok(receiver.sources(now).length <= 16 + 64);
  }
}

function deliver(bytes: Uint8Array, at: number, router: Router<RtpReceiver>, now: number): void {
  const flags = bytes[at + 1] as number;
  const payloadType = [96, 97, 98, 99, 100, 101, 102, 104, 105, 111, 63, 110, 0, 13, 96, 96][flags & 15] as number;
  const extensions: ExtensionElement[] = [];
  const text = (id: number, value: string): void => void extensions.push({ id, data: new TextEncoder().encode(value) });
  if ((flags & 0x10) !== 0) text(4, `${(bytes[at + 2] as number) & 3}`);
  if ((flags & 0x20) !== 0) text(5, 'qhfx'[(bytes[at + 2] as number) & 3] as string);
  if ((flags & 0x40) !== 0) text(6, 'qhfx'[(bytes[at + 2] as number) >> 6] as string);
  const { header } = writeRtpHeader({
    marker: (flags & 0x80) !== 0,
    payloadType,
    sequenceNumber: readU16(bytes, at + 3),
    timestamp: (readU16(bytes, at + 5) * 1500) >>> 0,
    // Mostly few, now and then any.
    ssrc: (bytes[at] as number) < 0xc0 ? (bytes[at + 7] as number) & 3 : readU32(bytes, at + 7),
    csrcs: (flags & 0x60) === 0x60 ? [readU32(bytes, at + 4)] : [],
    extensions,
  });
  const size = ((bytes[at + 8] as number) % 5) * 3;
  const payload = bytes.subarray(at + 9, Math.min(bytes.length, at + 9 + size));
  const packet = new Uint8Array(header.length + payload.length);
  packet.set(header);
  packet.set(payload, header.length);
  const read = RtpPacket.read(packet);
  if (read !== undefined) router.route(read, now)?.receive(read, now);
}

function command(bytes: Uint8Array, at: number, receiver: RtpReceiver, now: number): void {
  const ssrc = readU32(bytes, at + 2) & 3;
  switch ((bytes[at] as number) & 7) {
    case 0:
      receiver.bye(ssrc, now);
      break;
    case 1:
      receiver.wantFrames((bytes[at + 2] as number) < 128);
      break;
    case 2:
      receiver.requestKeyFrame((bytes[at + 2] as number) < 128 ? undefined : 'q');
      break;
    case 3:
      receiver.setRoundTripTime(readU16(bytes, at + 2));
      break;
    case 4: {
      const [ntpSeconds, ntpFraction] = [readU32(bytes, at + 2), readU32(bytes, at + 6)];
      receiver.senderReport(
        { ssrc, ntpSeconds, ntpFraction, rtpTimestamp: ntpFraction, packetCount: 1, octetCount: 1 },
        now,
      );
      break;
    }
    default: {
      const section = SECTIONS[(bytes[at + 1] as number) % SECTIONS.length] as ReceiveParameters;
      receiver.configure({ ...section, codecs: (bytes[at + 2] as number) < 32 ? [] : section.codecs }, now);
    }
  }
}

function turn(receivers: readonly RtpReceiver[], now: number): void {
  for (const receiver of receivers) {
    receiver.handleTimeout(now);
    const feedback: ReceiveFeedback[] = [];
    receiver.pollFeedback(feedback, now);
    for (const told of feedback) if (told.type === 'nack') assert.ok(told.sequenceNumbers.length <= 240);
    assert.ok(receiver.nextTimeout() > now, 'what is due was done');
    const blocks: ReceptionReport[] = [];
    receiver.reportBlocks(blocks, now);
    for (const block of blocks) {
      assert.ok(block.fractionLost >= 0 && block.fractionLost <= 255);
      assert.ok(Math.abs(block.packetsLost) <= 0x80_0000);
      assert.ok(block.jitter >= 0 && block.jitter <= 0xffff_ffff);
    }
    assert.equal(receiver.statistics.length <= 16, true);
  }
}

export function seeds(): Uint8Array[] {
  const random = new SeededRandom(5);
  return [1, 2, 3, 4].map(kind => {
    const steps: number[] = [];
    for (let i = 0; i < 200; i++) {
      const sequence =
        kind === 2 && random.below(10) === 0 ? random.below(65_536) : i + (kind === 3 ? random.below(6) : 0);
      const flags = (i % 2 === 1 ? 0x80 : 0) | (kind === 4 ? random.below(16) : kind === 1 ? 9 : 0) | 0x10;
      steps.push(random.below(8) * 24, flags, kind === 1 ? 1 : 0, sequence >> 8, sequence & 0xff, 0, i >> 1, 1, 4);
      steps.push(i % 2 === 0 ? 0x10 : 0, i % 20 === 0 ? 0 : 1, 0);
    }
    return Uint8Array.from(steps);
  });
}
