/** What the audio formats without a header of their own share: each packet is a frame (RFC 3551 §4.1). */

import type { AssembledFrame, PayloadInfo } from './payload-format.ts';

const WHOLE: PayloadInfo = {
  startsFrame: 'yes',
  endsFrame: true,
  keyFrame: true,
  pictureId: undefined,
  pictureIdBits: undefined,
  tl0PictureIndex: undefined,
  temporalLayer: undefined,
  spatialLayer: undefined,
  layerSync: false,
  discardable: false,
};

export function readAudioFrame(payload: Uint8Array): PayloadInfo | undefined {
  return payload.length === 0 ? undefined : WHOLE;
}

/** The payload is the frame: a copy, so that it does not hold the packet's memory. */
export function assembleAudioFrame(payloads: readonly Uint8Array[]): AssembledFrame | undefined {
  const payload = payloads[0];
  if (payloads.length !== 1 || payload === undefined || payload.length === 0) return undefined;
  return { data: payload.slice(), keyFrame: true };
}
