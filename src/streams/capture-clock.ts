/** `CaptureClock`: when the media of one source was captured, as its packets say now and then (abs-capture-time; W3C webrtc-extensions, RTCRtpContributingSource). */

import { ntpMilliseconds } from '../base/ntp.ts';
import { distance32 } from '../base/serial.ts';
import { ABS_CAPTURE_TIME } from '../rtp/extensions.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import type { CaptureTime } from './receive-statistics.ts';

export class CaptureClock {
  /** Milliseconds since 1900 for `#timestamp`; −1 before the first. */
  #captureTimestamp: number;
  #timestamp: number;
  #clockRate: number;
  #clockOffset: number | undefined;

  constructor() {
    this.#captureTimestamp = -1;
    this.#timestamp = 0;
    this.#clockRate = 1;
    this.#clockOffset = undefined;
  }

  /** `id`: the local identifier of the extension. */
  receive(packet: RtpPacket, id: number, clockRate: number): void {
    const at = packet.extensionAt(id);
    if (at < 0) return;
    const said = ABS_CAPTURE_TIME.read(packet.bytes.subarray(at, at + packet.extensionLength(at)));
    if (said === undefined) return;
    this.#captureTimestamp = ntpMilliseconds(said.captureTime);
    this.#timestamp = packet.timestamp;
    this.#clockRate = clockRate;
    this.#clockOffset = said.clockOffset ?? this.#clockOffset;
  }

  /** Of an RTP timestamp: what was said, or what follows from it by the clock rate. */
  at(timestamp: number): CaptureTime | undefined {
    if (this.#captureTimestamp < 0) return undefined;
    const passed = (distance32(timestamp, this.#timestamp) * 1000) / this.#clockRate;
    return { captureTimestamp: this.#captureTimestamp + passed, clockOffset: this.#clockOffset };
  }
}
