/** createOffer() and createAnswer() (W3C webrtc-pc §4.4.2). */

import { createAnswer as jsepAnswer, createOffer as jsepOffer, type OfferOptions } from '../../jsep/index.ts';
import { boolean, type Converter, dictionary, domException, optional, withDefault } from '../../webidl/index.ts';
import type { RTCCertificate } from '../rtc-certificate.ts';
import type { RTCSdpType } from '../rtc-session-description.ts';
import { withoutOrigin } from './descriptions.ts';
import { jsepException } from './jsep-exception.ts';
import type { ConnectionSlots } from './slots.ts';

/** What offers and answers have in common: nothing (W3C webrtc-pc §4.2.7). */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface RTCOfferAnswerOptions {}

/** What `createOffer` is asked for (W3C webrtc-pc §4.2.8). */
export interface RTCOfferOptions extends RTCOfferAnswerOptions {
  /** New ICE credentials, so that paths are sought anew. Default false; see {@link RTCPeerConnection.restartIce}. */
  iceRestart?: boolean;
  /** Receive audio, or stop to (W3C webrtc-pc §4.4.3.3; old: use `addTransceiver`). */
  offerToReceiveAudio?: boolean;
  /** Receive video, or stop to (W3C webrtc-pc §4.4.3.3; old: use `addTransceiver`). */
  offerToReceiveVideo?: boolean;
}

/** What `createAnswer` is asked for: nothing. */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface RTCAnswerOptions extends RTCOfferAnswerOptions {}

export const toOfferOptions: Converter<RTCOfferOptions & { iceRestart: boolean }> = dictionary('RTCOfferOptions', {
  iceRestart: withDefault(boolean, () => false),
  offerToReceiveAudio: optional(boolean),
  offerToReceiveVideo: optional(boolean),
});

export const toAnswerOptions: Converter<object> = dictionary('RTCAnswerOptions', {});

export interface CreatedDescription {
  type: RTCSdpType;
  sdp: string;
}

/** createOffer(), after conversion. */
export function createOffer(connection: ConnectionSlots, iceRestart: boolean): Promise<CreatedDescription> {
  return connection.operations.chain(() => {
    const state = connection.signalingState;
    // "If connection.[[SignalingState]] is neither "stable" nor "have-local-offer", return a promise rejected with a
    // newly created InvalidStateError."
    if (state !== 'stable' && state !== 'have-local-offer') {
      throw domException('InvalidStateError', `An offer cannot be created in state '${state}'.`);
    }
    return inParallel(connection, certificates => ({
      type: 'offer',
      sdp: offerNow(connection, certificates, iceRestart),
    }));
  });
}

/** createAnswer(), after conversion. */
export function createAnswer(connection: ConnectionSlots): Promise<CreatedDescription> {
  return connection.operations.chain(() => {
    const state = connection.signalingState;
    if (state !== 'have-remote-offer' && state !== 'have-local-pranswer') {
      throw domException('InvalidStateError', `An answer cannot be created in state '${state}'.`);
    }
    return inParallel(connection, certificates => ({ type: 'answer', sdp: answerNow(connection, certificates) }));
  });
}

/** Waits for the certificates, then runs `steps` in a task. */
export async function inParallel<T>(
  connection: ConnectionSlots,
  steps: (certificates: readonly RTCCertificate[]) => T,
): Promise<T> {
  const certificates = await connection.certificates;
  return connection.tasks.perform(() => steps(certificates));
}

/** [[LastCreatedOffer]] becomes an offer that represents the system as it is now. */
export function offerNow(
  connection: ConnectionSlots,
  certificates: readonly RTCCertificate[],
  iceRestart: boolean,
): string {
  const restart = iceRestart || connection.localIceCredentialsToReplace.length > 0;
  const options: OfferOptions = Object.assign(connection.jsepOptions(certificates), {
    iceRestart: restart,
    data: connection.dataChannelCreated,
    dataFirst: connection.configuration.dictionary.alwaysNegotiateDataChannels,
  });
  const result = jsepOffer(connection.session, options);
  if (!result.ok) throw jsepException(result.error);
  connection.session = result.session;
  connection.lastOfferRestartsIce = iceRestart;
  return result.sdp;
}

/** [[LastCreatedAnswer]] becomes an answer that represents the system as it is now. */
export function answerNow(connection: ConnectionSlots, certificates: readonly RTCCertificate[]): string {
  const options = connection.jsepOptions(certificates);
  // §5.4 stop(): "… a transceiver that is stopping, but not stopped, will not affect createAnswer": its direction is inactive.
  const transceivers = options.transceivers.map(one => ({ ...one, stopping: one.stopped }));
  const result = jsepAnswer(connection.session, { ...options, transceivers });
  if (!result.ok) throw jsepException(result.error);
  connection.session = result.session;
  return result.sdp;
}

/**
 * setLocalDescription() without a text: the last created description if it "accurately represents" the system as it is,
 * else a new one.
 */
export function implicitDescription(
  connection: ConnectionSlots,
  certificates: readonly RTCCertificate[],
  type: 'offer' | 'pranswer' | 'answer',
): string {
  const before = connection.session;
  const last = type === 'offer' ? before.lastCreatedOffer : before.lastCreatedAnswer;
  const fresh =
    type === 'offer'
      ? offerNow(connection, certificates, last !== '' && connection.lastOfferRestartsIce)
      : answerNow(connection, certificates);
  if (last === '' || withoutOrigin(fresh) !== withoutOrigin(last)) return fresh;
  connection.session = before;
  return last;
}
