/** The media part of a plan: what a description says of each section, and what an exchange agreed on (RFC 9429 §5.9–5.11). */

import type { MediaKind } from '../rtp/parameters.ts';
import { usesReducedSizeRtcp } from './answer-media.ts';
import { associate, transceiverOf } from './associate-transceivers.ts';
import { taggedSection } from './bundle.ts';
import { receives, reverse, sends } from './direction.ts';
import { negotiatedExtensions } from './header-extensions.ts';
import { commonCodecs } from './match-codecs.ts';
import type { MediaSectionPlan, NegotiatedMedia, TransceiverState } from './media-plan.ts';
import type { Section } from './media-section.ts';
import type { TransportId } from './plan.ts';
import type { RtpSection } from './rtp-section.ts';
import type { AppliedDescription, JsepSession, TransportRecord } from './session.ts';
import { agreedRids, offeredStreams } from './simulcast.ts';

/** Of an offer of ours. `transports`: those there are with it. */
export function planLocalOffer(
  session: JsepSession,
  offer: AppliedDescription,
  transports: readonly TransportRecord[],
  transceivers: readonly TransceiverState[],
): MediaSectionPlan[] {
  return rtpSections(offer).map(section => ({
    ...describe(section, section.rtp, true),
    transceiver: transceiverOf(section, transceivers)?.key ?? session.proposedMids.get(section.mid),
    transportId: transportIdOf(offer, section, transports),
  }));
}

/** Of an offer of the peer. */
export function planRemoteOffer(
  session: JsepSession,
  offer: AppliedDescription,
  transceivers: readonly TransceiverState[],
): MediaSectionPlan[] {
  const keys = associate(offer.sections, transceivers);
  return rtpSections(offer).map(section => ({
    ...describe(section, section.rtp, false),
    ...remoteStreams(session, section.rtp),
    transceiver: keys[section.index],
    offeredRids: offeredStreams(section.rtp, 'send').map(({ rid }) => rid),
    requestedRids: offeredStreams(section.rtp, 'recv').map(({ rid }) => rid),
  }));
}

/** Of an answer, of either side, with what it agrees to. */
export function planAnswer(
  session: JsepSession,
  answererIsLocal: boolean,
  local: AppliedDescription,
  remote: AppliedDescription,
  transports: readonly TransportRecord[],
  transceivers: readonly TransceiverState[],
): MediaSectionPlan[] {
  const answer = answererIsLocal ? local : remote;
  return rtpSections(answer).map(section => {
    const plan = {
      ...describe(section, section.rtp, answererIsLocal),
      transceiver: transceiverOf(section, transceivers)?.key,
    };
    const ours = local.sections[section.index]?.rtp;
    const theirs = remote.sections[section.index]?.rtp;
    if (section.rejected || ours === undefined || theirs === undefined) return plan;
    return {
      ...plan,
      ...remoteStreams(session, theirs),
      offeredRids: answererIsLocal ? offeredStreams(theirs, 'send').map(({ rid }) => rid) : [],
      transportId: transportIdOf(answer, section, transports),
      ...negotiated(ours, theirs, plan.direction),
      reducedSizeRtcp:
        usesReducedSizeRtcp(local, local.sections[section.index] as Section) &&
        usesReducedSizeRtcp(remote, remote.sections[section.index] as Section),
    };
  });
}

type RtpMediaSection = Section & { readonly rtp: RtpSection };

function rtpSections({ sections }: AppliedDescription): RtpMediaSection[] {
  return sections.filter((section): section is RtpMediaSection => section.rtp !== undefined);
}

/** What the section says by itself. */
function describe(section: Section, rtp: RtpSection, isLocal: boolean): MediaSectionPlan {
  const direction = section.rejected ? 'inactive' : rtp.direction;
  return {
    index: section.index,
    mid: section.mid,
    kind: section.kind as MediaKind,
    transceiver: undefined,
    rejected: section.rejected,
    direction: isLocal ? direction : reverse(direction),
    remoteStreamIds: [],
    remoteTrackId: undefined,
    remoteSources: [],
    offeredRids: [],
    requestedRids: [],
    codecs: rtp.codecs,
    transportId: undefined,
    send: undefined,
    receive: undefined,
    reducedSizeRtcp: false,
  };
}

function remoteStreams(
  session: JsepSession,
  rtp: RtpSection,
): Pick<MediaSectionPlan, 'remoteStreamIds' | 'remoteTrackId' | 'remoteSources'> {
  const ids = rtp.msids.map(({ id }) => id).filter(id => id !== '-');
  return {
    // RFC 9429 §5.8.2: "If no 'a=msid' attributes are present, a random msid-id value is generated for a 'default'
    // MediaStream for the session".
    remoteStreamIds: rtp.msids.length === 0 ? [`default-${session.sessionId}`] : [...new Set(ids)],
    remoteTrackId: rtp.msids.find(({ appData }) => appData !== undefined)?.appData,
    remoteSources: rtp.sources,
  };
}

function transportIdOf(
  description: AppliedDescription,
  section: Section,
  transports: readonly TransportRecord[],
): TransportId | undefined {
  if (section.rejected) return undefined;
  const tag = taggedSection(description, section).mid;
  const record =
    transports.find(({ mids }) => mids.includes(section.mid)) ?? transports.find(({ mids }) => mids.includes(tag));
  return record?.id;
}

/** `direction`: of the answer, seen from here. */
function negotiated(
  local: RtpSection,
  remote: RtpSection,
  direction: MediaSectionPlan['direction'],
): Pick<MediaSectionPlan, 'send' | 'receive'> {
  const extensions = negotiatedExtensions(local, remote);
  // RFC 9429 §5.11: "The payload type mapping from the remote description is used to determine payload types for the
  // outgoing RTP streams", and the format is "the most preferred media format from the remote description that is also
  // locally supported".
  const send: NegotiatedMedia = {
    codecs: commonCodecs(remote.codecs, local.codecs),
    headerExtensions: extensions.send,
    rids: agreedRids(local, remote),
  };
  const receive: NegotiatedMedia = {
    codecs: commonCodecs(local.codecs, remote.codecs),
    headerExtensions: extensions.receive,
    rids: agreedRids(remote, local),
  };
  return { send: sends(direction) ? send : undefined, receive: receives(direction) ? receive : undefined };
}
