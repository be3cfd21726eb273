/** Compiled only: our classes have the shapes that programs written for browsers expect, and misuse does not compile. */

import type {
  MessageEvent,
  RTCDataChannel,
  RTCIceCandidate,
  RTCIceCandidateInit,
  RTCPeerConnectionIceEvent,
  RTCSessionDescription,
  RTCSessionDescriptionInit,
  RTCStatsReport,
} from '../../src/index.ts';
import { RTCPeerConnection } from '../../src/index.ts';

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
  // @ts-expect-error there are no tracks in this interface yet
  connection.addTrack();
}
