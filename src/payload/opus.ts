/** Opus over RTP (RFC 7587); the packet is that of RFC 6716 §3. */

import { assembleAudioFrame, readAudioFrame } from './audio-frame.ts';
import type { FrameInfo, PayloadFormat, PayloadPart } from './payload-format.ts';

/** Frame lengths at 48 kHz by configuration number (RFC 6716 §3.1, table 2): SILK, hybrid, CELT. */
const SILK = [480, 960, 1920, 2880] as const;
const HYBRID = [480, 960] as const;
const CELT = [120, 240, 480, 960] as const;

/** RFC 6716 §3.2.5 [R5]: a packet holds at most 120 ms. */
const MAX_SAMPLES = 5760;

/**
 * How long an Opus packet lasts, in samples at 48 kHz; undefined if it is none. The TOC byte (RFC 6716 §3.1):
 *
 *  0 1 2 3 4 5 6 7
 * +-+-+-+-+-+-+-+-+
 * | config  |s| c |
 * +-+-+-+-+-+-+-+-+
 */
export function opusDuration(packet: Uint8Array): number | undefined {
  if (packet.length === 0) return undefined;
  const toc = packet[0] as number;
  const config = toc >> 3;
  const length =
    config < 12
      ? (SILK[config & 3] as number)
      : config < 16
        ? (HYBRID[config & 1] as number)
        : (CELT[config & 3] as number);
  const samples = length * frameCount(packet, toc & 3);
  return samples === 0 || samples > MAX_SAMPLES ? undefined : samples;
}

/** RFC 6716 §3.2: codes 0 to 2 say the number of frames, code 3 has it in the low six bits of the next byte. */
function frameCount(packet: Uint8Array, code: number): number {
  if (code === 0) return 1;
  if (code < 3) return 2;
  return packet.length < 2 ? 0 : (packet[1] as number) & 0x3f;
}

// RFC 7587 §4.2: an RTP payload holds exactly one Opus packet, and there are no fragments; its size is the encoder's care.
function packetize(frame: Uint8Array, _maxSize: number, info: FrameInfo): PayloadPart[] {
  if (frame.length === 0) return [];
  return [{ payload: frame.slice(), marker: info.startsTalkspurt === true, timestampOffset: 0 }];
}

export const OPUS: PayloadFormat = {
  mimeType: 'audio/opus',
  kind: 'audio',
  read: readAudioFrame,
  createPacketizer: () => ({ packetize }),
  createDepacketizer: () => ({ assemble: assembleAudioFrame }),
  isKeyFrame: frame => frame.length > 0,
  pictureSize: () => undefined,
  payloadPictureSize: () => undefined,
  quantizer: () => undefined,
  duration: opusDuration,
};
