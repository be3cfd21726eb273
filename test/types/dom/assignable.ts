/**
 * Compiled only, with TypeScript's DOM library: what programs for browsers call a connection, a channel or a track may be
 * ours, and the dictionaries of the two can be exchanged.
 */

import type * as ours from '../../../src/index.ts';

// Encoded transforms are another document's, which the package does not have yet.
declare module '../../../src/api/rtc-rtp-sender.ts' {
  interface RTCRtpSender {
    transform: RTCRtpScriptTransform | null;
  }
}
declare module '../../../src/api/rtc-rtp-receiver.ts' {
  interface RTCRtpReceiver {
    transform: RTCRtpScriptTransform | null;
  }
}

/** An object of ours is accepted where a browser's is expected. */
declare function accepts<Browser>(object: Browser): void;

export function objects(
  connection: ours.RTCPeerConnection,
  channel: ours.RTCDataChannel,
  transceiver: ours.RTCRtpTransceiver,
  stream: ours.MediaStream,
  ice: ours.RTCIceTransport,
  sctp: ours.RTCSctpTransport,
  certificate: ours.RTCCertificate,
  candidate: ours.RTCIceCandidate,
  description: ours.RTCSessionDescription,
  error: ours.RTCError,
): void {
  accepts<RTCPeerConnection>(connection);
  accepts<RTCDataChannel>(channel);
  accepts<RTCRtpTransceiver>(transceiver);
  accepts<RTCRtpSender>(transceiver.sender);
  accepts<RTCRtpReceiver>(transceiver.receiver);
  accepts<MediaStreamTrack>(transceiver.receiver.track);
  accepts<MediaStream>(stream);
  accepts<RTCDtlsTransport | null>(transceiver.sender.transport);
  accepts<RTCDTMFSender | null>(transceiver.sender.dtmf);
  accepts<RTCIceTransport>(ice);
  accepts<RTCSctpTransport>(sctp);
  accepts<RTCCertificate>(certificate);
  accepts<RTCIceCandidate>(candidate);
  accepts<RTCSessionDescription>(description);
  accepts<RTCError>(error);
}

export function events(
  track: ours.RTCTrackEvent,
  ice: ours.RTCPeerConnectionIceEvent,
  iceError: ours.RTCPeerConnectionIceErrorEvent,
  channel: ours.RTCDataChannelEvent,
  error: ours.RTCErrorEvent,
  tone: ours.RTCDTMFToneChangeEvent,
  streamTrack: ours.MediaStreamTrackEvent,
): void {
  accepts<RTCTrackEvent>(track);
  accepts<RTCPeerConnectionIceEvent>(ice);
  accepts<RTCPeerConnectionIceErrorEvent>(iceError);
  accepts<RTCDataChannelEvent>(channel);
  accepts<RTCErrorEvent>(error);
  accepts<RTCDTMFToneChangeEvent>(tone);
  accepts<MediaStreamTrackEvent>(streamTrack);
}

/** Either may stand for the other: what is read of a browser goes into ours, and the other way round. */
type Exchange<Ours, Browser> = [Ours] extends [Browser] ? ([Browser] extends [Ours] ? true : false) : false;

type Hold<T extends readonly true[]> = T;

export type Dictionaries = Hold<
  [
    Exchange<ours.RTCSessionDescriptionInit, RTCSessionDescriptionInit>,
    Exchange<ours.RTCLocalSessionDescriptionInit, RTCLocalSessionDescriptionInit>,
    Exchange<ours.RTCIceCandidateInit, RTCIceCandidateInit>,
    Exchange<ours.RTCIceServer, RTCIceServer>,
    Exchange<ours.RTCOfferOptions, RTCOfferOptions>,
    Exchange<ours.RTCDataChannelInit, RTCDataChannelInit>,
    Exchange<ours.RTCRtpCodec, RTCRtpCodec>,
    Exchange<ours.RTCRtpEncodingParameters, RTCRtpEncodingParameters>,
    Exchange<ours.RTCDtlsFingerprint, RTCDtlsFingerprint>,
    Exchange<ours.RTCErrorInit, RTCErrorInit>,
    Exchange<ours.RTCRtpCodecParameters, RTCRtpCodecParameters>,
    Exchange<ours.RTCRtpHeaderExtensionParameters, RTCRtpHeaderExtensionParameters>,
    Exchange<ours.RTCRtcpParameters, RTCRtcpParameters>,
    Exchange<ours.RTCRtpContributingSource, RTCRtpContributingSource>,
  ]
>;

/** What programs write, unchanged. */
export async function program(connection: ours.RTCPeerConnection, other: RTCPeerConnection): Promise<void> {
  connection.onicecandidate = ({ candidate }) => void (candidate && other.addIceCandidate(candidate));
  other.onicecandidate = ({ candidate }) => void (candidate && connection.addIceCandidate(candidate));
  await connection.setLocalDescription();
  if (connection.localDescription !== null) await other.setRemoteDescription(connection.localDescription);
  await connection.setRemoteDescription(await other.createAnswer());
  const channel: RTCDataChannel = connection.createDataChannel('chat', { priority: 'high' } as RTCDataChannelInit);
  channel.onmessage = ({ data }) => channel.send(data as string);
}
