/** `SendCounters`: what one outgoing stream has sent and was asked for (RFC 3550 §6.4.1; W3C webrtc-stats). */

import type { Duration, Instant } from '../base/instant.ts';
import type { PictureSize } from '../payload/payload-format.ts';
import { FrameRate } from './frame-rate.ts';
import { HugeFrames } from './huge-frames.ts';
import type { SendNumbers } from './send-statistics.ts';

export class SendCounters {
  /** Of the stream itself, without retransmissions by RTX: what sender reports say. */
  packets: number;
  bytes: number;
  lastPacketSentAt: Instant | undefined;
  /** What all packets together waited between their making and their leaving. */
  totalSendDelay: Duration;
  nackCount: number;
  pliCount: number;
  firCount: number;
  #headerBytes: number;
  #resentPackets: number;
  #resentBytes: number;
  #resentHeaderBytes: number;
  #frames: number;
  #keyFrames: number;
  readonly #frameRate: FrameRate;
  readonly #hugeFrames: HugeFrames;
  /** Of how many frames it is known, and what it comes to. */
  #quantizers: number;
  #quantizerSum: number;
  #encodeTimes: number;
  #totalEncodeTime: Duration;
  #width: number | undefined;
  #height: number | undefined;

  constructor() {
    this.packets = 0;
    this.bytes = 0;
    this.lastPacketSentAt = undefined;
    this.totalSendDelay = 0;
    this.nackCount = 0;
    this.pliCount = 0;
    this.firCount = 0;
    this.#headerBytes = 0;
    this.#resentPackets = 0;
    this.#resentBytes = 0;
    this.#resentHeaderBytes = 0;
    this.#frames = 0;
    this.#keyFrames = 0;
    this.#frameRate = new FrameRate();
    this.#hugeFrames = new HugeFrames();
    this.#quantizers = 0;
    this.#quantizerSum = 0;
    this.#encodeTimes = 0;
    this.#totalEncodeTime = 0;
    this.#width = undefined;
    this.#height = undefined;
  }

  /** @hot */
  packetSent(headerBytes: number, payloadBytes: number, now: Instant): void {
    this.packets++;
    this.bytes += payloadBytes;
    this.#headerBytes += headerBytes;
    this.lastPacketSentAt = now;
  }

  packetResent(headerBytes: number, payloadBytes: number): void {
    this.#resentPackets++;
    this.#resentBytes += payloadBytes;
    this.#resentHeaderBytes += headerBytes;
  }

  frameSent(keyFrame: boolean, now: Instant): void {
    this.#frames++;
    this.#frameRate.add(now);
    if (keyFrame) this.#keyFrames++;
  }

  /** Bytes of one of the frames, once all of it was sent. */
  frameSize(bytes: number): void {
    this.#hugeFrames.add(bytes);
  }

  /** What is known of how one of the frames was encoded. */
  frameEncoded(quantizer: number | undefined, encodeTime: Duration | undefined): void {
    if (quantizer !== undefined) {
      this.#quantizers++;
      this.#quantizerSum += quantizer;
    }
    if (encodeTime !== undefined) {
      this.#encodeTimes++;
      this.#totalEncodeTime += encodeTime;
    }
  }

  pictureSize(size: PictureSize | undefined): void {
    if (size === undefined) return;
    this.#width = size.width;
    this.#height = size.height;
  }

  numbers(): SendNumbers {
    return {
      packetsSent: this.packets + this.#resentPackets,
      bytesSent: this.bytes + this.#resentBytes,
      headerBytesSent: this.#headerBytes + this.#resentHeaderBytes,
      retransmittedPacketsSent: this.#resentPackets,
      retransmittedBytesSent: this.#resentBytes,
      framesSent: this.#frames,
      keyFramesSent: this.#keyFrames,
      frameRate: this.#frameRate,
      hugeFramesSent: this.#hugeFrames.count,
      // A sum over some of the frames would be taken for one over all.
      quantizerSum: this.#quantizers === this.#frames ? this.#quantizerSum : undefined,
      totalEncodeTime: this.#encodeTimes === this.#frames ? this.#totalEncodeTime : undefined,
      totalSendDelay: this.totalSendDelay,
      frameWidth: this.#width,
      frameHeight: this.#height,
      nackCount: this.nackCount,
      pliCount: this.pliCount,
      firCount: this.firCount,
      lastPacketSentAt: this.lastPacketSentAt,
    };
  }
}
