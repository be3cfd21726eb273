/** What an association tells its owner, what it borrows from it, and what it counts. */

import type { DropCounters, ProtocolError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { Random } from '../base/random.ts';

/** The sink of one association. A method may call anything but the association that called it. */
export interface AssociationEvents {
  /** The handshake is done: state `established`. */
  connected(): void;
  /**
   * A whole message. A long or fragmented one fills the `ArrayBuffer` under `data` exactly and belongs to the receiver;
   * another is a view of the packet it came in. Each message is to be given back with `consumed(data.length)`, once.
   */
  message(streamId: number, ppid: number, data: Uint8Array): void;
  /** The bytes of a stream that wait for their first transmission fell to its threshold. */
  bufferedAmountLow(streamId: number): void;
  /** RFC 6525 §5.2.2: the peer reset its outgoing streams, all of them if none is named; their next message starts anew. */
  incomingStreamsReset(streamIds: readonly number[]): void;
  /** Our reset ended; `performed` is false if the peer refused it or knows no stream resets. */
  outgoingStreamsReset(streamIds: readonly number[], performed: boolean): void;
  /** RFC 9260 §5.2.4.1: the peer started anew under the same path; all that was queued or half received is gone. */
  restarted(): void;
  /** The end, once; nothing follows. `error` unless the close was asked for by either side. */
  closed(error?: ProtocolError): void;
}

/** What an association asks of its surroundings. */
export interface AssociationEnv {
  /** Tags, first TSNs, cookies. */
  readonly random: Random;
  /** HMAC (SHA-256 or better) that seals our state cookie. */
  readonly hmac: (key: Uint8Array, data: Uint8Array) => Uint8Array;
  /** Bytes of any content for a message, in a buffer of their own: all of them are written before anybody reads one. */
  readonly allocate: (length: number) => Uint8Array;
  /** Takes what nobody reads any more: the memory of packets, where `receive` was told it. */
  readonly release?: ((bytes: Uint8Array) => void) | undefined;
  /** Who hears what happens inside. */
  readonly log: Logger;
}

/** How one message travels. Neither limit: reliable. */
export interface SendOptions {
  /** Whether it is delivered in order with the others of its stream. */
  readonly ordered: boolean;
  /** RFC 7496 §3.2: abandoned after this many retransmissions of any of its fragments; 0 sends once. */
  readonly maxRetransmits?: number | undefined;
  /** RFC 3758 §4: abandoned this many milliseconds after `send`. */
  readonly maxPacketLifeTime?: number | undefined;
  /** Weight among streams that have something to send (RFC 8831 §6.4: 128, 256, 512, 1024). Default 256. */
  readonly priority?: number | undefined;
  /** Its bytes are not the application's: `bufferedAmount` of the stream leaves them out. */
  readonly uncounted?: boolean | undefined;
  /** Takes the message's bytes once all of them were acknowledged, so that nobody here reads them any more. */
  readonly release?: ((bytes: Uint8Array) => void) | undefined;
}

/** Why a packet or chunk was ignored. */
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

/** What an association has done. */
export interface SctpCounters {
  /** SCTP packets. */
  packetsSent: number;
  /** SCTP packets that were not dropped. */
  packetsReceived: number;
  /** Bytes of those packets. */
  bytesSent: number;
  /** Bytes of those packets. */
  bytesReceived: number;
  /** DATA and I-DATA chunks, each once however often it was sent. */
  dataChunksSent: number;
  /** DATA and I-DATA chunks, duplicates included. */
  dataChunksReceived: number;
  /** DATA and I-DATA chunks that were there already. */
  duplicateChunks: number;
  /** DATA and I-DATA chunks that were sent again, as often as they were. */
  retransmissions: number;
  /** Chunks found lost before a timeout. */
  fastRetransmissions: number;
  /** Times that T3-rtx expired (RFC 9260 §6.3.3). */
  retransmissionTimeouts: number;
  /** SACK chunks. */
  sacksSent: number;
  /** SACK chunks. */
  sacksReceived: number;
  /** Messages that have left whole, each once. */
  messagesSent: number;
  /** Messages handed out. */
  messagesReceived: number;
  /** Messages given up (RFC 3758). */
  messagesAbandoned: number;
  /** What was ignored, by reason. */
  readonly drops: DropCounters<SctpDropReason>;
}
