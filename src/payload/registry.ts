/** Payload formats by media type (RFC 4855). */

import type { PayloadFormat } from './payload-format.ts';

const FORMATS: readonly PayloadFormat[] = [];

const byName: ReadonlyMap<string, PayloadFormat> = new Map(
  FORMATS.map(format => [format.mimeType.toLowerCase(), format]),
);

/** The format of `video/VP8` and the like, in any case; undefined for what is no codec of its own (RTX, RED). */
export function payloadFormat(mimeType: string): PayloadFormat | undefined {
  return byName.get(mimeType.toLowerCase());
}
