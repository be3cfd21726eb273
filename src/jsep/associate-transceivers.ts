/** Which transceiver a section of a remote offer belongs to (RFC 9429 §5.10). */

import { receives } from './direction.ts';
import type { TransceiverState } from './media-plan.ts';
import type { Section } from './media-section.ts';

/** For each section the key of its transceiver: the one it had, one of addTrack's, or undefined if one is to be made. */
export function associate(
  sections: readonly Section[],
  transceivers: readonly TransceiverState[],
): readonly (number | undefined)[] {
  const found = new Set<number>();
  return sections.map(section => {
    const transceiver =
      transceiverOf(section, transceivers) ?? transceivers.find(one => isSuitable(one, section) && !found.has(one.key));
    if (transceiver !== undefined) found.add(transceiver.key);
    return transceiver?.key;
  });
}

/** The transceiver that is associated with the section. */
export function transceiverOf(
  section: Section,
  transceivers: readonly TransceiverState[],
): TransceiverState | undefined {
  if (section.rtp === undefined) return undefined;
  return transceivers.find(({ mid, kind, stopped }) => mid === section.mid && kind === section.kind && !stopped);
}

/**
 * RFC 9429 §5.10: "If the 'm=' section is sendrecv or recvonly, and there are RtpTransceivers of the same type that were
 * added to the PeerConnection by addTrack and are not associated with any 'm=' section and are not stopped, find the first".
 */
function isSuitable(transceiver: TransceiverState, section: Section): boolean {
  return (
    section.rtp !== undefined &&
    !section.rejected &&
    receives(section.rtp.direction) &&
    transceiver.addTrackMagic &&
    transceiver.mid === null &&
    transceiver.kind === section.kind &&
    !transceiver.stopping &&
    !transceiver.stopped
  );
}
