/** Payload formats by media type (RFC 4855). */

import { AV1 } from './av1.ts';
import { H264 } from './h264.ts';
import { H265 } from './h265.ts';
import { OPUS } from './opus.ts';
import type { PayloadFormat } from './payload-format.ts';
import { G722, L16, PCMA, PCMU } from './sampled-audio.ts';
import { VP8 } from './vp8.ts';
import { VP9 } from './vp9.ts';

const FORMATS: readonly PayloadFormat[] = [OPUS, PCMU, PCMA, G722, L16, VP8, VP9, H264, H265, AV1];

const byName: ReadonlyMap<string, PayloadFormat> = new Map(
  FORMATS.map(format => [format.mimeType.toLowerCase(), format]),
);

/** The format of `video/VP8` and the like, in any case; undefined for what is no codec of its own (RTX, RED). */
export function payloadFormat(mimeType: string): PayloadFormat | undefined {
  return byName.get(mimeType.toLowerCase());
}
