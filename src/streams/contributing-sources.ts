/** `ContributingSources`: who a mixer says is in its packets, and how loud (RFC 3550 §5.1, RFC 6465, W3C webrtc-pc §5.3). */

import type { Duration, Instant } from '../base/instant.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import type { CaptureClock } from './capture-clock.ts';
import type { ReceivedSource } from './receive-statistics.ts';

/** A mixer of more than this is not followed: the one not heard for longest goes. */
const MAX_SOURCES = 64;
/** W3C webrtc-pc §5.3: "in the last 10 seconds". */
export const SOURCE_LIFETIME: Duration = 10_000;

interface Heard {
  receivedAt: Instant;
  rtpTimestamp: number;
  audioLevel: number | undefined;
  /** Of the stream that it was heard in. */
  clock: CaptureClock;
}

export class ContributingSources {
  /** In order of the last packet. */
  readonly #heard: Map<number, Heard>;

  constructor() {
    this.#heard = new Map();
  }

  /** Of a packet that has CSRCs. `levelId`: the local identifier of csrc-audio-level, 0 for none. */
  receive(packet: RtpPacket, levelId: number, clock: CaptureClock, now: Instant): void {
    const levelsAt = levelId === 0 ? -1 : packet.extensionAt(levelId);
    const levels = levelsAt < 0 ? 0 : packet.extensionLength(levelsAt);
    for (let i = 0; i < packet.csrcCount; i++) {
      const csrc = packet.csrc(i);
      const heard = this.#heard.get(csrc) ?? { receivedAt: now, rtpTimestamp: 0, audioLevel: undefined, clock };
      this.#heard.delete(csrc);
      heard.receivedAt = now;
      heard.rtpTimestamp = packet.timestamp;
      heard.clock = clock;
      // RFC 6465 §3: one byte for each CSRC, in their order; the top bit is reserved.
      heard.audioLevel = i < levels ? (packet.bytes[levelsAt + i] as number) & 0x7f : undefined;
      this.#heard.set(csrc, heard);
    }
    while (this.#heard.size > MAX_SOURCES) {
      const oldest = this.#heard.keys().next().value;
      if (oldest !== undefined) this.#heard.delete(oldest);
    }
  }

  collect(into: ReceivedSource[], now: Instant): void {
    for (const [source, { receivedAt, rtpTimestamp, audioLevel, clock }] of this.#heard) {
      if (now - receivedAt > SOURCE_LIFETIME) continue;
      const capture = clock.at(rtpTimestamp);
      into.push({ source, kind: 'contributing', receivedAt, rtpTimestamp, audioLevel, capture });
    }
  }
}
