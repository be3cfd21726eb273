/** Compiled only: our classes have the shapes that programs written for browsers expect, and misuse does not compile. */

import type {
  MediaStream,
  MessageEvent,
  RTCDataChannel,
  RTCIceCandidate,
  RTCIceCandidateInit,
  RTCPeerConnectionIceEvent,
  RTCRtpTransceiver,
  RTCSessionDescription,
  RTCSessionDescriptionInit,
  RTCStatsReport,
  RTCTrackEvent,
} from '../../src/index.ts';
import { EncodedTrackSource, mediaDevices, RTCPeerConnection, RTCRtpSender } from '../../src/index.ts';

/** What a signalling library asks of a connection. */
interface ConnectionShape {
  readonly localDescription: { readonly type: string; readonly sdp: string; toJSON(): unknown } | null;
  readonly signalingState:
    | 'stable'
    | 'have-local-offer'
    | 'have-remote-offer'
    | 'have-local-pranswer'
    | 'have-remote-pranswer'
    | 'closed';
  readonly connectionState: 'closed' | 'failed' | 'disconnected' | 'new' | 'connecting' | 'connected';
  readonly canTrickleIceCandidates: boolean | null;
  createOffer(options?: { iceRestart?: boolean }): Promise<{ type: string; sdp?: string }>;
  setLocalDescription(description?: { type?: 'offer' | 'answer'; sdp?: string }): Promise<void>;
  setRemoteDescription(description: { type: 'offer' | 'answer'; sdp?: string }): Promise<void>;
  addIceCandidate(candidate?: { candidate?: string; sdpMid?: string | null } | null): Promise<void>;
  createDataChannel(label: string, init?: { ordered?: boolean; id?: number }): ChannelShape;
  getStats(): Promise<ReadonlyMapShape>;
  restartIce(): void;
  close(): void;
  addEventListener(type: string, listener: (event: Event) => void): void;
}

/** What a stream over a channel asks of it. */
interface ChannelShape {
  readonly label: string;
  readonly id: number | null;
  readonly readyState: 'connecting' | 'open' | 'closing' | 'closed';
  readonly bufferedAmount: number;
  bufferedAmountLowThreshold: number;
  binaryType: 'blob' | 'arraybuffer';
  send(data: string | ArrayBuffer | Uint8Array): void;
  close(): void;
}

interface ReadonlyMapShape {
  readonly size: number;
  get(key: string): unknown;
  has(key: string): boolean;
  [Symbol.iterator](): Iterator<[string, unknown]>;
}

export function programsForBrowsersCompile(): ConnectionShape {
  const connection = new RTCPeerConnection({
    iceServers: [{ urls: ['stun:stun.example.org'] }],
    bundlePolicy: 'max-bundle',
  });
  connection.onicecandidate = ({ candidate }: RTCPeerConnectionIceEvent) => {
    const init: RTCIceCandidateInit | undefined = candidate?.toJSON();
    void init;
  };
  connection.ondatachannel = event => {
    const channel: RTCDataChannel = event.channel;
    channel.onmessage = ({ data }) => channel.send(data);
    channel.addEventListener('message', (message: MessageEvent) => void message.data);
    channel.addEventListener('error', ({ error }) => void error.errorDetail);
  };
  connection.addEventListener('icecandidate', event => {
    const candidate: RTCIceCandidate | null = event.candidate;
    if (candidate !== null) void connection.addIceCandidate(candidate);
  });
  connection.addEventListener('negotiationneeded', { handleEvent: () => {} });
  const description: RTCSessionDescription | null = connection.localDescription;
  if (description !== null) void connection.setRemoteDescription(description);
  const init: RTCSessionDescriptionInit = { type: 'offer' };
  void connection.setRemoteDescription(init);
  const report: Promise<RTCStatsReport> = connection.getStats();
  void report.then(stats => [...stats.values()].map(({ type }) => type));
  return connection;
}

export function misuseDoesNotCompile(connection: RTCPeerConnection, channel: RTCDataChannel): void {
  // @ts-expect-error there is no such policy
  void new RTCPeerConnection({ bundlePolicy: 'public' });
  // @ts-expect-error a description has a type
  void connection.setRemoteDescription({ sdp: '' });
  // @ts-expect-error a channel has a label
  connection.createDataChannel();
  // @ts-expect-error numbers are not sent
  channel.send(5);
  // @ts-expect-error states are read
  channel.readyState = 'open';
  // @ts-expect-error a sender has a track
  connection.addTrack();
  // @ts-expect-error there is no such direction
  connection.addTransceiver('audio', { direction: 'both' });
  // @ts-expect-error parameters come from getParameters
  void connection.getSenders()[0]?.setParameters({ encodings: [] });
  // @ts-expect-error mids are negotiated
  connection.addTransceiver('video').mid = '0';
}

/** What a conferencing library asks of a connection. */
interface MediaConnectionShape {
  ontrack: ((event: TrackEventShape) => unknown) | null;
  getSenders(): SenderShape[];
  getReceivers(): ReceiverShape[];
  getTransceivers(): TransceiverShape[];
  removeTrack(sender: RTCRtpSender): void;
}

interface TrackEventShape {
  readonly track: TrackShape;
  readonly streams: readonly { readonly id: string; getTracks(): TrackShape[] }[];
  readonly transceiver: TransceiverShape;
}

interface TrackShape {
  readonly kind: string;
  readonly id: string;
  readonly muted: boolean;
  readonly readyState: 'live' | 'ended';
  enabled: boolean;
  stop(): void;
}

interface SenderShape {
  readonly track: TrackShape | null;
  readonly transport: { readonly state: string } | null;
  readonly dtmf: { insertDTMF(tones: string, duration?: number, gap?: number): void } | null;
  replaceTrack(track: null): Promise<void>;
  getParameters(): { transactionId: string; encodings: EncodingShape[]; codecs: { payloadType: number }[] };
  getStats(): Promise<ReadonlyMapShape>;
}

interface EncodingShape {
  rid?: string;
  active?: boolean;
  maxBitrate?: number;
  scaleResolutionDownBy?: number;
}

interface ReceiverShape {
  readonly track: TrackShape;
  getSynchronizationSources(): { source: number; timestamp: number; audioLevel?: number }[];
}

interface TransceiverShape {
  readonly mid: string | null;
  direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive' | 'stopped';
  readonly currentDirection: string | null;
  stop(): void;
}

export async function conferencesCompile(
  connection: RTCPeerConnection,
): Promise<Omit<MediaConnectionShape, 'ontrack'>> {
  const stream: MediaStream = await mediaDevices.getUserMedia({ audio: true, video: { width: 640 } });
  for (const track of stream.getTracks()) connection.addTrack(track, stream);
  const source = new EncodedTrackSource({ kind: 'video', codec: 'video/VP8', rids: ['q', 'f'] });
  const transceiver: RTCRtpTransceiver = connection.addTransceiver(source.track, {
    direction: 'sendonly',
    sendEncodings: [{ rid: 'q', scaleResolutionDownBy: 4 }, { rid: 'f' }],
    streams: [stream],
  });
  transceiver.setCodecPreferences(RTCRtpSender.getCapabilities('video')?.codecs ?? []);
  const { sender } = transceiver;
  const parameters = sender.getParameters();
  for (const encoding of parameters.encodings) encoding.maxBitrate = 500_000;
  await sender.setParameters(parameters);
  connection.ontrack = ({ track, streams: [first], receiver }) => {
    const handler: TrackEventShape['track'] = track;
    track.onunmute = () => void first?.getVideoTracks();
    receiver.requestKeyFrame();
    if (receiver.dtmf !== null) receiver.dtmf.ontonechange = ({ tone }) => void tone.length;
    void handler;
  };
  connection.addEventListener('track', (event: RTCTrackEvent) => void event.transceiver.mid);
  await connection.getStats(source.track);
  return connection;
}
