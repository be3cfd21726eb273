/** What an answer says of a section for audio or video (RFC 9429 §5.3.1; RFC 3264 §6.1). */

import { transceiverOf } from './associate-transceivers.ts';
import type { Bundled } from './bundle.ts';
import { taggedSection } from './bundle.ts';
import { intersect, receives, reverse, sends } from './direction.ts';
import type { ExtensionIds } from './header-extensions.ts';
import { answeredCodecs, hasMediaCodec } from './match-codecs.ts';
import type { TransceiverState } from './media-plan.ts';
import type { Section } from './media-section.ts';
import type { RtpSection } from './rtp-section.ts';
import { acceptedRids, writtenSimulcast } from './simulcast.ts';
import type { WrittenMedia } from './write-media-section.ts';

/** The transceiver that takes part in the section; undefined if the section is to be rejected. */
export function answeringTransceiver(
  section: Section,
  transceivers: readonly TransceiverState[],
): TransceiverState | undefined {
  const transceiver = transceiverOf(section, transceivers);
  if (section.rtp === undefined || transceiver === undefined) return undefined;
  // RFC 9429 §5.3.1: rejected if "The associated RtpTransceiver has been stopped", or "There is no offered media format that
  // is both supported and, if applicable, allowed by codec preferences."
  return !transceiver.stopping && hasMediaCodec(answeredCodecs(section.rtp.codecs, transceiver))
    ? transceiver
    : undefined;
}

/** The section for `transceiver`, but for its transport. */
export function answeredMedia(
  offer: Bundled,
  section: Section,
  transceiver: TransceiverState,
  extensionIds: ExtensionIds,
): Omit<WrittenMedia, 'transport' | 'bundleOnly'> {
  const offered = section.rtp as RtpSection;
  const codecs = answeredCodecs(offered.codecs, transceiver);
  // RFC 9429 §5.3.1: the offered direction turned round, "and then intersecting with the direction of the associated
  // RtpTransceiver".
  const direction = intersect(reverse(offered.direction), transceiver.direction);
  const formats = codecs.map(({ payloadType }) => payloadType.toString());
  const requested = offered.rids.filter(rid => rid.direction === 'recv').map(({ id }) => id);
  return {
    mid: section.midSignalled ? section.mid : undefined,
    // RFC 9429 §5.3.1: "The <proto> field MUST be set to exactly match the <proto> field … in the offer."
    protocol: section.protocol,
    direction,
    codecs,
    headerExtensions: extensionIds.answer(transceiver, offered),
    simulcast: writtenSimulcast(
      // RFC 8853 §5.3.2: an answerer sends no streams that the offerer does not ask for.
      sends(direction) ? transceiver.encodings.filter(({ rid }) => rid !== undefined && requested.includes(rid)) : [],
      receives(direction) ? acceptedRids(offered, formats) : [],
    ),
    reducedSizeRtcp: usesReducedSizeRtcp(offer, section),
    initial: false,
  };
}

/** RFC 8859: the attribute is IDENTICAL, so that bundled sections may leave it to the tagged one. */
export function usesReducedSizeRtcp(description: Bundled, section: Section): boolean {
  return section.rtp?.reducedSizeRtcp === true || taggedSection(description, section).reducedSizeRtcp;
}
