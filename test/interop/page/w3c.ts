/** The part of the W3C interfaces that a test peer uses: true of a browser's classes and of ours. */

export interface Description {
  readonly type: 'offer' | 'answer' | 'pranswer' | 'rollback';
  readonly sdp: string;
}

export interface Candidate {
  readonly candidate: string;
  readonly sdpMid?: string | null;
  readonly sdpMLineIndex?: number | null;
  readonly usernameFragment?: string | null;
}

export interface Configuration {
  iceServers?: { urls: string[]; username?: string; credential?: string }[];
  iceTransportPolicy?: 'all' | 'relay';
  iceCandidatePoolSize?: number;
}

export interface ChannelInit {
  ordered?: boolean;
  maxRetransmits?: number;
  maxPacketLifeTime?: number;
  protocol?: string;
  negotiated?: boolean;
  id?: number;
}

interface Target<Events> {
  addEventListener<Name extends keyof Events & string>(
    type: Name,
    listener: (event: Events[Name]) => void,
    options?: { once?: boolean },
  ): void;
}

export interface DataChannel
  extends Target<{
    open: unknown;
    message: { data: unknown };
    close: unknown;
    bufferedamountlow: unknown;
    error: unknown;
  }> {
  readonly label: string;
  readonly protocol: string;
  readonly ordered: boolean;
  readonly maxRetransmits: number | null;
  readonly maxPacketLifeTime: number | null;
  readonly readyState: string;
  readonly bufferedAmount: number;
  bufferedAmountLowThreshold: number;
  binaryType: string;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(): void;
}

export interface Connection
  extends Target<{
    icecandidate: { readonly candidate: { toJSON(): Candidate } | null };
    icegatheringstatechange: unknown;
    connectionstatechange: unknown;
    datachannel: { readonly channel: DataChannel };
  }> {
  readonly localDescription: Description | null;
  readonly iceGatheringState: string;
  readonly iceConnectionState: string;
  readonly connectionState: string;
  readonly sctp: {
    readonly maxMessageSize: number;
    readonly transport: { readonly iceTransport?: { getSelectedCandidatePair?(): SelectedPair | null } };
  } | null;
  setLocalDescription(): Promise<void>;
  setRemoteDescription(description: Description): Promise<void>;
  addIceCandidate(candidate?: Candidate | null): Promise<void>;
  createDataChannel(label: string, init?: ChannelInit): DataChannel;
  restartIce(): void;
  close(): void;
}

export interface SelectedPair {
  readonly local: { readonly candidate: string } | null;
  readonly remote: { readonly candidate: string } | null;
}

export type ConnectionClass = new (configuration?: Configuration) => Connection;
