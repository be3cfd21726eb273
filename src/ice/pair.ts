/** A candidate pair (RFC 8445 §6.1.2): its state, its round-trip time and its counters. */

import type { TransportAddress } from '../base/address.ts';
import type { Duration, Instant } from '../base/instant.ts';
import type { LocalCandidate, RemoteCandidate } from './candidate.ts';
import type { Check } from './connectivity-check.ts';
import type { LocalBase } from './local-base.ts';
import type { PairPriority } from './priority.ts';

/** RFC 8445 §6.1.2.6. */
export type PairState = 'frozen' | 'waiting' | 'in-progress' | 'succeeded' | 'failed';

/** Two candidates that are tried together. */
export class CandidatePair {
  /** Unique within its agent. */
  readonly id: number;
  /** Where its packets leave from. @internal */
  readonly base: LocalBase;
  /** Where they go: the address of `remote`, kept at hand. */
  readonly to: TransportAddress;
  /** First the candidate that the pair was formed with, later the one that the peer really sees. */
  local: LocalCandidate;
  /** First peer-reflexive where the peer's checks were faster than its signalling, later the signalled candidate. */
  remote: RemoteCandidate;
  /** How far its checks are. */
  state: PairState;
  /** RFC 8445 §6.1.2.3. */
  priority: PairPriority;
  /** Priority of the local candidate that the pair was formed with, which the pair's own is computed from. */
  readonly formedPriority: number;
  /** The foundations of both candidates (RFC 8445 §6.1.2.6). */
  foundation: string;

  /** The username fragment of ours that the peer last checked this pair by; undefined before it did. */
  ownName: string | undefined;
  /** The check whose outcome decides the state; older ones may still be answered. @internal */
  check: Check | undefined;
  /** The peer's USE-CANDIDATE waits for our own check to succeed (RFC 8445 §7.3.1.5). */
  nominateOnSuccess: boolean;
  /** Whether it has been nominated. */
  nominated: boolean;
  /** Consent checks go unanswered and nothing comes from the peer. */
  suspect: boolean;
  /** When the first check succeeded. */
  succeededAt: Instant;

  // What getStats shows: W3C webrtc-stats RTCIceCandidatePairStats.
  /** Packets of data. */
  packetsSent: number;
  /** Bytes of data. */
  bytesSent: number;
  /** Packets of data. */
  packetsReceived: number;
  /** Bytes of data. */
  bytesReceived: number;
  /** Packets of data that the socket refused. */
  packetsDiscardedOnSend: number;
  /** Bytes of those. */
  bytesDiscardedOnSend: number;
  /** When data was last sent or received; 0 before the first. */
  lastPacketSentAt: Instant;
  /** See `lastPacketSentAt`. */
  lastPacketReceivedAt: Instant;
  /** When an authenticated request or response last came; 0 before the first. */
  lastCheckReceivedAt: Instant;
  /** Checks, without retransmissions. */
  requestsSent: number;
  /** Checks, with retransmissions. */
  requestsReceived: number;
  /** Answers to checks. */
  responsesSent: number;
  /** Answers to checks. */
  responsesReceived: number;
  /** Checks for consent (RFC 7675). */
  consentRequestsSent: number;
  /** Milliseconds; undefined before the first measurement. */
  currentRoundTripTime: Duration | undefined;
  /** Sum of all measurements, milliseconds. */
  totalRoundTripTime: Duration;
  /** How many there were. */
  roundTripTimeMeasurements: number;

  constructor(id: number, local: LocalCandidate, remote: RemoteCandidate, priority: PairPriority) {
    this.id = id;
    this.base = local.base;
    this.to = remote.transportAddress;
    this.local = local;
    this.remote = remote;
    this.state = 'frozen';
    this.priority = priority;
    this.formedPriority = local.priority;
    this.foundation = `${local.foundation}:${remote.foundation}`;
    this.ownName = undefined;
    this.check = undefined;
    this.nominateOnSuccess = false;
    this.nominated = false;
    this.suspect = false;
    this.succeededAt = 0;
    this.packetsSent = 0;
    this.bytesSent = 0;
    this.packetsReceived = 0;
    this.bytesReceived = 0;
    this.packetsDiscardedOnSend = 0;
    this.bytesDiscardedOnSend = 0;
    this.lastPacketSentAt = 0;
    this.lastPacketReceivedAt = 0;
    this.lastCheckReceivedAt = 0;
    this.requestsSent = 0;
    this.requestsReceived = 0;
    this.responsesSent = 0;
    this.responsesReceived = 0;
    this.consentRequestsSent = 0;
    this.currentRoundTripTime = undefined;
    this.totalRoundTripTime = 0;
    this.roundTripTimeMeasurements = 0;
  }

  /** Whether the check list still has work with it. */
  get pending(): boolean {
    return this.state === 'frozen' || this.state === 'waiting' || this.state === 'in-progress';
  }

  /** Takes a measurement into account. */
  measured(roundTripTime: Duration): void {
    this.currentRoundTripTime = roundTripTime;
    this.totalRoundTripTime += roundTripTime;
    this.roundTripTimeMeasurements++;
  }
}
