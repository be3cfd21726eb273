/**
 * What it costs to forward one RTP packet to ten receivers, without sockets: rewriting, history, queue, SRTP; by wall
 * clock and by processor time, which counts the garbage collector's threads too.
 *
 *     node dist-test/bench/micro/forward.js [seconds]
 */

import { performance } from 'node:perf_hooks';
import { writeU16, writeU32 } from '../../src/base/be.ts';
import { SeededRandom } from '../../src/base/random.ts';
import { nodeCrypto } from '../../src/node/crypto.ts';
import { RtpPacket } from '../../src/rtp/packet.ts';
import type { RtpCodecParameters } from '../../src/rtp/parameters.ts';
import { AEAD_AES_128_GCM, exportedLength, SrtpSession, srtpKeys } from '../../src/srtp/index.ts';
import type { SendParameters } from '../../src/streams/ports.ts';
import { RtpSender } from '../../src/streams/rtp-sender.ts';
import { TransportCounters } from '../../src/transport/counters.ts';
import { MediaQueue } from '../../src/transport/media-queue.ts';

const RECEIVERS = 10;
const BURST = 32;
const HEADER_LENGTH = 12;
const PAYLOAD_LENGTH = 1200;
/** Packets in per second of the clock that the machines are told: 50,000 out. */
const RATE = 5000;

const codec: RtpCodecParameters = {
  payloadType: 96,
  mimeType: 'video/VP8',
  clockRate: 90_000,
  channels: undefined,
  sdpFmtpLine: undefined,
  rtcpFeedback: ['nack', 'nack pli', 'transport-cc'],
};

function parameters(ssrc: number): SendParameters {
  return {
    mid: '0',
    kind: 'video',
    cname: 'bench',
    codecs: [codec],
    headerExtensions: [{ id: 3, uri: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01' }],
    encodings: [{ rid: undefined, ssrc, rtxSsrc: undefined, active: true, payloadType: undefined }],
    reducedSizeRtcp: true,
  };
}

class Receiver {
  readonly queue: MediaQueue;
  readonly sender: RtpSender;
  readonly session: SrtpSession;

  constructor(ssrc: number) {
    this.queue = new MediaQueue(new TransportCounters().drops);
    this.queue.open = true;
    this.sender = new RtpSender(
      { keyFrameRequested: () => {} },
      { random: new SeededRandom(ssrc), outbox: this.queue, wallTime: now => now },
    );
    this.sender.configure(parameters(ssrc), 0);
    const exported = nodeCrypto.randomBytes(exportedLength(AEAD_AES_128_GCM));
    this.session = new SrtpSession(AEAD_AES_128_GCM, srtpKeys(exported, AEAD_AES_128_GCM, 'server'), nodeCrypto);
  }

  flush(now: number): number {
    let bytes = 0;
    for (let packet = this.queue.next(now); packet !== undefined; packet = this.queue.next(now)) {
      bytes += this.session.protectRtp(packet.header, packet.payload)?.length ?? 0;
    }
    return bytes;
  }
}

/** As it comes from the wire: in an ArrayBuffer of its own. */
function packetIn(number: number): RtpPacket {
  const bytes = new Uint8Array(HEADER_LENGTH + PAYLOAD_LENGTH);
  bytes[0] = 0x80;
  bytes[1] = 96;
  writeU16(bytes, 2, number & 0xffff);
  writeU32(bytes, 4, Math.floor(number / 10) * 3000);
  writeU32(bytes, 8, 1);
  const packet = RtpPacket.read(bytes);
  if (packet === undefined) throw new Error('not RTP');
  return packet;
}

const receivers = Array.from({ length: RECEIVERS }, (_, i) => new Receiver(100 + i));
const headerExtensions: SendParameters['headerExtensions'] = [];
const seconds = Number(process.argv[2] ?? 5);
let number = 0;

function turn(): number {
  const now = (1000 * number) / RATE;
  for (let i = 0; i < BURST; i++) {
    const packet = packetIn(number++);
    const received = { packet, codec, headerExtensions, rid: undefined, receivedAt: now, recovered: false };
    for (const { sender } of receivers) sender.sendPacket(0, received, now);
  }
  let bytes = 0;
  for (const receiver of receivers) bytes += receiver.flush(now);
  return bytes;
}

for (let i = 0; i < 300; i++) turn();
let best = Number.POSITIVE_INFINITY;
let packets = 0;
let bytes = 0;
const cpu = process.cpuUsage();
const end = performance.now() + seconds * 1000;
while (performance.now() < end) {
  const start = performance.now();
  for (let i = 0; i < 10; i++) bytes += turn();
  best = Math.min(best, performance.now() - start);
  packets += 10 * BURST * RECEIVERS;
  // Buffers outside the heap are only freed between turns.
  await new Promise(resolve => setImmediate(resolve));
}
const { user, system } = process.cpuUsage(cpu);
const line = (name: string, micros: number): void => console.log(`${name.padEnd(40)} ${micros.toFixed(2)} µs`);
console.log(`${packets} packets out of ${(bytes / packets).toFixed(0)} bytes`);
line('per packet out, the best turns', (1000 * best) / (10 * BURST * RECEIVERS));
line('per packet out, processor time', (user + system) / packets);
