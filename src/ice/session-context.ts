/** What a session is given, and what it tells the agent. */

import type { TransportAddress } from '../base/address.ts';
import type { DropCounters } from '../base/errors.ts';
import type { Instant } from '../base/instant.ts';
import type { PacketMessage } from '../stun/index.ts';
import type { RemoteCandidate } from './candidate.ts';
import type { RoleState } from './connectivity-check.ts';
import type { IceRole } from './events.ts';
import type { LocalBase } from './local-base.ts';
import type { IceLimits, IceTiming } from './options.ts';
import type { Outbox } from './outbox.ts';
import type { Pacer } from './pacer.ts';
import type { CandidatePair } from './pair.ts';
import type { IceEnvironment } from './ports.ts';

/** What all sessions of an agent share. */
export interface SessionContext {
  readonly role: RoleState;
  /** RFC 8445 §2.5: no checks of our own. */
  readonly lite?: boolean;
  readonly timing: IceTiming;
  readonly limits: IceLimits;
  readonly pacer: Pacer;
  readonly outbox: Outbox;
  readonly env: IceEnvironment;
  readonly drops: DropCounters<IceDrop>;
  /** Numbers pairs and peer-reflexive foundations. */
  nextId: number;
}

/** A STUN message as it came. */
export interface Arrival {
  readonly base: LocalBase;
  readonly message: PacketMessage;
  readonly from: TransportAddress;
}

/** What a response did: it is not of this session; it changed nothing; there are conclusions to draw. */
export type ResponseEffect = 'unknown' | 'nothing' | 'news';

/** Why a packet was ignored. */
export type IceDrop =
  | 'malformed'
  | 'unknown-socket'
  | 'unexpected-message'
  | 'unmatched-response'
  | 'unauthenticated-response'
  | 'refused-request'
  | 'unexpected-request'
  | 'too-many-candidates'
  | 'unusable-candidate'
  | 'early-packet-limit'
  | 'outbox-full';

/** A session must not be called from inside these. */
export interface SessionEvents {
  /** The peer at `from` has proved by an authenticated check that it is the peer. */
  validated(base: LocalBase, from: TransportAddress, pair: CandidatePair, now: Instant): void;
  /** The peer at `from` has proved to be the peer, but there is no pair for it. */
  vouched(base: LocalBase, from: TransportAddress, now: Instant): void;
  /** An authentic success response on this pair. */
  responded(pair: CandidatePair, now: Instant): void;
  remoteCandidate(candidate: RemoteCandidate): void;
  roleChanged(role: IceRole): void;
}
