/**
 * Compiled only, and written by `npm run idl -- --write`: the package's dictionaries have the members of the W3C's, with
 * their types, and its enumerations the values. What differs stands in `scripts/idl-differences.json`.
 */

import type * as ours from '../../src/index.ts';

/** `A` and `B` accept each other's values. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** Fails to compile for anything but `true`. */
export type Holds<T extends true> = T;

export type RTCIceTransportPolicyValues = Holds<Same<ours.RTCIceTransportPolicy, 'relay' | 'all'>>;

export type RTCBundlePolicyValues = Holds<Same<ours.RTCBundlePolicy, 'balanced' | 'max-compat' | 'max-bundle'>>;

export type RTCRtcpMuxPolicyValues = Holds<Same<ours.RTCRtcpMuxPolicy, 'require'>>;

export type RTCSignalingStateValues = Holds<Same<ours.RTCSignalingState, 'stable' | 'have-local-offer' | 'have-remote-offer' | 'have-local-pranswer' | 'have-remote-pranswer' | 'closed'>>;

export type RTCIceGatheringStateValues = Holds<Same<ours.RTCIceGatheringState, 'new' | 'gathering' | 'complete'>>;

export type RTCPeerConnectionStateValues = Holds<Same<ours.RTCPeerConnectionState, 'closed' | 'failed' | 'disconnected' | 'new' | 'connecting' | 'connected'>>;

export type RTCIceConnectionStateValues = Holds<Same<ours.RTCIceConnectionState, 'closed' | 'failed' | 'disconnected' | 'new' | 'checking' | 'completed' | 'connected'>>;

export type RTCSdpTypeValues = Holds<Same<ours.RTCSdpType, 'offer' | 'pranswer' | 'answer' | 'rollback'>>;

export type RTCIceProtocolValues = Holds<Same<ours.RTCIceProtocol, 'udp' | 'tcp'>>;

export type RTCIceTcpCandidateTypeValues = Holds<Same<ours.RTCIceTcpCandidateType, 'active' | 'passive' | 'so'>>;

export type RTCIceCandidateTypeValues = Holds<Same<ours.RTCIceCandidateType, 'host' | 'srflx' | 'prflx' | 'relay'>>;

export type RTCIceServerTransportProtocolValues = Holds<Same<ours.RTCIceServerTransportProtocol, 'udp' | 'tcp' | 'tls'>>;

export type RTCRtpTransceiverDirectionValues = Holds<Same<ours.RTCRtpTransceiverDirection, 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive' | 'stopped'>>;

export type RTCDtlsTransportStateValues = Holds<Same<ours.RTCDtlsTransportState, 'new' | 'connecting' | 'connected' | 'closed' | 'failed'>>;

export type RTCIceGathererStateValues = Holds<Same<ours.RTCIceGathererState, 'new' | 'gathering' | 'complete'>>;

export type RTCIceTransportStateValues = Holds<Same<ours.RTCIceTransportState, 'closed' | 'failed' | 'disconnected' | 'new' | 'checking' | 'completed' | 'connected'>>;

export type RTCIceRoleValues = Holds<Same<ours.RTCIceRole, 'unknown' | 'controlling' | 'controlled'>>;

export type RTCIceComponentValues = Holds<Same<ours.RTCIceComponent, 'rtp' | 'rtcp'>>;

export type RTCSctpTransportStateValues = Holds<Same<ours.RTCSctpTransportState, 'connecting' | 'connected' | 'closed'>>;

export type RTCDataChannelStateValues = Holds<Same<ours.RTCDataChannelState, 'connecting' | 'open' | 'closing' | 'closed'>>;

export type RTCErrorDetailTypeValues = Holds<Same<ours.RTCErrorDetailType, 'data-channel-failure' | 'dtls-failure' | 'fingerprint-failure' | 'sctp-failure' | 'sdp-syntax-error' | 'hardware-encoder-not-available' | 'hardware-encoder-error'>>;

export type RTCStatsTypeValues = Holds<Same<ours.RTCStatsType, 'codec' | 'inbound-rtp' | 'outbound-rtp' | 'remote-inbound-rtp' | 'remote-outbound-rtp' | 'media-source' | 'media-playout' | 'peer-connection' | 'data-channel' | 'transport' | 'candidate-pair' | 'local-candidate' | 'remote-candidate' | 'certificate'>>;

export type RTCQualityLimitationReasonValues = Holds<Same<ours.RTCQualityLimitationReason, 'none' | 'cpu' | 'bandwidth' | 'other'>>;

export type RTCDtlsRoleValues = Holds<Same<ours.RTCDtlsRole, 'client' | 'server' | 'unknown'>>;

export type RTCStatsIceCandidatePairStateValues = Holds<Same<ours.RTCStatsIceCandidatePairState, 'frozen' | 'waiting' | 'in-progress' | 'failed' | 'succeeded'>>;

export type RTCPriorityTypeValues = Holds<Same<ours.RTCPriorityType, 'very-low' | 'low' | 'medium' | 'high'>>;

export type RTCDegradationPreferenceValues = Holds<Same<ours.RTCDegradationPreference, 'maintain-framerate' | 'maintain-resolution' | 'balanced' | 'maintain-framerate-and-resolution'>>;

export type MediaStreamTrackStateValues = Holds<Same<ours.MediaStreamTrackState, 'live' | 'ended'>>;

export type VideoFacingModeEnumValues = Holds<Same<ours.VideoFacingModeEnum, 'user' | 'environment' | 'left' | 'right'>>;

export type VideoResizeModeEnumValues = Holds<Same<ours.VideoResizeModeEnum, 'none' | 'crop-and-scale'>>;

export type EchoCancellationModeEnumValues = Holds<Same<ours.EchoCancellationModeEnum, 'all' | 'remote-only'>>;

export type MediaDeviceKindValues = Holds<Same<ours.MediaDeviceKind, 'audioinput' | 'audiooutput' | 'videoinput'>>;

export type RTCConfigurationMembers = Holds<Same<keyof ours.RTCConfiguration, 'alwaysNegotiateDataChannels' | 'bundlePolicy' | 'certificates' | 'iceCandidatePoolSize' | 'iceServers' | 'iceTransportPolicy' | 'rtcpMuxPolicy'>>;
export type RTCConfiguration_alwaysNegotiateDataChannels = Holds<Same<Required<ours.RTCConfiguration>['alwaysNegotiateDataChannels'], boolean>>;
export type RTCConfiguration_bundlePolicy = Holds<Same<Required<ours.RTCConfiguration>['bundlePolicy'], ours.RTCBundlePolicy>>;
export type RTCConfiguration_certificates = Holds<Same<Required<ours.RTCConfiguration>['certificates'], (ours.RTCCertificate)[]>>;
export type RTCConfiguration_iceCandidatePoolSize = Holds<Same<Required<ours.RTCConfiguration>['iceCandidatePoolSize'], number>>;
export type RTCConfiguration_iceServers = Holds<Same<Required<ours.RTCConfiguration>['iceServers'], (ours.RTCIceServer)[]>>;
export type RTCConfiguration_iceTransportPolicy = Holds<Same<Required<ours.RTCConfiguration>['iceTransportPolicy'], ours.RTCIceTransportPolicy>>;
export type RTCConfiguration_rtcpMuxPolicy = Holds<Same<Required<ours.RTCConfiguration>['rtcpMuxPolicy'], ours.RTCRtcpMuxPolicy>>;

export type RTCIceServerMembers = Holds<Same<keyof ours.RTCIceServer, 'credential' | 'urls' | 'username'>>;
export type RTCIceServer_credential = Holds<Same<Required<ours.RTCIceServer>['credential'], string>>;
export type RTCIceServer_urls = Holds<Same<Required<ours.RTCIceServer>['urls'], string | (string)[]>>;
export type RTCIceServer_username = Holds<Same<Required<ours.RTCIceServer>['username'], string>>;
export type RTCIceServerNeeded = Holds<Same<Pick<ours.RTCIceServer, 'urls'>, Required<Pick<ours.RTCIceServer, 'urls'>>>>;

export type RTCOfferAnswerOptionsMembers = Holds<Same<keyof ours.RTCOfferAnswerOptions, never>>;

export type RTCOfferOptionsMembers = Holds<Same<keyof ours.RTCOfferOptions, 'iceRestart' | 'offerToReceiveAudio' | 'offerToReceiveVideo'>>;
export type RTCOfferOptions_iceRestart = Holds<Same<Required<ours.RTCOfferOptions>['iceRestart'], boolean>>;
export type RTCOfferOptions_offerToReceiveAudio = Holds<Same<Required<ours.RTCOfferOptions>['offerToReceiveAudio'], boolean>>;
export type RTCOfferOptions_offerToReceiveVideo = Holds<Same<Required<ours.RTCOfferOptions>['offerToReceiveVideo'], boolean>>;

export type RTCAnswerOptionsMembers = Holds<Same<keyof ours.RTCAnswerOptions, never>>;

export type RTCSessionDescriptionInitMembers = Holds<Same<keyof ours.RTCSessionDescriptionInit, 'sdp' | 'type'>>;
export type RTCSessionDescriptionInit_sdp = Holds<Same<Required<ours.RTCSessionDescriptionInit>['sdp'], string>>;
export type RTCSessionDescriptionInit_type = Holds<Same<Required<ours.RTCSessionDescriptionInit>['type'], ours.RTCSdpType>>;
export type RTCSessionDescriptionInitNeeded = Holds<Same<Pick<ours.RTCSessionDescriptionInit, 'type'>, Required<Pick<ours.RTCSessionDescriptionInit, 'type'>>>>;

export type RTCLocalSessionDescriptionInitMembers = Holds<Same<keyof ours.RTCLocalSessionDescriptionInit, 'sdp' | 'type'>>;
export type RTCLocalSessionDescriptionInit_sdp = Holds<Same<Required<ours.RTCLocalSessionDescriptionInit>['sdp'], string>>;
export type RTCLocalSessionDescriptionInit_type = Holds<Same<Required<ours.RTCLocalSessionDescriptionInit>['type'], ours.RTCSdpType>>;

export type RTCIceCandidateInitMembers = Holds<Same<keyof ours.RTCIceCandidateInit, 'candidate' | 'sdpMLineIndex' | 'sdpMid' | 'usernameFragment'>>;
export type RTCIceCandidateInit_candidate = Holds<Same<Required<ours.RTCIceCandidateInit>['candidate'], string>>;
export type RTCIceCandidateInit_sdpMLineIndex = Holds<Same<Required<ours.RTCIceCandidateInit>['sdpMLineIndex'], number | null>>;
export type RTCIceCandidateInit_sdpMid = Holds<Same<Required<ours.RTCIceCandidateInit>['sdpMid'], string | null>>;
export type RTCIceCandidateInit_usernameFragment = Holds<Same<Required<ours.RTCIceCandidateInit>['usernameFragment'], string | null>>;

export type RTCLocalIceCandidateInitMembers = Holds<Same<keyof ours.RTCLocalIceCandidateInit, 'candidate' | 'sdpMLineIndex' | 'sdpMid' | 'usernameFragment' | 'relayProtocol' | 'url'>>;
export type RTCLocalIceCandidateInit_candidate = Holds<Same<Required<ours.RTCLocalIceCandidateInit>['candidate'], string>>;
export type RTCLocalIceCandidateInit_sdpMLineIndex = Holds<Same<Required<ours.RTCLocalIceCandidateInit>['sdpMLineIndex'], number | null>>;
export type RTCLocalIceCandidateInit_sdpMid = Holds<Same<Required<ours.RTCLocalIceCandidateInit>['sdpMid'], string | null>>;
export type RTCLocalIceCandidateInit_usernameFragment = Holds<Same<Required<ours.RTCLocalIceCandidateInit>['usernameFragment'], string | null>>;
export type RTCLocalIceCandidateInit_relayProtocol = Holds<Same<Required<ours.RTCLocalIceCandidateInit>['relayProtocol'], ours.RTCIceServerTransportProtocol | null>>;
export type RTCLocalIceCandidateInit_url = Holds<Same<Required<ours.RTCLocalIceCandidateInit>['url'], string | null>>;

export type RTCPeerConnectionIceEventInitMembers = Holds<Same<keyof ours.RTCPeerConnectionIceEventInit, 'bubbles' | 'cancelable' | 'composed' | 'candidate' | 'url'>>;
export type RTCPeerConnectionIceEventInit_bubbles = Holds<Same<Required<ours.RTCPeerConnectionIceEventInit>['bubbles'], boolean>>;
export type RTCPeerConnectionIceEventInit_cancelable = Holds<Same<Required<ours.RTCPeerConnectionIceEventInit>['cancelable'], boolean>>;
export type RTCPeerConnectionIceEventInit_composed = Holds<Same<Required<ours.RTCPeerConnectionIceEventInit>['composed'], boolean>>;
export type RTCPeerConnectionIceEventInit_candidate = Holds<Same<Required<ours.RTCPeerConnectionIceEventInit>['candidate'], ours.RTCIceCandidate | null>>;
export type RTCPeerConnectionIceEventInit_url = Holds<Same<Required<ours.RTCPeerConnectionIceEventInit>['url'], string | null>>;

export type RTCPeerConnectionIceErrorEventInitMembers = Holds<Same<keyof ours.RTCPeerConnectionIceErrorEventInit, 'bubbles' | 'cancelable' | 'composed' | 'address' | 'errorCode' | 'errorText' | 'port' | 'url'>>;
export type RTCPeerConnectionIceErrorEventInit_bubbles = Holds<Same<Required<ours.RTCPeerConnectionIceErrorEventInit>['bubbles'], boolean>>;
export type RTCPeerConnectionIceErrorEventInit_cancelable = Holds<Same<Required<ours.RTCPeerConnectionIceErrorEventInit>['cancelable'], boolean>>;
export type RTCPeerConnectionIceErrorEventInit_composed = Holds<Same<Required<ours.RTCPeerConnectionIceErrorEventInit>['composed'], boolean>>;
export type RTCPeerConnectionIceErrorEventInit_address = Holds<Same<Required<ours.RTCPeerConnectionIceErrorEventInit>['address'], string | null>>;
export type RTCPeerConnectionIceErrorEventInit_errorCode = Holds<Same<Required<ours.RTCPeerConnectionIceErrorEventInit>['errorCode'], number>>;
export type RTCPeerConnectionIceErrorEventInit_errorText = Holds<Same<Required<ours.RTCPeerConnectionIceErrorEventInit>['errorText'], string>>;
export type RTCPeerConnectionIceErrorEventInit_port = Holds<Same<Required<ours.RTCPeerConnectionIceErrorEventInit>['port'], number | null>>;
export type RTCPeerConnectionIceErrorEventInit_url = Holds<Same<Required<ours.RTCPeerConnectionIceErrorEventInit>['url'], string>>;
export type RTCPeerConnectionIceErrorEventInitNeeded = Holds<Same<Pick<ours.RTCPeerConnectionIceErrorEventInit, 'errorCode'>, Required<Pick<ours.RTCPeerConnectionIceErrorEventInit, 'errorCode'>>>>;

export type RTCCertificateExpirationMembers = Holds<Same<keyof ours.RTCCertificateExpiration, 'expires'>>;
export type RTCCertificateExpiration_expires = Holds<Same<Required<ours.RTCCertificateExpiration>['expires'], number>>;

export type RTCRtpTransceiverInitMembers = Holds<Same<keyof ours.RTCRtpTransceiverInit, 'direction' | 'sendEncodings' | 'streams'>>;
export type RTCRtpTransceiverInit_direction = Holds<Same<Required<ours.RTCRtpTransceiverInit>['direction'], ours.RTCRtpTransceiverDirection>>;
export type RTCRtpTransceiverInit_sendEncodings = Holds<Same<Required<ours.RTCRtpTransceiverInit>['sendEncodings'], (ours.RTCRtpEncodingParameters)[]>>;
export type RTCRtpTransceiverInit_streams = Holds<Same<Required<ours.RTCRtpTransceiverInit>['streams'], (ours.MediaStream)[]>>;

export type RTCRtpParametersMembers = Holds<Same<keyof ours.RTCRtpParameters, 'codecs' | 'headerExtensions' | 'rtcp'>>;
export type RTCRtpParameters_codecs = Holds<Same<Required<ours.RTCRtpParameters>['codecs'], (ours.RTCRtpCodecParameters)[]>>;
export type RTCRtpParameters_headerExtensions = Holds<Same<Required<ours.RTCRtpParameters>['headerExtensions'], (ours.RTCRtpHeaderExtensionParameters)[]>>;
export type RTCRtpParameters_rtcp = Holds<Same<Required<ours.RTCRtpParameters>['rtcp'], ours.RTCRtcpParameters>>;
export type RTCRtpParametersNeeded = Holds<Same<Pick<ours.RTCRtpParameters, 'codecs' | 'headerExtensions' | 'rtcp'>, Required<Pick<ours.RTCRtpParameters, 'codecs' | 'headerExtensions' | 'rtcp'>>>>;

export type RTCRtpSendParametersMembers = Holds<Same<keyof ours.RTCRtpSendParameters, 'codecs' | 'headerExtensions' | 'rtcp' | 'degradationPreference' | 'encodings' | 'transactionId'>>;
export type RTCRtpSendParameters_codecs = Holds<Same<Required<ours.RTCRtpSendParameters>['codecs'], (ours.RTCRtpCodecParameters)[]>>;
export type RTCRtpSendParameters_headerExtensions = Holds<Same<Required<ours.RTCRtpSendParameters>['headerExtensions'], (ours.RTCRtpHeaderExtensionParameters)[]>>;
export type RTCRtpSendParameters_rtcp = Holds<Same<Required<ours.RTCRtpSendParameters>['rtcp'], ours.RTCRtcpParameters>>;
export type RTCRtpSendParameters_degradationPreference = Holds<Same<Required<ours.RTCRtpSendParameters>['degradationPreference'], ours.RTCDegradationPreference>>;
export type RTCRtpSendParameters_encodings = Holds<Same<Required<ours.RTCRtpSendParameters>['encodings'], (ours.RTCRtpEncodingParameters)[]>>;
export type RTCRtpSendParameters_transactionId = Holds<Same<Required<ours.RTCRtpSendParameters>['transactionId'], string>>;
export type RTCRtpSendParametersNeeded = Holds<Same<Pick<ours.RTCRtpSendParameters, 'codecs' | 'headerExtensions' | 'rtcp' | 'encodings' | 'transactionId'>, Required<Pick<ours.RTCRtpSendParameters, 'codecs' | 'headerExtensions' | 'rtcp' | 'encodings' | 'transactionId'>>>>;

export type RTCRtpReceiveParametersMembers = Holds<Same<keyof ours.RTCRtpReceiveParameters, 'codecs' | 'headerExtensions' | 'rtcp'>>;
export type RTCRtpReceiveParameters_codecs = Holds<Same<Required<ours.RTCRtpReceiveParameters>['codecs'], (ours.RTCRtpCodecParameters)[]>>;
export type RTCRtpReceiveParameters_headerExtensions = Holds<Same<Required<ours.RTCRtpReceiveParameters>['headerExtensions'], (ours.RTCRtpHeaderExtensionParameters)[]>>;
export type RTCRtpReceiveParameters_rtcp = Holds<Same<Required<ours.RTCRtpReceiveParameters>['rtcp'], ours.RTCRtcpParameters>>;
export type RTCRtpReceiveParametersNeeded = Holds<Same<Pick<ours.RTCRtpReceiveParameters, 'codecs' | 'headerExtensions' | 'rtcp'>, Required<Pick<ours.RTCRtpReceiveParameters, 'codecs' | 'headerExtensions' | 'rtcp'>>>>;

export type RTCRtpCodingParametersMembers = Holds<Same<keyof ours.RTCRtpCodingParameters, 'rid'>>;
export type RTCRtpCodingParameters_rid = Holds<Same<Required<ours.RTCRtpCodingParameters>['rid'], string>>;

export type RTCRtpEncodingParametersMembers = Holds<Same<keyof ours.RTCRtpEncodingParameters, 'rid' | 'active' | 'adaptivePtime' | 'codec' | 'maxBitrate' | 'maxFramerate' | 'networkPriority' | 'priority' | 'ptime' | 'scalabilityMode' | 'scaleResolutionDownBy' | 'scaleResolutionDownTo'>>;
export type RTCRtpEncodingParameters_rid = Holds<Same<Required<ours.RTCRtpEncodingParameters>['rid'], string>>;
export type RTCRtpEncodingParameters_active = Holds<Same<Required<ours.RTCRtpEncodingParameters>['active'], boolean>>;
export type RTCRtpEncodingParameters_adaptivePtime = Holds<Same<Required<ours.RTCRtpEncodingParameters>['adaptivePtime'], boolean>>;
export type RTCRtpEncodingParameters_codec = Holds<Same<Required<ours.RTCRtpEncodingParameters>['codec'], ours.RTCRtpCodec>>;
export type RTCRtpEncodingParameters_maxBitrate = Holds<Same<Required<ours.RTCRtpEncodingParameters>['maxBitrate'], number>>;
export type RTCRtpEncodingParameters_maxFramerate = Holds<Same<Required<ours.RTCRtpEncodingParameters>['maxFramerate'], number>>;
export type RTCRtpEncodingParameters_networkPriority = Holds<Same<Required<ours.RTCRtpEncodingParameters>['networkPriority'], ours.RTCPriorityType>>;
export type RTCRtpEncodingParameters_priority = Holds<Same<Required<ours.RTCRtpEncodingParameters>['priority'], ours.RTCPriorityType>>;
export type RTCRtpEncodingParameters_ptime = Holds<Same<Required<ours.RTCRtpEncodingParameters>['ptime'], number>>;
export type RTCRtpEncodingParameters_scalabilityMode = Holds<Same<Required<ours.RTCRtpEncodingParameters>['scalabilityMode'], string>>;
export type RTCRtpEncodingParameters_scaleResolutionDownBy = Holds<Same<Required<ours.RTCRtpEncodingParameters>['scaleResolutionDownBy'], number>>;
export type RTCRtpEncodingParameters_scaleResolutionDownTo = Holds<Same<Required<ours.RTCRtpEncodingParameters>['scaleResolutionDownTo'], ours.RTCResolutionRestriction>>;

export type RTCRtcpParametersMembers = Holds<Same<keyof ours.RTCRtcpParameters, 'cname' | 'reducedSize'>>;
export type RTCRtcpParameters_cname = Holds<Same<Required<ours.RTCRtcpParameters>['cname'], string>>;
export type RTCRtcpParameters_reducedSize = Holds<Same<Required<ours.RTCRtcpParameters>['reducedSize'], boolean>>;

export type RTCRtpHeaderExtensionParametersMembers = Holds<Same<keyof ours.RTCRtpHeaderExtensionParameters, 'encrypted' | 'id' | 'uri'>>;
export type RTCRtpHeaderExtensionParameters_encrypted = Holds<Same<Required<ours.RTCRtpHeaderExtensionParameters>['encrypted'], boolean>>;
export type RTCRtpHeaderExtensionParameters_id = Holds<Same<Required<ours.RTCRtpHeaderExtensionParameters>['id'], number>>;
export type RTCRtpHeaderExtensionParameters_uri = Holds<Same<Required<ours.RTCRtpHeaderExtensionParameters>['uri'], string>>;
export type RTCRtpHeaderExtensionParametersNeeded = Holds<Same<Pick<ours.RTCRtpHeaderExtensionParameters, 'id' | 'uri'>, Required<Pick<ours.RTCRtpHeaderExtensionParameters, 'id' | 'uri'>>>>;

export type RTCRtpCodecMembers = Holds<Same<keyof ours.RTCRtpCodec, 'channels' | 'clockRate' | 'mimeType' | 'sdpFmtpLine'>>;
export type RTCRtpCodec_channels = Holds<Same<Required<ours.RTCRtpCodec>['channels'], number>>;
export type RTCRtpCodec_clockRate = Holds<Same<Required<ours.RTCRtpCodec>['clockRate'], number>>;
export type RTCRtpCodec_mimeType = Holds<Same<Required<ours.RTCRtpCodec>['mimeType'], string>>;
export type RTCRtpCodec_sdpFmtpLine = Holds<Same<Required<ours.RTCRtpCodec>['sdpFmtpLine'], string>>;
export type RTCRtpCodecNeeded = Holds<Same<Pick<ours.RTCRtpCodec, 'clockRate' | 'mimeType'>, Required<Pick<ours.RTCRtpCodec, 'clockRate' | 'mimeType'>>>>;

export type RTCRtpCodecParametersMembers = Holds<Same<keyof ours.RTCRtpCodecParameters, 'channels' | 'clockRate' | 'mimeType' | 'sdpFmtpLine' | 'payloadType'>>;
export type RTCRtpCodecParameters_channels = Holds<Same<Required<ours.RTCRtpCodecParameters>['channels'], number>>;
export type RTCRtpCodecParameters_clockRate = Holds<Same<Required<ours.RTCRtpCodecParameters>['clockRate'], number>>;
export type RTCRtpCodecParameters_mimeType = Holds<Same<Required<ours.RTCRtpCodecParameters>['mimeType'], string>>;
export type RTCRtpCodecParameters_sdpFmtpLine = Holds<Same<Required<ours.RTCRtpCodecParameters>['sdpFmtpLine'], string>>;
export type RTCRtpCodecParameters_payloadType = Holds<Same<Required<ours.RTCRtpCodecParameters>['payloadType'], number>>;
export type RTCRtpCodecParametersNeeded = Holds<Same<Pick<ours.RTCRtpCodecParameters, 'clockRate' | 'mimeType' | 'payloadType'>, Required<Pick<ours.RTCRtpCodecParameters, 'clockRate' | 'mimeType' | 'payloadType'>>>>;

export type RTCRtpCapabilitiesMembers = Holds<Same<keyof ours.RTCRtpCapabilities, 'codecs' | 'headerExtensions'>>;
export type RTCRtpCapabilities_codecs = Holds<Same<Required<ours.RTCRtpCapabilities>['codecs'], (ours.RTCRtpCodec)[]>>;
export type RTCRtpCapabilities_headerExtensions = Holds<Same<Required<ours.RTCRtpCapabilities>['headerExtensions'], (ours.RTCRtpHeaderExtensionCapability)[]>>;
export type RTCRtpCapabilitiesNeeded = Holds<Same<Pick<ours.RTCRtpCapabilities, 'codecs' | 'headerExtensions'>, Required<Pick<ours.RTCRtpCapabilities, 'codecs' | 'headerExtensions'>>>>;

export type RTCRtpHeaderExtensionCapabilityMembers = Holds<Same<keyof ours.RTCRtpHeaderExtensionCapability, 'direction' | 'uri'>>;
export type RTCRtpHeaderExtensionCapability_direction = Holds<Same<Required<ours.RTCRtpHeaderExtensionCapability>['direction'], ours.RTCRtpTransceiverDirection>>;
export type RTCRtpHeaderExtensionCapability_uri = Holds<Same<Required<ours.RTCRtpHeaderExtensionCapability>['uri'], string>>;
export type RTCRtpHeaderExtensionCapabilityNeeded = Holds<Same<Pick<ours.RTCRtpHeaderExtensionCapability, 'direction' | 'uri'>, Required<Pick<ours.RTCRtpHeaderExtensionCapability, 'direction' | 'uri'>>>>;

export type RTCSetParameterOptionsMembers = Holds<Same<keyof ours.RTCSetParameterOptions, 'encodingOptions'>>;
export type RTCSetParameterOptions_encodingOptions = Holds<Same<Required<ours.RTCSetParameterOptions>['encodingOptions'], (ours.RTCEncodingOptions)[]>>;

export type RTCRtpContributingSourceMembers = Holds<Same<keyof ours.RTCRtpContributingSource, 'audioLevel' | 'captureTimestamp' | 'rtpTimestamp' | 'senderCaptureTimeOffset' | 'source' | 'timestamp'>>;
export type RTCRtpContributingSource_audioLevel = Holds<Same<Required<ours.RTCRtpContributingSource>['audioLevel'], number>>;
export type RTCRtpContributingSource_captureTimestamp = Holds<Same<Required<ours.RTCRtpContributingSource>['captureTimestamp'], number>>;
export type RTCRtpContributingSource_rtpTimestamp = Holds<Same<Required<ours.RTCRtpContributingSource>['rtpTimestamp'], number>>;
export type RTCRtpContributingSource_senderCaptureTimeOffset = Holds<Same<Required<ours.RTCRtpContributingSource>['senderCaptureTimeOffset'], number>>;
export type RTCRtpContributingSource_source = Holds<Same<Required<ours.RTCRtpContributingSource>['source'], number>>;
export type RTCRtpContributingSource_timestamp = Holds<Same<Required<ours.RTCRtpContributingSource>['timestamp'], number>>;
export type RTCRtpContributingSourceNeeded = Holds<Same<Pick<ours.RTCRtpContributingSource, 'rtpTimestamp' | 'source' | 'timestamp'>, Required<Pick<ours.RTCRtpContributingSource, 'rtpTimestamp' | 'source' | 'timestamp'>>>>;

export type RTCRtpSynchronizationSourceMembers = Holds<Same<keyof ours.RTCRtpSynchronizationSource, 'audioLevel' | 'captureTimestamp' | 'rtpTimestamp' | 'senderCaptureTimeOffset' | 'source' | 'timestamp'>>;
export type RTCRtpSynchronizationSource_audioLevel = Holds<Same<Required<ours.RTCRtpSynchronizationSource>['audioLevel'], number>>;
export type RTCRtpSynchronizationSource_captureTimestamp = Holds<Same<Required<ours.RTCRtpSynchronizationSource>['captureTimestamp'], number>>;
export type RTCRtpSynchronizationSource_rtpTimestamp = Holds<Same<Required<ours.RTCRtpSynchronizationSource>['rtpTimestamp'], number>>;
export type RTCRtpSynchronizationSource_senderCaptureTimeOffset = Holds<Same<Required<ours.RTCRtpSynchronizationSource>['senderCaptureTimeOffset'], number>>;
export type RTCRtpSynchronizationSource_source = Holds<Same<Required<ours.RTCRtpSynchronizationSource>['source'], number>>;
export type RTCRtpSynchronizationSource_timestamp = Holds<Same<Required<ours.RTCRtpSynchronizationSource>['timestamp'], number>>;
export type RTCRtpSynchronizationSourceNeeded = Holds<Same<Pick<ours.RTCRtpSynchronizationSource, 'rtpTimestamp' | 'source' | 'timestamp'>, Required<Pick<ours.RTCRtpSynchronizationSource, 'rtpTimestamp' | 'source' | 'timestamp'>>>>;

export type RTCDtlsFingerprintMembers = Holds<Same<keyof ours.RTCDtlsFingerprint, 'algorithm' | 'value'>>;
export type RTCDtlsFingerprint_algorithm = Holds<Same<Required<ours.RTCDtlsFingerprint>['algorithm'], string>>;
export type RTCDtlsFingerprint_value = Holds<Same<Required<ours.RTCDtlsFingerprint>['value'], string>>;

export type RTCIceParametersMembers = Holds<Same<keyof ours.RTCIceParameters, 'password' | 'usernameFragment'>>;
export type RTCIceParameters_password = Holds<Same<Required<ours.RTCIceParameters>['password'], string>>;
export type RTCIceParameters_usernameFragment = Holds<Same<Required<ours.RTCIceParameters>['usernameFragment'], string>>;

export type RTCTrackEventInitMembers = Holds<Same<keyof ours.RTCTrackEventInit, 'bubbles' | 'cancelable' | 'composed' | 'receiver' | 'streams' | 'track' | 'transceiver'>>;
export type RTCTrackEventInit_bubbles = Holds<Same<Required<ours.RTCTrackEventInit>['bubbles'], boolean>>;
export type RTCTrackEventInit_cancelable = Holds<Same<Required<ours.RTCTrackEventInit>['cancelable'], boolean>>;
export type RTCTrackEventInit_composed = Holds<Same<Required<ours.RTCTrackEventInit>['composed'], boolean>>;
export type RTCTrackEventInit_receiver = Holds<Same<Required<ours.RTCTrackEventInit>['receiver'], ours.RTCRtpReceiver>>;
export type RTCTrackEventInit_streams = Holds<Same<Required<ours.RTCTrackEventInit>['streams'], (ours.MediaStream)[]>>;
export type RTCTrackEventInit_track = Holds<Same<Required<ours.RTCTrackEventInit>['track'], ours.MediaStreamTrack>>;
export type RTCTrackEventInit_transceiver = Holds<Same<Required<ours.RTCTrackEventInit>['transceiver'], ours.RTCRtpTransceiver>>;
export type RTCTrackEventInitNeeded = Holds<Same<Pick<ours.RTCTrackEventInit, 'receiver' | 'track' | 'transceiver'>, Required<Pick<ours.RTCTrackEventInit, 'receiver' | 'track' | 'transceiver'>>>>;

export type RTCDataChannelInitMembers = Holds<Same<keyof ours.RTCDataChannelInit, 'id' | 'maxPacketLifeTime' | 'maxRetransmits' | 'negotiated' | 'ordered' | 'priority' | 'protocol'>>;
export type RTCDataChannelInit_id = Holds<Same<Required<ours.RTCDataChannelInit>['id'], number>>;
export type RTCDataChannelInit_maxPacketLifeTime = Holds<Same<Required<ours.RTCDataChannelInit>['maxPacketLifeTime'], number>>;
export type RTCDataChannelInit_maxRetransmits = Holds<Same<Required<ours.RTCDataChannelInit>['maxRetransmits'], number>>;
export type RTCDataChannelInit_negotiated = Holds<Same<Required<ours.RTCDataChannelInit>['negotiated'], boolean>>;
export type RTCDataChannelInit_ordered = Holds<Same<Required<ours.RTCDataChannelInit>['ordered'], boolean>>;
export type RTCDataChannelInit_priority = Holds<Same<Required<ours.RTCDataChannelInit>['priority'], ours.RTCPriorityType>>;
export type RTCDataChannelInit_protocol = Holds<Same<Required<ours.RTCDataChannelInit>['protocol'], string>>;

export type RTCDataChannelEventInitMembers = Holds<Same<keyof ours.RTCDataChannelEventInit, 'bubbles' | 'cancelable' | 'composed' | 'channel'>>;
export type RTCDataChannelEventInit_bubbles = Holds<Same<Required<ours.RTCDataChannelEventInit>['bubbles'], boolean>>;
export type RTCDataChannelEventInit_cancelable = Holds<Same<Required<ours.RTCDataChannelEventInit>['cancelable'], boolean>>;
export type RTCDataChannelEventInit_composed = Holds<Same<Required<ours.RTCDataChannelEventInit>['composed'], boolean>>;
export type RTCDataChannelEventInit_channel = Holds<Same<Required<ours.RTCDataChannelEventInit>['channel'], ours.RTCDataChannel>>;
export type RTCDataChannelEventInitNeeded = Holds<Same<Pick<ours.RTCDataChannelEventInit, 'channel'>, Required<Pick<ours.RTCDataChannelEventInit, 'channel'>>>>;

export type RTCDTMFToneChangeEventInitMembers = Holds<Same<keyof ours.RTCDTMFToneChangeEventInit, 'bubbles' | 'cancelable' | 'composed' | 'tone'>>;
export type RTCDTMFToneChangeEventInit_bubbles = Holds<Same<Required<ours.RTCDTMFToneChangeEventInit>['bubbles'], boolean>>;
export type RTCDTMFToneChangeEventInit_cancelable = Holds<Same<Required<ours.RTCDTMFToneChangeEventInit>['cancelable'], boolean>>;
export type RTCDTMFToneChangeEventInit_composed = Holds<Same<Required<ours.RTCDTMFToneChangeEventInit>['composed'], boolean>>;
export type RTCDTMFToneChangeEventInit_tone = Holds<Same<Required<ours.RTCDTMFToneChangeEventInit>['tone'], string>>;

export type RTCErrorInitMembers = Holds<Same<keyof ours.RTCErrorInit, 'errorDetail' | 'receivedAlert' | 'sctpCauseCode' | 'sdpLineNumber' | 'sentAlert' | 'httpRequestStatusCode'>>;
export type RTCErrorInit_errorDetail = Holds<Same<Required<ours.RTCErrorInit>['errorDetail'], ours.RTCErrorDetailType>>;
export type RTCErrorInit_receivedAlert = Holds<Same<Required<ours.RTCErrorInit>['receivedAlert'], number>>;
export type RTCErrorInit_sctpCauseCode = Holds<Same<Required<ours.RTCErrorInit>['sctpCauseCode'], number>>;
export type RTCErrorInit_sdpLineNumber = Holds<Same<Required<ours.RTCErrorInit>['sdpLineNumber'], number>>;
export type RTCErrorInit_sentAlert = Holds<Same<Required<ours.RTCErrorInit>['sentAlert'], number>>;
export type RTCErrorInitNeeded = Holds<Same<Pick<ours.RTCErrorInit, 'errorDetail'>, Required<Pick<ours.RTCErrorInit, 'errorDetail'>>>>;

export type RTCErrorEventInitMembers = Holds<Same<keyof ours.RTCErrorEventInit, 'bubbles' | 'cancelable' | 'composed' | 'error'>>;
export type RTCErrorEventInit_bubbles = Holds<Same<Required<ours.RTCErrorEventInit>['bubbles'], boolean>>;
export type RTCErrorEventInit_cancelable = Holds<Same<Required<ours.RTCErrorEventInit>['cancelable'], boolean>>;
export type RTCErrorEventInit_composed = Holds<Same<Required<ours.RTCErrorEventInit>['composed'], boolean>>;
export type RTCErrorEventInit_error = Holds<Same<Required<ours.RTCErrorEventInit>['error'], ours.RTCError>>;
export type RTCErrorEventInitNeeded = Holds<Same<Pick<ours.RTCErrorEventInit, 'error'>, Required<Pick<ours.RTCErrorEventInit, 'error'>>>>;

export type MediaTrackSupportedConstraintsMembers = Holds<Same<keyof ours.MediaTrackSupportedConstraints, 'aspectRatio' | 'autoGainControl' | 'backgroundBlur' | 'channelCount' | 'deviceId' | 'echoCancellation' | 'facingMode' | 'frameRate' | 'groupId' | 'height' | 'latency' | 'noiseSuppression' | 'resizeMode' | 'sampleRate' | 'sampleSize' | 'width'>>;
export type MediaTrackSupportedConstraints_aspectRatio = Holds<Same<Required<ours.MediaTrackSupportedConstraints>['aspectRatio'], boolean>>;
export type MediaTrackSupportedConstraints_autoGainControl = Holds<Same<Required<ours.MediaTrackSupportedConstraints>['autoGainControl'], boolean>>;
export type MediaTrackSupportedConstraints_backgroundBlur = Holds<Same<Required<ours.MediaTrackSupportedConstraints>['backgroundBlur'], boolean>>;
export type MediaTrackSupportedConstraints_channelCount = Holds<Same<Required<ours.MediaTrackSupportedConstraints>['channelCount'], boolean>>;
export type MediaTrackSupportedConstraints_deviceId = Holds<Same<Required<ours.MediaTrackSupportedConstraints>['deviceId'], boolean>>;
export type MediaTrackSupportedConstraints_echoCancellation = Holds<Same<Required<ours.MediaTrackSupportedConstraints>['echoCancellation'], boolean>>;
export type MediaTrackSupportedConstraints_facingMode = Holds<Same<Required<ours.MediaTrackSupportedConstraints>['facingMode'], boolean>>;
export type MediaTrackSupportedConstraints_frameRate = Holds<Same<Required<ours.MediaTrackSupportedConstraints>['frameRate'], boolean>>;
export type MediaTrackSupportedConstraints_groupId = Holds<Same<Required<ours.MediaTrackSupportedConstraints>['groupId'], boolean>>;
export type MediaTrackSupportedConstraints_height = Holds<Same<Required<ours.MediaTrackSupportedConstraints>['height'], boolean>>;
export type MediaTrackSupportedConstraints_latency = Holds<Same<Required<ours.MediaTrackSupportedConstraints>['latency'], boolean>>;
export type MediaTrackSupportedConstraints_noiseSuppression = Holds<Same<Required<ours.MediaTrackSupportedConstraints>['noiseSuppression'], boolean>>;
export type MediaTrackSupportedConstraints_resizeMode = Holds<Same<Required<ours.MediaTrackSupportedConstraints>['resizeMode'], boolean>>;
export type MediaTrackSupportedConstraints_sampleRate = Holds<Same<Required<ours.MediaTrackSupportedConstraints>['sampleRate'], boolean>>;
export type MediaTrackSupportedConstraints_sampleSize = Holds<Same<Required<ours.MediaTrackSupportedConstraints>['sampleSize'], boolean>>;
export type MediaTrackSupportedConstraints_width = Holds<Same<Required<ours.MediaTrackSupportedConstraints>['width'], boolean>>;

export type MediaTrackCapabilitiesMembers = Holds<Same<keyof ours.MediaTrackCapabilities, 'aspectRatio' | 'autoGainControl' | 'backgroundBlur' | 'channelCount' | 'deviceId' | 'echoCancellation' | 'facingMode' | 'frameRate' | 'groupId' | 'height' | 'latency' | 'noiseSuppression' | 'resizeMode' | 'sampleRate' | 'sampleSize' | 'width'>>;
export type MediaTrackCapabilities_aspectRatio = Holds<Same<Required<ours.MediaTrackCapabilities>['aspectRatio'], ours.DoubleRange>>;
export type MediaTrackCapabilities_autoGainControl = Holds<Same<Required<ours.MediaTrackCapabilities>['autoGainControl'], (boolean)[]>>;
export type MediaTrackCapabilities_backgroundBlur = Holds<Same<Required<ours.MediaTrackCapabilities>['backgroundBlur'], (boolean)[]>>;
export type MediaTrackCapabilities_channelCount = Holds<Same<Required<ours.MediaTrackCapabilities>['channelCount'], ours.ULongRange>>;
export type MediaTrackCapabilities_deviceId = Holds<Same<Required<ours.MediaTrackCapabilities>['deviceId'], string>>;
export type MediaTrackCapabilities_echoCancellation = Holds<Same<Required<ours.MediaTrackCapabilities>['echoCancellation'], (boolean | string)[]>>;
export type MediaTrackCapabilities_facingMode = Holds<Same<Required<ours.MediaTrackCapabilities>['facingMode'], (string)[]>>;
export type MediaTrackCapabilities_frameRate = Holds<Same<Required<ours.MediaTrackCapabilities>['frameRate'], ours.DoubleRange>>;
export type MediaTrackCapabilities_groupId = Holds<Same<Required<ours.MediaTrackCapabilities>['groupId'], string>>;
export type MediaTrackCapabilities_height = Holds<Same<Required<ours.MediaTrackCapabilities>['height'], ours.ULongRange>>;
export type MediaTrackCapabilities_latency = Holds<Same<Required<ours.MediaTrackCapabilities>['latency'], ours.DoubleRange>>;
export type MediaTrackCapabilities_noiseSuppression = Holds<Same<Required<ours.MediaTrackCapabilities>['noiseSuppression'], (boolean)[]>>;
export type MediaTrackCapabilities_resizeMode = Holds<Same<Required<ours.MediaTrackCapabilities>['resizeMode'], (string)[]>>;
export type MediaTrackCapabilities_sampleRate = Holds<Same<Required<ours.MediaTrackCapabilities>['sampleRate'], ours.ULongRange>>;
export type MediaTrackCapabilities_sampleSize = Holds<Same<Required<ours.MediaTrackCapabilities>['sampleSize'], ours.ULongRange>>;
export type MediaTrackCapabilities_width = Holds<Same<Required<ours.MediaTrackCapabilities>['width'], ours.ULongRange>>;

export type MediaTrackConstraintsMembers = Holds<Same<keyof ours.MediaTrackConstraints, 'aspectRatio' | 'autoGainControl' | 'backgroundBlur' | 'channelCount' | 'deviceId' | 'echoCancellation' | 'facingMode' | 'frameRate' | 'groupId' | 'height' | 'latency' | 'noiseSuppression' | 'resizeMode' | 'sampleRate' | 'sampleSize' | 'width' | 'advanced'>>;
export type MediaTrackConstraints_aspectRatio = Holds<Same<Required<ours.MediaTrackConstraints>['aspectRatio'], number | ours.ConstrainDoubleRange>>;
export type MediaTrackConstraints_autoGainControl = Holds<Same<Required<ours.MediaTrackConstraints>['autoGainControl'], boolean | ours.ConstrainBooleanParameters>>;
export type MediaTrackConstraints_backgroundBlur = Holds<Same<Required<ours.MediaTrackConstraints>['backgroundBlur'], boolean | ours.ConstrainBooleanParameters>>;
export type MediaTrackConstraints_channelCount = Holds<Same<Required<ours.MediaTrackConstraints>['channelCount'], number | ours.ConstrainULongRange>>;
export type MediaTrackConstraints_deviceId = Holds<Same<Required<ours.MediaTrackConstraints>['deviceId'], string | (string)[] | ours.ConstrainDOMStringParameters>>;
export type MediaTrackConstraints_echoCancellation = Holds<Same<Required<ours.MediaTrackConstraints>['echoCancellation'], boolean | string | ours.ConstrainBooleanOrDOMStringParameters>>;
export type MediaTrackConstraints_facingMode = Holds<Same<Required<ours.MediaTrackConstraints>['facingMode'], string | (string)[] | ours.ConstrainDOMStringParameters>>;
export type MediaTrackConstraints_frameRate = Holds<Same<Required<ours.MediaTrackConstraints>['frameRate'], number | ours.ConstrainDoubleRange>>;
export type MediaTrackConstraints_groupId = Holds<Same<Required<ours.MediaTrackConstraints>['groupId'], string | (string)[] | ours.ConstrainDOMStringParameters>>;
export type MediaTrackConstraints_height = Holds<Same<Required<ours.MediaTrackConstraints>['height'], number | ours.ConstrainULongRange>>;
export type MediaTrackConstraints_latency = Holds<Same<Required<ours.MediaTrackConstraints>['latency'], number | ours.ConstrainDoubleRange>>;
export type MediaTrackConstraints_noiseSuppression = Holds<Same<Required<ours.MediaTrackConstraints>['noiseSuppression'], boolean | ours.ConstrainBooleanParameters>>;
export type MediaTrackConstraints_resizeMode = Holds<Same<Required<ours.MediaTrackConstraints>['resizeMode'], string | (string)[] | ours.ConstrainDOMStringParameters>>;
export type MediaTrackConstraints_sampleRate = Holds<Same<Required<ours.MediaTrackConstraints>['sampleRate'], number | ours.ConstrainULongRange>>;
export type MediaTrackConstraints_sampleSize = Holds<Same<Required<ours.MediaTrackConstraints>['sampleSize'], number | ours.ConstrainULongRange>>;
export type MediaTrackConstraints_width = Holds<Same<Required<ours.MediaTrackConstraints>['width'], number | ours.ConstrainULongRange>>;
export type MediaTrackConstraints_advanced = Holds<Same<Required<ours.MediaTrackConstraints>['advanced'], (ours.MediaTrackConstraintSet)[]>>;

export type MediaTrackConstraintSetMembers = Holds<Same<keyof ours.MediaTrackConstraintSet, 'aspectRatio' | 'autoGainControl' | 'backgroundBlur' | 'channelCount' | 'deviceId' | 'echoCancellation' | 'facingMode' | 'frameRate' | 'groupId' | 'height' | 'latency' | 'noiseSuppression' | 'resizeMode' | 'sampleRate' | 'sampleSize' | 'width'>>;
export type MediaTrackConstraintSet_aspectRatio = Holds<Same<Required<ours.MediaTrackConstraintSet>['aspectRatio'], number | ours.ConstrainDoubleRange>>;
export type MediaTrackConstraintSet_autoGainControl = Holds<Same<Required<ours.MediaTrackConstraintSet>['autoGainControl'], boolean | ours.ConstrainBooleanParameters>>;
export type MediaTrackConstraintSet_backgroundBlur = Holds<Same<Required<ours.MediaTrackConstraintSet>['backgroundBlur'], boolean | ours.ConstrainBooleanParameters>>;
export type MediaTrackConstraintSet_channelCount = Holds<Same<Required<ours.MediaTrackConstraintSet>['channelCount'], number | ours.ConstrainULongRange>>;
export type MediaTrackConstraintSet_deviceId = Holds<Same<Required<ours.MediaTrackConstraintSet>['deviceId'], string | (string)[] | ours.ConstrainDOMStringParameters>>;
export type MediaTrackConstraintSet_echoCancellation = Holds<Same<Required<ours.MediaTrackConstraintSet>['echoCancellation'], boolean | string | ours.ConstrainBooleanOrDOMStringParameters>>;
export type MediaTrackConstraintSet_facingMode = Holds<Same<Required<ours.MediaTrackConstraintSet>['facingMode'], string | (string)[] | ours.ConstrainDOMStringParameters>>;
export type MediaTrackConstraintSet_frameRate = Holds<Same<Required<ours.MediaTrackConstraintSet>['frameRate'], number | ours.ConstrainDoubleRange>>;
export type MediaTrackConstraintSet_groupId = Holds<Same<Required<ours.MediaTrackConstraintSet>['groupId'], string | (string)[] | ours.ConstrainDOMStringParameters>>;
export type MediaTrackConstraintSet_height = Holds<Same<Required<ours.MediaTrackConstraintSet>['height'], number | ours.ConstrainULongRange>>;
export type MediaTrackConstraintSet_latency = Holds<Same<Required<ours.MediaTrackConstraintSet>['latency'], number | ours.ConstrainDoubleRange>>;
export type MediaTrackConstraintSet_noiseSuppression = Holds<Same<Required<ours.MediaTrackConstraintSet>['noiseSuppression'], boolean | ours.ConstrainBooleanParameters>>;
export type MediaTrackConstraintSet_resizeMode = Holds<Same<Required<ours.MediaTrackConstraintSet>['resizeMode'], string | (string)[] | ours.ConstrainDOMStringParameters>>;
export type MediaTrackConstraintSet_sampleRate = Holds<Same<Required<ours.MediaTrackConstraintSet>['sampleRate'], number | ours.ConstrainULongRange>>;
export type MediaTrackConstraintSet_sampleSize = Holds<Same<Required<ours.MediaTrackConstraintSet>['sampleSize'], number | ours.ConstrainULongRange>>;
export type MediaTrackConstraintSet_width = Holds<Same<Required<ours.MediaTrackConstraintSet>['width'], number | ours.ConstrainULongRange>>;

export type MediaTrackSettingsMembers = Holds<Same<keyof ours.MediaTrackSettings, 'aspectRatio' | 'autoGainControl' | 'backgroundBlur' | 'channelCount' | 'deviceId' | 'echoCancellation' | 'facingMode' | 'frameRate' | 'groupId' | 'height' | 'latency' | 'noiseSuppression' | 'resizeMode' | 'sampleRate' | 'sampleSize' | 'width'>>;
export type MediaTrackSettings_aspectRatio = Holds<Same<Required<ours.MediaTrackSettings>['aspectRatio'], number>>;
export type MediaTrackSettings_autoGainControl = Holds<Same<Required<ours.MediaTrackSettings>['autoGainControl'], boolean>>;
export type MediaTrackSettings_backgroundBlur = Holds<Same<Required<ours.MediaTrackSettings>['backgroundBlur'], boolean>>;
export type MediaTrackSettings_channelCount = Holds<Same<Required<ours.MediaTrackSettings>['channelCount'], number>>;
export type MediaTrackSettings_deviceId = Holds<Same<Required<ours.MediaTrackSettings>['deviceId'], string>>;
export type MediaTrackSettings_echoCancellation = Holds<Same<Required<ours.MediaTrackSettings>['echoCancellation'], boolean | string>>;
export type MediaTrackSettings_facingMode = Holds<Same<Required<ours.MediaTrackSettings>['facingMode'], string>>;
export type MediaTrackSettings_frameRate = Holds<Same<Required<ours.MediaTrackSettings>['frameRate'], number>>;
export type MediaTrackSettings_groupId = Holds<Same<Required<ours.MediaTrackSettings>['groupId'], string>>;
export type MediaTrackSettings_height = Holds<Same<Required<ours.MediaTrackSettings>['height'], number>>;
export type MediaTrackSettings_latency = Holds<Same<Required<ours.MediaTrackSettings>['latency'], number>>;
export type MediaTrackSettings_noiseSuppression = Holds<Same<Required<ours.MediaTrackSettings>['noiseSuppression'], boolean>>;
export type MediaTrackSettings_resizeMode = Holds<Same<Required<ours.MediaTrackSettings>['resizeMode'], string>>;
export type MediaTrackSettings_sampleRate = Holds<Same<Required<ours.MediaTrackSettings>['sampleRate'], number>>;
export type MediaTrackSettings_sampleSize = Holds<Same<Required<ours.MediaTrackSettings>['sampleSize'], number>>;
export type MediaTrackSettings_width = Holds<Same<Required<ours.MediaTrackSettings>['width'], number>>;

export type MediaStreamTrackEventInitMembers = Holds<Same<keyof ours.MediaStreamTrackEventInit, 'bubbles' | 'cancelable' | 'composed' | 'track'>>;
export type MediaStreamTrackEventInit_bubbles = Holds<Same<Required<ours.MediaStreamTrackEventInit>['bubbles'], boolean>>;
export type MediaStreamTrackEventInit_cancelable = Holds<Same<Required<ours.MediaStreamTrackEventInit>['cancelable'], boolean>>;
export type MediaStreamTrackEventInit_composed = Holds<Same<Required<ours.MediaStreamTrackEventInit>['composed'], boolean>>;
export type MediaStreamTrackEventInit_track = Holds<Same<Required<ours.MediaStreamTrackEventInit>['track'], ours.MediaStreamTrack>>;
export type MediaStreamTrackEventInitNeeded = Holds<Same<Pick<ours.MediaStreamTrackEventInit, 'track'>, Required<Pick<ours.MediaStreamTrackEventInit, 'track'>>>>;

export type MediaStreamConstraintsMembers = Holds<Same<keyof ours.MediaStreamConstraints, 'audio' | 'video'>>;
export type MediaStreamConstraints_audio = Holds<Same<Required<ours.MediaStreamConstraints>['audio'], boolean | ours.MediaTrackConstraints>>;
export type MediaStreamConstraints_video = Holds<Same<Required<ours.MediaStreamConstraints>['video'], boolean | ours.MediaTrackConstraints>>;

export type DoubleRangeMembers = Holds<Same<keyof ours.DoubleRange, 'max' | 'min'>>;
export type DoubleRange_max = Holds<Same<Required<ours.DoubleRange>['max'], number>>;
export type DoubleRange_min = Holds<Same<Required<ours.DoubleRange>['min'], number>>;

export type ConstrainDoubleRangeMembers = Holds<Same<keyof ours.ConstrainDoubleRange, 'max' | 'min' | 'exact' | 'ideal'>>;
export type ConstrainDoubleRange_max = Holds<Same<Required<ours.ConstrainDoubleRange>['max'], number>>;
export type ConstrainDoubleRange_min = Holds<Same<Required<ours.ConstrainDoubleRange>['min'], number>>;
export type ConstrainDoubleRange_exact = Holds<Same<Required<ours.ConstrainDoubleRange>['exact'], number>>;
export type ConstrainDoubleRange_ideal = Holds<Same<Required<ours.ConstrainDoubleRange>['ideal'], number>>;

export type ULongRangeMembers = Holds<Same<keyof ours.ULongRange, 'max' | 'min'>>;
export type ULongRange_max = Holds<Same<Required<ours.ULongRange>['max'], number>>;
export type ULongRange_min = Holds<Same<Required<ours.ULongRange>['min'], number>>;

export type ConstrainULongRangeMembers = Holds<Same<keyof ours.ConstrainULongRange, 'max' | 'min' | 'exact' | 'ideal'>>;
export type ConstrainULongRange_max = Holds<Same<Required<ours.ConstrainULongRange>['max'], number>>;
export type ConstrainULongRange_min = Holds<Same<Required<ours.ConstrainULongRange>['min'], number>>;
export type ConstrainULongRange_exact = Holds<Same<Required<ours.ConstrainULongRange>['exact'], number>>;
export type ConstrainULongRange_ideal = Holds<Same<Required<ours.ConstrainULongRange>['ideal'], number>>;

export type ConstrainBooleanParametersMembers = Holds<Same<keyof ours.ConstrainBooleanParameters, 'exact' | 'ideal'>>;
export type ConstrainBooleanParameters_exact = Holds<Same<Required<ours.ConstrainBooleanParameters>['exact'], boolean>>;
export type ConstrainBooleanParameters_ideal = Holds<Same<Required<ours.ConstrainBooleanParameters>['ideal'], boolean>>;

export type ConstrainDOMStringParametersMembers = Holds<Same<keyof ours.ConstrainDOMStringParameters, 'exact' | 'ideal'>>;
export type ConstrainDOMStringParameters_exact = Holds<Same<Required<ours.ConstrainDOMStringParameters>['exact'], string | (string)[]>>;
export type ConstrainDOMStringParameters_ideal = Holds<Same<Required<ours.ConstrainDOMStringParameters>['ideal'], string | (string)[]>>;

export type ConstrainBooleanOrDOMStringParametersMembers = Holds<Same<keyof ours.ConstrainBooleanOrDOMStringParameters, 'exact' | 'ideal'>>;
export type ConstrainBooleanOrDOMStringParameters_exact = Holds<Same<Required<ours.ConstrainBooleanOrDOMStringParameters>['exact'], boolean | string>>;
export type ConstrainBooleanOrDOMStringParameters_ideal = Holds<Same<Required<ours.ConstrainBooleanOrDOMStringParameters>['ideal'], boolean | string>>;

export type RTCResolutionRestrictionMembers = Holds<Same<keyof ours.RTCResolutionRestriction, 'maxHeight' | 'maxWidth'>>;
export type RTCResolutionRestriction_maxHeight = Holds<Same<Required<ours.RTCResolutionRestriction>['maxHeight'], number>>;
export type RTCResolutionRestriction_maxWidth = Holds<Same<Required<ours.RTCResolutionRestriction>['maxWidth'], number>>;

export type RTCEncodingOptionsMembers = Holds<Same<keyof ours.RTCEncodingOptions, 'keyFrame'>>;
export type RTCEncodingOptions_keyFrame = Holds<Same<Required<ours.RTCEncodingOptions>['keyFrame'], boolean>>;
