/** The interfaces that a window exposes for WebRTC and media streams (W3C webrtc-pc, mediacapture-streams), as they are here. */

import * as purertc from '../index.ts';
import type { Interfaces } from './install.ts';

const NAMES = [
  'InputDeviceInfo',
  'MediaDeviceInfo',
  'MediaDevices',
  'MediaStream',
  'MediaStreamTrack',
  'MediaStreamTrackEvent',
  'OverconstrainedError',
  'RTCCertificate',
  'RTCDataChannel',
  'RTCDataChannelEvent',
  'RTCDTMFSender',
  'RTCDTMFToneChangeEvent',
  'RTCDtlsTransport',
  'RTCError',
  'RTCErrorEvent',
  'RTCIceCandidate',
  'RTCIceCandidatePair',
  'RTCIceTransport',
  'RTCPeerConnection',
  'RTCPeerConnectionIceErrorEvent',
  'RTCPeerConnectionIceEvent',
  'RTCRtpReceiver',
  'RTCRtpSender',
  'RTCRtpTransceiver',
  'RTCSctpTransport',
  'RTCSessionDescription',
  'RTCStatsReport',
  'RTCTrackEvent',
] as const;

/** By name: what `install` defines. */
export const interfaces: Interfaces = Object.fromEntries(NAMES.map(name => [name, Reflect.get(purertc, name)]));
