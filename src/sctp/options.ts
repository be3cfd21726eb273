/** Every knob of an association with its default, its reason and its RFC section (RFC 9260 §16, 8831, 8261). */

import type { Duration } from '../base/instant.ts';
import type { Extensions } from './packet/extensions.ts';

/** What an association is made with. */
export interface SctpOptions {
  /** RFC 8841 §5.1: `a=sctp-port` of ours. */
  readonly localPort: number;
  /** RFC 8841 §5.1: `a=sctp-port` of the peer. */
  readonly remotePort: number;
  /**
   * Size of packets before a larger one is found to pass, and of every fragment that may have to pass another path. 1,200-byte UDP payloads less 37 bytes
   * of a DTLS 1.2 AES-GCM record leave 1,163; rounded down to a multiple of four (RFC 8261 §4, RFC 8831 §5).
   */
  readonly mtu: number;
  /** Largest packet that path MTU discovery may find: what one DTLS record carries (RFC 6347 §4.1). */
  readonly maxPacketSize: number;
  /** RFC 8831 §6.2 recommends 65,535. Streams cost nothing until they are used. */
  readonly outboundStreams: number;
  /** As `outboundStreams`. */
  readonly inboundStreams: number;
  /**
   * Bytes that may wait here, whether for their order or for the application; what `a_rwnd` is counted from.
   * This is where it begins, enough for 100 Mbit/s over 100 ms; it grows with what the application takes in a round trip. The one partly received message in TSN order is accounted apart.
   */
  readonly receiveWindow: number;
  /** Where it ends: 16 MiB carry 400 Mbit/s over 100 ms, losses included. */
  readonly maxReceiveWindow: number;
  /** Largest message accepted; a peer that sends more is aborted. Bounds the one partly received message. */
  readonly maxMessageSize: number;
  /**
   * Bytes of all partly received messages together where they are interleaved; more, and the peer is aborted. At least
   * `maxMessageSize`.
   */
  readonly maxPartialBytes: number;
  /** How far ahead of the cumulative TSN a DATA chunk may be. Gap Ack Block offsets end at 65,535 (RFC 9260 §3.3.4). */
  readonly maxTsnDistance: number;
  /** Separate ranges of out-of-order TSNs kept; more are not acknowledged, so the peer sends them again. */
  readonly maxGapRanges: number;
  /** Control chunks and replies that may wait for the next flush: a peer's HEARTBEATs cannot pile up. */
  readonly maxQueuedControl: number;
  /** RTO before the first measurement (RFC 9260 §16 says 1 s; peers sit behind an open DTLS path). */
  readonly rtoInitial: Duration;
  /** Smallest RTO (RFC 9260 §16 says 1 s). */
  readonly rtoMin: Duration;
  /** Largest RTO and the cap of every backoff (RFC 9260 §16 says 60 s): short, so that a path that returns is used soon. */
  readonly rtoMax: Duration;
  /** Least amount by which the RTO exceeds SRTT: the peer may delay its SACK by 200 ms (RFC 9260 §6.2). */
  readonly rtoVarianceFloor: Duration;
  /** How long a lone packet waits for a SACK, hoping to share a packet with data (RFC 9260 §6.2: at most 500 ms). */
  readonly sackDelay: Duration;
  /** RFC 9260 §8.1 Association.Max.Retrans. 30 with `rtoMax` 3 s: the association ends after some 85 s of silence. */
  readonly maxRetransmissions: number;
  /** RFC 9260 §16 Max.Init.Retransmits. */
  readonly maxInitRetransmissions: number;
  /** RFC 9260 §16 HB.interval; 0 turns heartbeats off. */
  readonly heartbeatInterval: Duration;
  /** RFC 9260 §16 Valid.Cookie.Life. */
  readonly cookieLifetime: Duration;
  /** Initial cwnd in packets (RFC 9260 §7.2.1 says about 4,380 bytes; RFC 6928 and browsers say ten). */
  readonly initialWindowPackets: number;
  /** How the window follows the path: docs/performance.md tells why BBR. */
  readonly congestionControl: 'bbr' | 'cubic';
  /** What we announce. Zero checksums rest on the lower layer being DTLS: RFC 9653 §6. */
  readonly extensions: Extensions;
}

/** The defaults. */
export const DEFAULT_SCTP_OPTIONS: SctpOptions = {
  localPort: 5000,
  remotePort: 5000,
  mtu: 1160,
  maxPacketSize: 16_384,
  outboundStreams: 65_535,
  inboundStreams: 65_535,
  receiveWindow: 4 * 1024 * 1024,
  maxReceiveWindow: 16 * 1024 * 1024,
  maxMessageSize: 256 * 1024 * 1024,
  maxPartialBytes: 256 * 1024 * 1024,
  maxTsnDistance: 65_535,
  maxGapRanges: 4096,
  maxQueuedControl: 32,
  rtoInitial: 500,
  rtoMin: 250,
  rtoMax: 3000,
  rtoVarianceFloor: 220,
  sackDelay: 20,
  maxRetransmissions: 30,
  maxInitRetransmissions: 30,
  heartbeatInterval: 30_000,
  cookieLifetime: 60_000,
  initialWindowPackets: 10,
  congestionControl: 'bbr',
  extensions: { partialReliability: true, reConfig: true, pad: true, interleaving: true, zeroChecksum: true },
};

let completed: SctpOptions = DEFAULT_SCTP_OPTIONS;

/**
 * `options`, and the defaults for what they leave out. One object for associations that agree, as those of a process
 * mostly do, as long as they come one after the other.
 */
export function completeOptions(options: Partial<SctpOptions>): SctpOptions {
  const all = { ...DEFAULT_SCTP_OPTIONS, ...options };
  all.mtu = Math.min(all.mtu, all.maxPacketSize) & ~3;
  const names = Object.keys(all) as (keyof SctpOptions)[];
  for (const name of names) {
    if (all[name] !== completed[name]) {
      completed = all;
      break;
    }
  }
  return completed;
}
