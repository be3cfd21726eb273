/** The dictionaries of statistics of a connection and its transports (W3C webrtc-stats §8.14 to §8.20). */

import type { RTCDataChannelState } from '../data-channel-slots.ts';
import type { RTCDtlsTransportState } from '../rtc-dtls-transport.ts';
import type {
  RTCIceCandidateType,
  RTCIceServerTransportProtocol,
  RTCIceTcpCandidateType,
} from '../rtc-ice-candidate.ts';
import type { RTCIceRole, RTCIceTransportState } from '../rtc-ice-transport.ts';
import type { RTCStats } from './report.ts';

/** The connection as a whole (W3C webrtc-stats §8.14). */
export interface RTCPeerConnectionStats extends RTCStats {
  /** Data channels that have been open. */
  dataChannelsOpened?: number;
  /** Those of them that are no longer. */
  dataChannelsClosed?: number;
}

/** A data channel (W3C webrtc-stats §8.15). */
export interface RTCDataChannelStats extends RTCStats {
  /** As {@link RTCDataChannel.label}. */
  label?: string;
  /** As {@link RTCDataChannel.protocol}. */
  protocol?: string;
  /** As {@link RTCDataChannel.id}. */
  dataChannelIdentifier?: number;
  /** As {@link RTCDataChannel.readyState}. */
  state: RTCDataChannelState;
  /** Messages given to `send`. */
  messagesSent?: number;
  /** Bytes of their payloads. */
  bytesSent?: number;
  /** Messages received. */
  messagesReceived?: number;
  /** Bytes of their payloads. */
  bytesReceived?: number;
}

/** Which side of the DTLS handshake we are; `unknown` before it (W3C webrtc-stats §8.16.1). */
export type RTCDtlsRole = 'client' | 'server' | 'unknown';

/** A transport: ICE with DTLS on it (W3C webrtc-stats §8.16). */
export interface RTCTransportStats extends RTCStats {
  /** Packets of DTLS, RTP and RTCP sent, over every pair; checks excluded. */
  packetsSent?: number;
  /** Packets of DTLS, RTP and RTCP received, over every pair; checks excluded. */
  packetsReceived?: number;
  /** Bytes of those packets, headers of IP and UDP excluded. */
  bytesSent?: number;
  /** Bytes of those packets, headers of IP and UDP excluded. */
  bytesReceived?: number;
  /** As {@link RTCIceTransport.role}. */
  iceRole?: RTCIceRole;
  /** Our ICE username fragment. */
  iceLocalUsernameFragment?: string;
  /** As {@link RTCDtlsTransport.state}. */
  dtlsState: RTCDtlsTransportState;
  /** As {@link RTCIceTransport.state}. */
  iceState?: RTCIceTransportState;
  /** Id of the {@link RTCIceCandidatePairStats} that packets take. */
  selectedCandidatePairId?: string;
  /** Id of our {@link RTCCertificateStats}. */
  localCertificateId?: string;
  /** Id of the peer's {@link RTCCertificateStats}. */
  remoteCertificateId?: string;
  /** Four hexadecimal digits, as on the wire: `FEFD` is DTLS 1.2. */
  tlsVersion?: string;
  /** DTLS cipher suite, by its IANA name. */
  dtlsCipher?: string;
  /** Which side of the handshake we are. */
  dtlsRole?: RTCDtlsRole;
  /** SRTP protection profile, by its IANA name. */
  srtpCipher?: string;
  /** How often another pair was selected, the first one included. */
  selectedCandidatePairChanges?: number;
  /** RFC 8888 feedback packets sent. Never given. */
  ccfbMessagesSent?: number;
  /** RFC 8888 feedback packets received. Never given. */
  ccfbMessagesReceived?: number;
}

/** A candidate of ours or the peer's, as `type` says (W3C webrtc-stats §8.17). */
export interface RTCIceCandidateStats extends RTCStats {
  /** Id of its {@link RTCTransportStats}. */
  transportId: string;
  /** IP address, or the `.local` name that stands for one. */
  address?: string | null;
  /** Port, 0 to 65535. */
  port?: number;
  /** `udp` or `tcp`. */
  protocol?: string;
  /** `host`, `srflx`, `prflx` or `relay` (RFC 8445 §5.1.1). */
  candidateType: RTCIceCandidateType;
  /** RFC 8445 §5.1.2: 1 to 2³¹ − 1. */
  priority?: number;
  /** Of a candidate of ours: the STUN or TURN server it came from. */
  url?: string;
  /** Of a relayed candidate of ours: how we talk to the TURN server. */
  relayProtocol?: RTCIceServerTransportProtocol;
  /** RFC 8445 §5.1.1.3. */
  foundation?: string;
  /** Address that it was made from (RFC 8839 §5.1, raddr). */
  relatedAddress?: string;
  /** Port of that address. */
  relatedPort?: number;
  /** Which generation of ICE credentials it belongs to. */
  usernameFragment?: string;
  /** Of TCP candidates (RFC 6544 §4.5). */
  tcpType?: RTCIceTcpCandidateType;
}

/** State of a pair in the checklist (RFC 8445 §6.1.2.6). */
export type RTCStatsIceCandidatePairState = 'frozen' | 'waiting' | 'in-progress' | 'failed' | 'succeeded';

/** A pair of candidates that is or was tried (W3C webrtc-stats §8.18). */
export interface RTCIceCandidatePairStats extends RTCStats {
  /** Id of its {@link RTCTransportStats}. */
  transportId: string;
  /** Id of our {@link RTCIceCandidateStats}. */
  localCandidateId: string;
  /** Id of the peer's {@link RTCIceCandidateStats}. */
  remoteCandidateId: string;
  /** How far its checks are. */
  state: RTCStatsIceCandidatePairState;
  /** Whether it has been nominated (RFC 8445 §8.1). */
  nominated?: boolean;
  /** Packets sent, checks excluded. */
  packetsSent?: number;
  /** Packets received, checks excluded. */
  packetsReceived?: number;
  /** Bytes of those packets, headers of IP and UDP excluded. */
  bytesSent?: number;
  /** Bytes of those packets, headers of IP and UDP excluded. */
  bytesReceived?: number;
  /** Milliseconds since the Unix epoch, of the last of those packets. */
  lastPacketSentTimestamp?: number;
  /** Milliseconds since the Unix epoch, of the last of those packets. */
  lastPacketReceivedTimestamp?: number;
  /** Sum of seconds of all round trips of checks; divide by `responsesReceived`. */
  totalRoundTripTime?: number;
  /** Seconds of the last round trip of a check. */
  currentRoundTripTime?: number;
  /** Bits per second that congestion control allows. Never given. */
  availableOutgoingBitrate?: number;
  /** Bits per second that could be received. Never given. */
  availableIncomingBitrate?: number;
  /** Checks received, retransmissions included. */
  requestsReceived?: number;
  /** Checks sent, those for consent included, retransmissions excluded. */
  requestsSent?: number;
  /** Answers to checks received. */
  responsesReceived?: number;
  /** Answers to checks sent. */
  responsesSent?: number;
  /** Checks sent to keep consent fresh (RFC 7675). */
  consentRequestsSent?: number;
  /** Packets that the system refused to send. */
  packetsDiscardedOnSend?: number;
  /** Bytes of those packets. */
  bytesDiscardedOnSend?: number;
}

/** A certificate of ours or the peer's (W3C webrtc-stats §8.19). */
export interface RTCCertificateStats extends RTCStats {
  /** Hexadecimal pairs with colons between. */
  fingerprint: string;
  /** Hash of the fingerprint, `sha-256` for example. */
  fingerprintAlgorithm: string;
  /** The certificate's DER bytes in base64. */
  base64Certificate: string;
  /** Id of its issuer's. Never given: the certificates are self-signed. */
  issuerCertificateId?: string;
}
