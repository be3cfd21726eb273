/** What a `PeerTransport` tells its owner: the one event interface that the API layer listens to. */

import type { ProtocolError } from '../base/errors.ts';
import type { Channel } from '../datachannel/index.ts';
import type { DtlsRole, DtlsState } from '../dtls/index.ts';
import type {
  CandidateError,
  CandidatePair,
  IceCandidate,
  IceGatheringState,
  IceRole,
  IceState,
} from '../ice/index.ts';

/** W3C RTCSctpTransportState (webrtc-pc §6.1.2). */
export type SctpTransportState = 'new' | 'connecting' | 'connected' | 'closed';

/**
 * The sink of one transport, called from inside the driver's turn. A method must not run user code: it queues a task
 * (`runtime.tasks.queue`). It must not call the transport back, but may read its getters.
 */
export interface TransportEvents {
  gatheringState(state: IceGatheringState): void;
  /** A local candidate to signal, as it is found. The end of candidates is `gatheringState('complete')`. */
  candidate(candidate: IceCandidate): void;
  candidateError(error: CandidateError): void;
  iceState(state: IceState): void;
  selectedPair(pair: CandidatePair): void;
  /** The ICE role changed by conflict resolution (RFC 8445 §7.3.1.1). */
  iceRole(role: IceRole): void;
  /** A peer-reflexive candidate of the peer was discovered. */
  remoteCandidate(candidate: IceCandidate): void;

  /**
   * Follows every change, never our own `close`. `closed` without an error: the peer said close_notify. `failed` and
   * its error: the handshake failed, the certificate was wrong, or the path died.
   */
  dtlsState(state: DtlsState, error?: ProtocolError): void;
  /** DER, leaf first: what the peer presented. Comes before `dtlsState('connected')`. */
  remoteCertificates(chain: readonly Uint8Array[]): void;

  /** Follows every change, never our own `close`. Comes before the channels' events that it causes. */
  sctpState(state: SctpTransportState, error?: ProtocolError): void;

  /** The peer opened a channel in-band (RFC 8832). `channelOpened` of the same channel follows at once. */
  channelIncoming(channel: Channel): void;
  channelOpened(channel: Channel): void;
  /**
   * A whole message, UTF-8 if `isString`. To be given back once with `transport.consumed(channel, data.length)` when
   * the application has it: until then it counts against the window that the peer may fill. `data` may be a view of a
   * larger buffer.
   */
  channelMessage(channel: Channel, data: Uint8Array, isString: boolean): void;
  channelBufferedAmountLow(channel: Channel): void;
  /** The peer closes the channel; `channelClosed` follows. */
  channelClosing(channel: Channel): void;
  /** Once per channel; `error` unless either side closed it on purpose. Not after our own `transport.close()`. */
  channelClosed(channel: Channel, error?: ProtocolError): void;

  /** We are wrong: an internal error, after which the transport is closed and silent. */
  failed(error: ProtocolError): void;
}

/** What the transport has agreed on; all undefined until known. */
export interface DtlsDescription {
  readonly role: DtlsRole | undefined;
  /** Four hex digits, as on the wire: `FEFD` is DTLS 1.2. */
  readonly version: string | undefined;
  readonly cipherSuite: string | undefined;
  readonly srtpProfile: number | undefined;
}
