/** From text to `AppliedDescription`: parsed, its sections read, and checked by itself (RFC 9429 §5.8). */

import type { SessionDescription } from '../sdp/model.ts';
import { hasAttribute } from '../sdp/model.ts';
import { parse } from '../sdp/parse.ts';
import { readBundleGroups } from './bundle.ts';
import type { Refusal } from './errors.ts';
import { iceOptions, readSections } from './media-section.ts';
import type { AppliedDescription } from './session.ts';
import type { SdpType } from './signaling-state.ts';
import { verify } from './validate.ts';

const NOTHING_TRICKLED: readonly (readonly string[])[] = [];

export type DescriptionResult = { readonly ok: true; readonly description: AppliedDescription } | Refusal;

/** Reads and verifies a description; `fallbackMid` names sections without `a=mid`. */
export function readDescription(
  type: Exclude<SdpType, 'rollback'>,
  sdp: string,
  fallbackMid: (index: number) => string,
): DescriptionResult {
  const parsed = parse(sdp);
  if (!parsed.ok) {
    const { message, lineNumber } = parsed.error;
    return { ok: false, error: { kind: 'sdp-syntax-error', message: `Line ${lineNumber}: ${message}`, lineNumber } };
  }
  return readModel(type, sdp, parsed.description, fallbackMid);
}

/** As above; `model` is what the text says. */
export function readModel(
  type: Exclude<SdpType, 'rollback'>,
  sdp: string,
  model: SessionDescription,
  fallbackMid: (index: number) => string,
): DescriptionResult {
  const description: AppliedDescription = {
    type,
    sdp,
    groups: readBundleGroups(model),
    sections: readSections(model, type === 'offer', fallbackMid),
    trickled: NOTHING_TRICKLED,
    iceOptions: iceOptions(model),
    mixedExtensions: allowsMixedExtensions(model),
  };
  const refusal = verify(description);
  return refusal ?? { ok: true, description };
}

/** RFC 8285 §6: at session level, or in each section on its own. */
function allowsMixedExtensions({ attributes, media }: SessionDescription): boolean {
  if (hasAttribute(attributes, 'extmap-allow-mixed')) return true;
  const rtp = media.filter(({ kind }) => kind === 'audio' || kind === 'video');
  return rtp.length > 0 && rtp.every(section => hasAttribute(section.attributes, 'extmap-allow-mixed'));
}
