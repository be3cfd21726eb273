/** What an association tells its owner, what it borrows from it, and what it counts. */

import type { DropCounters, ProtocolError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { Random } from '../base/random.ts';

/** The sink of one association. A method may call anything but the association that called it. */
export interface AssociationEvents {
  /** The handshake is done: state `established`. */
  connected(): void;
  /**
   * A whole message. A fragmented one fills the `ArrayBuffer` under `data` exactly and belongs to the receiver; another
   * is a view of the packet it came in. Each message is to be given back with `consumed(data.length)`, once.
   */
  message(streamId: number, ppid: number, data: Uint8Array): void;
  /** The bytes of a stream that wait for their first transmission fell to its threshold. */
  bufferedAmountLow(streamId: number): void;
  /** RFC 6525 §5.2.2: the peer reset its outgoing streams; the next message on them starts anew. */
  incomingStreamsReset(streamIds: readonly number[]): void;
  /** Our reset ended; `performed` is false if the peer refused it or knows no stream resets. */
  outgoingStreamsReset(streamIds: readonly number[], performed: boolean): void;
  /** RFC 9260 §5.2.4.1: the peer started anew under the same path; all that was queued or half received is gone. */
  restarted(): void;
  /** The end, once; nothing follows. `error` unless the close was asked for by either side. */
  closed(error?: ProtocolError): void;
}

export interface AssociationEnv {
  readonly random: Random;
  /** HMAC (SHA-256 or better) that seals our state cookie. */
  readonly hmac: (key: Uint8Array, data: Uint8Array) => Uint8Array;
  readonly log: Logger;
}

/** How one message travels. Neither limit: reliable. */
export interface SendOptions {
  readonly ordered: boolean;
  /** RFC 7496 §3.2: abandoned after this many retransmissions of any of its fragments; 0 sends once. */
  readonly maxRetransmits?: number | undefined;
  /** RFC 3758 §4: abandoned this many milliseconds after `send`. */
  readonly maxPacketLifeTime?: number | undefined;
  /** Weight among streams that have something to send (RFC 8831 §6.4: 128, 256, 512, 1024). Default 256. */
  readonly priority?: number | undefined;
}

export type SctpDropReason =
  | 'short-packet'
  | 'checksum'
  | 'ports'
  | 'verification-tag'
  | 'malformed-chunk'
  | 'unknown-chunk'
  | 'unexpected-chunk'
  | 'bad-cookie'
  | 'stale-cookie'
  | 'late-cookie'
  | 'invalid-stream'
  | 'tsn-out-of-range'
  | 'gap-limit'
  | 'window-full'
  | 'fragment-mismatch'
  | 'old-ssn'
  | 'bad-sack'
  | 'control-queue-full'
  | 'bad-heartbeat'
  | 'closed';

export interface SctpCounters {
  packetsSent: number;
  packetsReceived: number;
  bytesSent: number;
  bytesReceived: number;
  dataChunksSent: number;
  dataChunksReceived: number;
  duplicateChunks: number;
  retransmissions: number;
  fastRetransmissions: number;
  retransmissionTimeouts: number;
  sacksSent: number;
  sacksReceived: number;
  messagesSent: number;
  messagesReceived: number;
  messagesAbandoned: number;
  readonly drops: DropCounters<SctpDropReason>;
}
