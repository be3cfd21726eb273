/** PureRTC: WebRTC in pure TypeScript. Every W3C name, bound to this Node process. */

import { withRuntime } from './api/default-runtime.ts';
import { type RTCCertificate as Certificate, createCertificate, localCertificate } from './api/rtc-certificate.ts';
import { RTCPeerConnection as PeerConnection } from './api/rtc-peer-connection.ts';
import { exportCertificatePem, type IssuedCertificate, importCertificatePem } from './node/certificate.ts';
import { nodeRuntime } from './node/runtime.ts';

/** A connection to one peer. */
export const RTCPeerConnection: typeof PeerConnection = withRuntime(PeerConnection, nodeRuntime);
export type RTCPeerConnection = PeerConnection;

/**
 * Not in the specification: a certificate and its private key as one PEM text, so that a server keeps its fingerprint.
 * Keep the text secret.
 */
export function exportCertificate(certificate: Certificate): string {
  return exportCertificatePem(localCertificate(certificate) as IssuedCertificate);
}

/** Not in the specification: what {@link exportCertificate} gave, or a PEM certificate and a PEM private key. */
export function importCertificate(certificate: string, privateKey?: string): Certificate {
  const issued = importCertificatePem(certificate, privateKey);
  return createCertificate(issued, issued.expires, nodeRuntime.crypto);
}

export type { AddressOptions, AnnouncedAddresses, LocalInterface } from './api/address-options.ts';
export type { ChannelStreams, ChannelStreamsOptions } from './api/channel-streams.ts';
export { channelStreams } from './api/channel-streams.ts';
export type { EndpointDropReason, EndpointOptions, EndpointStats } from './api/endpoint.ts';
export { Endpoint, listen } from './api/endpoint.ts';
export type {
  EventHandler,
  EventHandlerValue,
  ListeningOptions,
  RTCDataChannelEventInit,
  RTCPeerConnectionEventMap,
  RTCPeerConnectionIceErrorEventInit,
  RTCPeerConnectionIceEventInit,
  TypedListening,
} from './api/events.ts';
export { RTCDataChannelEvent, RTCPeerConnectionIceErrorEvent, RTCPeerConnectionIceEvent } from './api/events.ts';
export type {
  RTCBundlePolicy,
  RTCConfiguration,
  RTCIceServer,
  RTCIceTransportPolicy,
  RTCRtcpMuxPolicy,
} from './api/peer-connection/configuration.ts';
export type {
  RTCAnswerOptions,
  RTCOfferAnswerOptions,
  RTCOfferOptions,
} from './api/peer-connection/create-description.ts';
export type { RTCDataChannelInit } from './api/peer-connection/data-channels.ts';
export type { ErrorCallback, SuccessCallback } from './api/peer-connection/legacy-callbacks.ts';
export type { RTCRtpContributingSource, RTCRtpSynchronizationSource } from './api/peer-connection/rtp-sources.ts';
export type {
  RTCIceConnectionState,
  RTCIceGatheringState,
  RTCPeerConnectionState,
  RTCSignalingState,
} from './api/peer-connection/slots.ts';
export type { RTCRtpTransceiverInit } from './api/peer-connection/tracks.ts';
export type { RTCCertificateAlgorithm, RTCCertificateExpiration, RTCDtlsFingerprint } from './api/rtc-certificate.ts';
export { RTCCertificate } from './api/rtc-certificate.ts';
export type {
  BinaryType,
  MessageEvent,
  RTCDataChannelData,
  RTCDataChannelEventMap,
  RTCDataChannelState,
  RTCPriorityType,
} from './api/rtc-data-channel.ts';
export { RTCDataChannel } from './api/rtc-data-channel.ts';
export type { RTCDtlsTransportState } from './api/rtc-dtls-transport.ts';
export { RTCDtlsTransport } from './api/rtc-dtls-transport.ts';
export { RTCDTMFReceiver } from './api/rtc-dtmf-receiver.ts';
export { RTCDTMFSender } from './api/rtc-dtmf-sender.ts';
export type { RTCDTMFToneChangeEventInit } from './api/rtc-dtmf-tone-change-event.ts';
export { RTCDTMFToneChangeEvent } from './api/rtc-dtmf-tone-change-event.ts';
export type { RTCErrorDetailType, RTCErrorEventInit, RTCErrorInit } from './api/rtc-error.ts';
export { RTCError, RTCErrorEvent } from './api/rtc-error.ts';
export type {
  RTCIceCandidateInit,
  RTCIceCandidateType,
  RTCIceComponent,
  RTCIceProtocol,
  RTCIceServerTransportProtocol,
  RTCIceTcpCandidateType,
  RTCLocalIceCandidateInit,
} from './api/rtc-ice-candidate.ts';
export { RTCIceCandidate, RTCIceCandidatePair } from './api/rtc-ice-candidate.ts';
export type {
  RTCIceGathererState,
  RTCIceParameters,
  RTCIceRole,
  RTCIceTransportState,
} from './api/rtc-ice-transport.ts';
export { RTCIceTransport } from './api/rtc-ice-transport.ts';
export { RTCRtpReceiver } from './api/rtc-rtp-receiver.ts';
export type { SentParameters } from './api/rtc-rtp-sender.ts';
export { RTCRtpSender } from './api/rtc-rtp-sender.ts';
export { RTCRtpTransceiver } from './api/rtc-rtp-transceiver.ts';
export type { RTCSctpTransportState } from './api/rtc-sctp-transport.ts';
export { RTCSctpTransport } from './api/rtc-sctp-transport.ts';
export type {
  RTCLocalSessionDescriptionInit,
  RTCSdpType,
  RTCSessionDescriptionInit,
} from './api/rtc-session-description.ts';
export { RTCSessionDescription } from './api/rtc-session-description.ts';
export type { RTCTrackEventInit } from './api/rtc-track-event.ts';
export { RTCTrackEvent } from './api/rtc-track-event.ts';
export type {
  RTCDegradationPreference,
  RTCEncodingOptions,
  RTCResolutionRestriction,
  RTCRtcpParameters,
  RTCRtpCapabilities,
  RTCRtpCodec,
  RTCRtpCodecParameters,
  RTCRtpCodingParameters,
  RTCRtpEncodingParameters,
  RTCRtpHeaderExtensionCapability,
  RTCRtpHeaderExtensionParameters,
  RTCRtpParameters,
  RTCRtpReceiveParameters,
  RTCRtpSendParameters,
  RTCRtpTransceiverDirection,
  RTCSetParameterOptions,
} from './api/rtp-parameters.ts';
export type {
  IceTcp,
  IceTiming,
  IpFamilyPolicy,
  Logger,
  LogLevel,
  PortRange,
  Runtime,
  ServerOptions,
  SrtpProfileName,
} from './api/server-options.ts';
export type {
  RTCAudioPlayoutStats,
  RTCAudioSourceStats,
  RTCCodecStats,
  RTCInboundRtpStreamStats,
  RTCMediaSourceStats,
  RTCOutboundRtpStreamStats,
  RTCQualityLimitationReason,
  RTCReceivedRtpStreamStats,
  RTCRemoteInboundRtpStreamStats,
  RTCRemoteOutboundRtpStreamStats,
  RTCRtpStreamStats,
  RTCSentRtpStreamStats,
  RTCVideoSourceStats,
} from './api/stats/dictionaries.ts';
export type { RTCStats, RTCStatsType } from './api/stats/report.ts';
export { RTCStatsReport } from './api/stats/report.ts';
export type {
  RTCCertificateStats,
  RTCDataChannelStats,
  RTCDtlsRole,
  RTCIceCandidatePairStats,
  RTCIceCandidateStats,
  RTCPeerConnectionStats,
  RTCStatsIceCandidatePairState,
  RTCTransportStats,
} from './api/stats/transport-dictionaries.ts';
export type {
  AudioCodecConfig,
  AudioDataLike,
  AudioDecoderClass,
  AudioDecoderLike,
  AudioEncoderClass,
  AudioEncoderLike,
  AudioSamples,
  AudioTrackSourceInit,
  CodecCallbacks,
  CodecDescription,
  CodecEntry,
  ConstrainBoolean,
  ConstrainBooleanOrDOMString,
  ConstrainBooleanOrDOMStringParameters,
  ConstrainBooleanParameters,
  ConstrainDOMString,
  ConstrainDOMStringParameters,
  ConstrainDouble,
  ConstrainDoubleRange,
  ConstrainULong,
  ConstrainULongRange,
  DoubleRange,
  EchoCancellationModeEnum,
  EncodedChunk,
  EncodedChunkLike,
  EncodedFrame,
  EncodedFrameInit,
  EncodedTrackSourceEventMap,
  EncodedTrackSourceInit,
  FileFormat,
  FilePlayer,
  FileRecorder,
  ForwardOptions,
  LayerOptions,
  MediaDeviceKind,
  MediaKind,
  MediaRuntime,
  MediaStreamConstraints,
  MediaStreamEventMap,
  MediaStreamTrackEventInit,
  MediaStreamTrackEventMap,
  MediaStreamTrackState,
  MediaTasks,
  MediaTimer,
  MediaTrackCapabilities,
  MediaTrackConstraintSet,
  MediaTrackConstraints,
  MediaTrackSettings,
  MediaTrackSupportedConstraints,
  Mosaic,
  PlayFileOptions,
  PropertyName,
  ReaderOptions,
  ReceivedFrame,
  RecordTrackOptions,
  RTCRtpPacketInit,
  TrackForwarder,
  TrackFrame,
  TrackReader,
  ULongRange,
  VideoFacingModeEnum,
  VideoResizeModeEnum,
} from './media/index.ts';
export {
  AudioTrackSource,
  EncodedTrackSource,
  encodeMosaic,
  forward,
  InputDeviceInfo,
  KeyFrameRequestEvent,
  MediaDeviceInfo,
  MediaDevices,
  MediaStream,
  MediaStreamTrack,
  MediaStreamTrackEvent,
  mediaDevices,
  OverconstrainedError,
  playFile,
  RTCRtpHeaderExtension,
  RTCRtpPacket,
  readFrames,
  readPackets,
  readSamples,
  recordTrack,
  registerDecoder,
  registerEncoder,
} from './media/index.ts';
export { nodeRuntime } from './node/runtime.ts';
export { NAME, VERSION } from './version.ts';
