/** What a description does to transceivers (W3C webrtc-pc §4.4.1.5, steps 4.7.4 and 4.7.11 to 4.7.14). */

import type { MediaSectionPlan } from '../../jsep/index.ts';
import { matchesFormat } from '../codec-match.ts';
import { dtlsTransportOf, type RTCDtlsTransport } from '../rtc-dtls-transport.ts';
import { codecDictionary } from '../rtp-parameters.ts';
import type { SenderSlots } from '../rtp-sender-slots.ts';
import type { TransceiverSlots } from '../rtp-transceiver-slots.ts';
import { processRemoteTracks, processRemoval, setAssociatedRemoteStreams, type TrackChanges } from './remote-tracks.ts';
import { proposedEncodings } from './send-encodings.ts';
import type { ConnectionSlots } from './slots.ts';
import { addTransceiverSlots, encodingSlots, removeTransceiver, stopTransceiver } from './transceivers.ts';

type DescriptionType = 'offer' | 'pranswer' | 'answer';

/** Step 4.7.4.2: what a rollback will return to. */
export function rememberStableState(connection: ConnectionSlots): void {
  for (const transceiver of connection.transceivers) {
    const { sender, receiver, mid } = transceiver;
    transceiver.lastStableStateMid = mid;
    sender.lastStableStateTransport = sender.transport;
    sender.lastStableRidlessSendEncodings = hasNoRid(sender) ? sender.sendEncodings : null;
    receiver.lastStableStateTransport = receiver.transport;
    receiver.lastStableStateAssociatedRemoteMediaStreams = receiver.associatedRemoteMediaStreams;
    receiver.lastStableStateReceiveCodecs = receiver.receiveCodecs;
  }
}

/** "… length is 1 and the lone encoding contains no rid member". */
function hasNoRid({ sendEncodings }: SenderSlots): boolean {
  return sendEncodings.length === 1 && sendEncodings[0]?.parameters.rid === undefined;
}

/** Step 4.7.11.1: a local description. */
export function applyLocalMedia(
  connection: ConnectionSlots,
  type: DescriptionType,
  media: readonly MediaSectionPlan[],
  changes: TrackChanges,
): void {
  for (const section of media) {
    const transceiver = connection.transceivers.find(({ key }) => key === section.transceiver);
    if (transceiver === undefined) continue;
    // Steps 1.1 to 1.3.
    const isNew = transceiver.mid === null;
    transceiver.mid = section.mid;
    if (transceiver.stopped) continue;
    if (isNew) setTransports(transceiver, transportOf(connection, section));
    applyLocalSection(connection, type, section, transceiver, changes);
  }
}

/** Steps 4.7.11.1.3 to 4.7.11.1.7. */
function applyLocalSection(
  connection: ConnectionSlots,
  type: DescriptionType,
  section: MediaSectionPlan,
  transceiver: TransceiverSlots,
  changes: TrackChanges,
): void {
  const { receiver, firedDirection } = transceiver;
  // Step 1.4.
  const direction = section.rejected ? 'inactive' : section.direction;
  const receives = direction === 'sendrecv' || direction === 'recvonly';
  // Step 1.5.
  transceiver.receptive = receives;
  // Step 1.6.
  receiver.receiveCodecs = receives ? (section.receive?.codecs ?? section.codecs) : [];
  if (type === 'offer') return;
  // Steps 1.7.1 and 1.7.2.
  agreeOnSending(section, transceiver);
  // Step 1.7.3.
  if (!receives && (firedDirection === 'sendrecv' || firedDirection === 'recvonly')) {
    setAssociatedRemoteStreams(receiver, [], changes);
    processRemoval(transceiver, changes);
  }
  // Step 1.7.4.
  transceiver.currentDirection = direction;
  transceiver.firedDirection = direction;
  agreeOnTransport(connection, section, transceiver);
}

/** Step 4.7.11.2: a remote description. */
export function applyRemoteMedia(
  connection: ConnectionSlots,
  type: DescriptionType,
  media: readonly MediaSectionPlan[],
  changes: TrackChanges,
): void {
  for (const section of media) {
    // RFC 9429 §5.10: a section that was rejected before it had a transceiver gets none.
    if (section.rejected && section.transceiver === undefined) continue;
    // Steps 2.1 to 2.8.
    const transceiver = findOrMake(connection, type, section);
    const { receiver } = transceiver;
    // Steps 2.9 and 2.10.
    transceiver.mid = section.mid;
    const direction = section.rejected ? 'inactive' : section.direction;
    const receives = direction === 'sendrecv' || direction === 'recvonly';
    // Steps 2.11 and 2.12.
    processRemoteTracks(transceiver, direction, receives ? section.remoteStreamIds : [], changes);
    // Step 2.13.
    receiver.receiveCodecs = receives ? (section.receive?.codecs ?? section.codecs) : [];
    // Step 2.14.
    if (type !== 'offer' && !transceiver.stopped) {
      agreeOnSending(section, transceiver);
      transceiver.currentDirection = direction;
      agreeOnTransport(connection, section, transceiver);
    }
    // Step 2.15.
    if (section.rejected && !transceiver.stopped) stopTransceiver(transceiver);
  }
}

/** Steps 4.7.11.2.1 to 4.7.11.2.7. */
function findOrMake(connection: ConnectionSlots, type: DescriptionType, section: MediaSectionPlan): TransceiverSlots {
  const { kind } = section;
  const proposed = type === 'offer' ? proposedEncodings(kind, section.requestedRids) : [];
  const found = connection.transceivers.find(({ key }) => key === section.transceiver);
  if (found === undefined) {
    const init = { kind, track: null, streamIds: [], direction: 'recvonly', encodings: proposed } as const;
    const made = addTransceiverSlots(connection, init);
    made.createdByPendingDescription = true;
    return made;
  }
  const { sender } = found;
  // Step 2.6.1.
  if (proposed.length > 0 && hasNoRid(sender)) {
    sender.sendEncodings = encodingSlots(connection, kind, proposed);
    sender.lastReturnedParameters = null;
  }
  return found;
}

/** Steps 4.7.11.1.7.1, 4.7.11.1.7.2, 4.7.11.2.8 and 4.7.11.2.14.1: encodings and codecs of the sender. */
function agreeOnSending(section: MediaSectionPlan, { sender }: TransceiverSlots): void {
  const { send } = section;
  if (send !== undefined && sender.sendEncodings.length > 1) {
    const kept = sender.sendEncodings.filter(({ parameters }) => send.rids.some(({ rid }) => rid === parameters.rid));
    // "If description … is missing all of the previously negotiated layers, then remove all dictionaries … except the
    // first one".
    sender.sendEncodings = kept.length > 0 ? kept : sender.sendEncodings.slice(0, 1);
  }
  sender.sendCodecs = send?.codecs ?? [];
  sender.headerExtensions = send?.headerExtensions ?? [];
  sender.pausedRids = send?.rids.filter(({ paused }) => paused).map(({ rid }) => rid) ?? [];
  sender.reducedSizeRtcp = section.reducedSizeRtcp;
  sender.lastReturnedParameters = null;
}

/** Steps 4.7.11.2.14.3 to 4.7.11.2.14.5, and the media that was agreed on begins to flow. */
function agreeOnTransport(connection: ConnectionSlots, section: MediaSectionPlan, transceiver: TransceiverSlots): void {
  const { sender, receiver, currentDirection } = transceiver;
  const { receive } = section;
  receiver.negotiatedCodecs = transceiver.receptive || receivesNow(transceiver) ? (receive?.codecs ?? []) : [];
  receiver.headerExtensions = receive?.headerExtensions ?? [];
  receiver.rids = receive?.rids.map(({ rid }) => rid) ?? [];
  receiver.remoteSources = section.remoteSources;
  receiver.reducedSizeRtcp = section.reducedSizeRtcp;
  if (currentDirection === 'sendrecv' || currentDirection === 'sendonly') sender.hasSent = true;
  const transport = transportOf(connection, section);
  setTransports(transceiver, transport);
  if (transceiver.stopping) return;
  // What carried a section that is rejected now may carry others still, and is told to carry this one no more.
  if (!section.rejected) {
    const slots = section.transportId === undefined ? undefined : connection.transports.get(section.transportId);
    sender.mediaTransport = slots;
    receiver.mediaTransport = slots;
  }
  receiver.flow.update();
  sender.flow.update();
}

function receivesNow({ currentDirection }: TransceiverSlots): boolean {
  return currentDirection === 'sendrecv' || currentDirection === 'recvonly';
}

/** The transport of a section: what an answer says, or what the section's transport is so far. */
function transportOf(connection: ConnectionSlots, { transportId, mid }: MediaSectionPlan): RTCDtlsTransport | null {
  const id = transportId ?? connection.session.transports.find(({ mids }) => mids.includes(mid))?.id;
  const slots = id === undefined ? undefined : connection.transports.get(id);
  return slots === undefined ? null : dtlsTransportOf(slots.dtls);
}

function setTransports({ sender, receiver }: TransceiverSlots, transport: RTCDtlsTransport | null): void {
  if (transport === null) return;
  sender.transport = transport;
  receiver.transport = transport;
}

/** Step 4.7.12: a rollback. */
export function rollBackMedia(connection: ConnectionSlots, wasRemoteOffer: boolean, changes: TrackChanges): void {
  for (const transceiver of connection.transceivers) {
    const { sender, receiver } = transceiver;
    // Steps 3.1 and 3.2.
    transceiver.mid = transceiver.lastStableStateMid;
    sender.transport = sender.lastStableStateTransport;
    // Step 3.3.
    const { lastStableRidlessSendEncodings: ridless } = sender;
    if (ridless !== null && !hasNoRid(sender)) {
      sender.sendEncodings = ridless;
      sender.lastReturnedParameters = null;
    }
    // Steps 3.4 and 3.5.
    receiver.transport = receiver.lastStableStateTransport;
    receiver.receiveCodecs = receiver.lastStableStateReceiveCodecs;
    const { currentDirection } = transceiver;
    // Step 3.6.
    if (wasRemoteOffer) {
      const msids = receiver.lastStableStateAssociatedRemoteMediaStreams.map(({ id }) => id);
      processRemoteTracks(transceiver, currentDirection, msids, changes);
    }
    // Our own offer, or the peer's, has changed it; the specification says nothing here, but media goes on as before.
    transceiver.receptive = !transceiver.stopping && receivesNow(transceiver);
    // Step 3.7.
    if (transceiver.createdByPendingDescription && !transceiver.addTrackMagic) {
      stopTransceiver(transceiver);
      removeTransceiver(connection, transceiver);
    }
    transceiver.createdByPendingDescription = false;
  }
}

/** Steps 4.7.13 and 4.7.14: after an answer of either side. */
export function settleTransceivers(connection: ConnectionSlots): void {
  const { currentLocal, currentRemote } = connection.session;
  const isRejected = (wanted: string): boolean =>
    [currentLocal, currentRemote].some(
      description => description?.sections.some(({ mid, rejected }) => mid === wanted && rejected) === true,
    );
  for (const transceiver of connection.transceivers) {
    transceiver.createdByPendingDescription = false;
    const { mid, stopping, sender } = transceiver;
    // One that was stopped before any description had it would ask for negotiation for ever.
    if (stopping && mid === null) stopTransceiver(transceiver);
    if (transceiver.stopped && (mid === null || isRejected(mid))) removeTransceiver(connection, transceiver);
    else dropCodecs(sender);
  }
}

/** Step 4.7.14.2: a codec that was chosen for an encoding and is not negotiated any more is chosen no more. */
function dropCodecs(sender: SenderSlots): void {
  const codecs = sender.sendCodecs.map(codecDictionary);
  if (codecs.length === 0) return;
  sender.sendEncodings = sender.sendEncodings.map(encoding => {
    const { codec, ...parameters } = encoding.parameters;
    if (codec === undefined || codecs.some(one => matchesFormat(one, codec))) return encoding;
    return { ...encoding, parameters };
  });
}
