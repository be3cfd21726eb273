/** Audio that is divided between any two samples: PCMU, PCMA, G.722 and L16 (RFC 3551 §4.5). */

import { assembleAudioFrame, readAudioFrame } from './audio-frame.ts';
import type { FrameInfo, Packetizer, PacketizerOptions, PayloadFormat, PayloadPart } from './payload-format.ts';

/** `bytesPerTick`: bytes of one channel in one unit of the RTP clock. */
function sampledAudio(mimeType: string, bytesPerTick: number): PayloadFormat {
  return {
    mimeType,
    kind: 'audio',
    read: readAudioFrame,
    createPacketizer: options => new SampledAudioPacketizer(bytesPerTick, options),
    createDepacketizer: () => ({ assemble: assembleAudioFrame }),
    isKeyFrame: frame => frame.length > 0,
    pictureSize: () => undefined,
    payloadPictureSize: () => undefined,
    quantizer: () => undefined,
    duration: (frame, channels) => Math.floor(frame.length / (bytesPerTick * Math.max(1, channels))),
  };
}

class SampledAudioPacketizer implements Packetizer {
  readonly #bytesPerTick: number;

  constructor(bytesPerTick: number, options: PacketizerOptions) {
    this.#bytesPerTick = bytesPerTick * Math.max(1, options.channels ?? 1);
  }

  packetize(frame: Uint8Array, maxSize: number, info: FrameInfo): PayloadPart[] {
    const unit = this.#bytesPerTick;
    // RFC 3551 §4.1: the samples of one instant stay together.
    const size = Math.max(unit, maxSize - (maxSize % unit));
    const whole = frame.length - (frame.length % unit);
    const parts: PayloadPart[] = [];
    for (let start = 0; start < whole; start += size) {
      parts.push({
        payload: frame.slice(start, Math.min(start + size, whole)),
        marker: start === 0 && info.startsTalkspurt === true,
        timestampOffset: start / unit,
      });
    }
    return parts;
  }
}

/** G.711 µ-law (RFC 3551 §4.5.14), 8 kHz. */
export const PCMU: PayloadFormat = sampledAudio('audio/PCMU', 1);

/** G.711 A-law (RFC 3551 §4.5.14), 8 kHz. */
export const PCMA: PayloadFormat = sampledAudio('audio/PCMA', 1);

/**
 * RFC 3551 §4.5.2: "Even though the actual sampling rate for G.722 audio is 16,000 Hz, the RTP clock rate for the G722
 * payload format is 8,000 Hz": a byte holds two samples and lasts one tick.
 */
export const G722: PayloadFormat = sampledAudio('audio/G722', 1);

/** RFC 3551 §4.5.11: 16-bit samples in network byte order, channels interleaved; the frame is in that order too. */
export const L16: PayloadFormat = sampledAudio('audio/L16', 2);
