/** addTrack(), removeTrack(), addTransceiver() and the legacy options of createOffer() (W3C webrtc-pc §5.1, §4.4.3.3). */

import type { MediaStream, MediaStreamTrack } from '../../media/index.ts';
import type { MediaKind } from '../../rtp/parameters.ts';
import { type Converter, dictionary, domException, sequence, withDefault } from '../../webidl/index.ts';
import { type RTCRtpSender, senderSlots, toStream } from '../rtc-rtp-sender.ts';
import type { RTCRtpTransceiver } from '../rtc-rtp-transceiver.ts';
import {
  type EncodingParameters,
  type RTCRtpEncodingParameters,
  type RTCRtpTransceiverDirection,
  toDirection,
  toEncodings,
} from '../rtp-parameters.ts';
import type { SenderSlots } from '../rtp-sender-slots.ts';
import { updateNegotiationNeeded } from './negotiation-needed.ts';
import { validateSendEncodings } from './send-encodings.ts';
import type { ConnectionSlots } from './slots.ts';
import { addTransceiverSlots, collectSenders } from './transceivers.ts';

/** How a transceiver is to be (W3C webrtc-pc §4.4.3). */
export interface RTCRtpTransceiverInit {
  /** Default `sendrecv`. */
  direction?: RTCRtpTransceiverDirection;
  /** Streams that the peer is to put the track into. Default none. */
  streams?: MediaStream[];
  /** The encodings of a simulcast, with their `rid`s. Default one without. */
  sendEncodings?: RTCRtpEncodingParameters[];
}

interface ConvertedInit {
  direction: RTCRtpTransceiverDirection;
  streams: MediaStream[];
  sendEncodings: EncodingParameters[];
}

export const toTransceiverInit: Converter<ConvertedInit> = dictionary('RTCRtpTransceiverInit', {
  direction: withDefault(toDirection, () => 'sendrecv'),
  streams: withDefault(sequence(toStream), () => []),
  sendEncodings: withDefault(toEncodings, () => []),
});

/** §5.1 addTrack(), after conversion. */
export function addTrack(
  connection: ConnectionSlots,
  track: MediaStreamTrack,
  streams: readonly MediaStream[],
): RTCRtpSender {
  const { kind } = track;
  // Step 5.
  if (connection.isClosed) throw domException('InvalidStateError', 'The connection is closed.');
  // Step 6.
  const senders = collectSenders(connection);
  if (senders.some(sender => sender.track === track)) {
    throw domException('InvalidAccessError', 'There is a sender for the track already.');
  }
  // Steps 7 to 9.
  const streamIds = streams.map(({ id }) => id);
  let sender = senders.find(one => isReusable(one, kind));
  if (sender !== undefined) {
    reuse(sender, track, streamIds);
  } else {
    const init = { kind, track, streamIds, direction: 'sendrecv', encodings: [] } as const;
    sender = addTransceiverSlots(connection, init).sender;
  }
  sender.transceiver.addTrackMagic = true;
  // Step 11.
  updateNegotiationNeeded(connection);
  return sender.object;
}

/** Step 7: "If any RTCRtpSender object in senders matches all the following criteria". */
function isReusable({ track, transceiver, hasSent }: SenderSlots, kind: MediaKind): boolean {
  return track === null && transceiver.kind === kind && !transceiver.stopping && !hasSent;
}

/** Step 8. */
function reuse(sender: SenderSlots, track: MediaStreamTrack, streamIds: readonly string[]): void {
  const { transceiver } = sender;
  sender.track = track;
  sender.associatedMediaStreamIds = [...new Set(streamIds)];
  if (transceiver.direction === 'recvonly') transceiver.direction = 'sendrecv';
  else if (transceiver.direction === 'inactive') transceiver.direction = 'sendonly';
}

/** §5.1 removeTrack(), after conversion. */
export function removeTrack(connection: ConnectionSlots, object: RTCRtpSender): void {
  const sender = senderSlots(object);
  const { transceiver } = sender;
  // Step 3.
  if (connection.isClosed) throw domException('InvalidStateError', 'The connection is closed.');
  // Step 4.
  if (sender.connection !== connection) {
    throw domException('InvalidAccessError', 'The sender is of another connection.');
  }
  // Steps 6 to 9.
  if (transceiver.stopping || !collectSenders(connection).includes(sender) || sender.track === null) return;
  // Step 10.
  sender.track = null;
  sender.flow.update();
  // Steps 11 and 12.
  if (transceiver.direction === 'sendrecv') transceiver.direction = 'recvonly';
  else if (transceiver.direction === 'sendonly') transceiver.direction = 'inactive';
  // Step 13.
  updateNegotiationNeeded(connection);
}

/** §5.1 addTransceiver(), after conversion. */
export function addTransceiver(
  connection: ConnectionSlots,
  trackOrKind: MediaStreamTrack | string,
  init: ConvertedInit,
): RTCRtpTransceiver {
  const context = "Failed to execute 'addTransceiver' on 'RTCPeerConnection'";
  const { direction, streams } = init;
  // Steps 5 and 6.
  const track = typeof trackOrKind === 'string' ? null : trackOrKind;
  const kind = typeof trackOrKind === 'string' ? trackOrKind : trackOrKind.kind;
  if (kind !== 'audio' && kind !== 'video') throw new TypeError(`${context}: '${kind}' is neither audio nor video.`);
  // What is stopped is never begun; browsers say so in the same way.
  if (direction === 'stopped') throw new TypeError(`${context}: a transceiver cannot begin as stopped.`);
  // Step 7.
  if (connection.isClosed) throw domException('InvalidStateError', `${context}: the connection is closed.`);
  // Step 8.
  const encodings = validateSendEncodings(kind, init.sendEncodings, context);
  // Steps 9 to 12.
  const streamIds = streams.map(({ id }) => id);
  const { object } = addTransceiverSlots(connection, { kind, track, streamIds, direction, encodings });
  // Step 13.
  updateNegotiationNeeded(connection);
  return object;
}

/** §4.4.3.3, step 3: what offerToReceiveAudio and offerToReceiveVideo do to the transceivers. */
export function offerToReceive(connection: ConnectionSlots, kind: MediaKind, wanted: boolean): void {
  const transceivers = connection.transceivers.filter(one => !one.stopped && !one.stopping && one.kind === kind);
  // Step 3.1.
  if (!wanted) {
    for (const transceiver of transceivers) {
      if (transceiver.direction === 'sendrecv') transceiver.direction = 'sendonly';
      else if (transceiver.direction === 'recvonly') transceiver.direction = 'inactive';
    }
    return;
  }
  // Step 3.2.
  if (transceivers.some(({ direction }) => direction === 'sendrecv' || direction === 'recvonly')) return;
  // Steps 3.3 to 3.5: without updating the negotiation-needed flag.
  addTransceiverSlots(connection, { kind, track: null, streamIds: [], direction: 'recvonly', encodings: [] });
}
