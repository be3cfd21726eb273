/** What an offer says of a transceiver (RFC 9429 §5.2.1, §5.2.2). */

import { receives, sends } from './direction.ts';
import type { ExtensionIds } from './header-extensions.ts';
import type { TransceiverState } from './media-plan.ts';
import type { Section } from './media-section.ts';
import type { PayloadTypes } from './payload-types.ts';
import type { RtpSection } from './rtp-section.ts';
import type { JsepSession } from './session.ts';
import { negotiatedAnswer } from './session.ts';
import { writtenSimulcast } from './simulcast.ts';
import type { WrittenMedia } from './write-media-section.ts';

/** The numbers of one offer, shared by its sections. */
export interface OfferedNumbers {
  readonly payloadTypes: PayloadTypes;
  readonly extensionIds: ExtensionIds;
}

/** The section for `transceiver`, but for its transport. `previous`: what our last description has at its place. */
export function offeredMedia(
  session: JsepSession,
  mid: string,
  previous: Section | undefined,
  transceiver: TransceiverState,
  { payloadTypes, extensionIds }: OfferedNumbers,
): Omit<WrittenMedia, 'transport' | 'bundleOnly'> {
  const remote = previous && rtpOf(session.currentRemote?.sections, mid);
  const answered = previous && rtpOf(negotiatedAnswer(session)?.sections, mid);
  const before = [previous?.rtp, remote];
  const { direction } = transceiver;
  // RFC 9429 §5.2.2: the rids of what the peer sends to us "MUST stay the same".
  const received = receives(direction) ? (session.receivedRids.get(mid) ?? []) : [];
  return {
    mid,
    // RFC 9429 §5.1.2: "For media 'm=' sections, JSEP implementations MUST support the 'UDP/TLS/RTP/SAVPF' profile … and MUST
    // indicate this profile for each media 'm=' line they produce in an offer."
    protocol: 'UDP/TLS/RTP/SAVPF',
    direction,
    codecs: payloadTypes.offer(transceiver, before, answered),
    headerExtensions: extensionIds.offer(transceiver, before),
    simulcast: writtenSimulcast(sends(direction) ? transceiver.encodings : [], received),
    // RFC 9429 §5.2.2: "… MUST NOT be added unless present in the most recent answer."
    reducedSizeRtcp: answered?.reducedSizeRtcp ?? true,
    initial: answered === undefined,
  };
}

function rtpOf(sections: readonly Section[] | undefined, mid: string): RtpSection | undefined {
  return sections?.find(section => section.mid === mid && !section.rejected)?.rtp;
}
