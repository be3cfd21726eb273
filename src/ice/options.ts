/** Every knob of the ICE agent, with its default and the reason. */

import type { Duration } from '../base/instant.ts';
import type { IceParameters } from './candidate.ts';
import type { IceRole } from './events.ts';
import type { AddressPolicy, AnnouncedAddresses } from './local-addresses.ts';
import type { ServerUrl } from './server-url.ts';

/** Which candidates may be gathered and used (W3C RTCIceTransportPolicy). */
export type IcePolicy = 'all' | 'relay';

/** One STUN or TURN server URL with its credentials. */
export interface IceServer {
  /** The parsed URL. */
  readonly url: ServerUrl;
  /** Of TURN servers. */
  readonly username?: string | undefined;
  /** Password, of TURN servers. */
  readonly credential?: string | undefined;
}

/** What an agent is made with. */
export interface IceOptions extends AddressPolicy {
  /** RFC 8445 §6.1.1; may change by conflict resolution. */
  readonly role: IceRole;
  /** Credentials of the first session; drawn at random if absent. */
  readonly localParameters?: IceParameters | undefined;
  /** Default none. */
  readonly servers?: readonly IceServer[] | undefined;
  /** Default `all`. */
  readonly policy?: IcePolicy | undefined;
  /** What the peer is told instead of our own addresses. */
  readonly announcedAddresses?: AnnouncedAddresses | undefined;
  /** Tell random `.local` names instead of our own addresses. */
  readonly hideAddresses?: 'mdns' | undefined;
  /** RFC 8445 §2.5: host candidates only, and no checks of our own. */
  readonly lite?: boolean | undefined;
  /** Candidates for TCP (RFC 6544). */
  readonly tcp?: IceTcpOptions | undefined;
  /** Authorities (PEM) that certificates of TURN servers are verified with, in place of those of the system. */
  readonly authorities?: readonly string[] | undefined;
  /** What differs from {@link DEFAULT_TIMING}. */
  readonly timing?: Partial<IceTiming> | undefined;
  /** What differs from {@link DEFAULT_LIMITS}. */
  readonly limits?: Partial<IceLimits> | undefined;
}

/** Which TCP candidates are gathered. */
export interface IceTcpOptions {
  /** Active ones, which connect to a peer that listens. True by default, as in browsers; they cost nothing until then. */
  readonly active?: boolean | undefined;
  /** Passive ones: listen on each address, on this port or with 0 on a free one. None by default, as in browsers. */
  readonly listen?: number | undefined;
}

/** The timers of ICE, in milliseconds. */
export interface IceTiming {
  /** RFC 8445 §14.2, Ta: between the starts of two ordinary checks. */
  readonly pace: Duration;
  /** Between any two new transactions, which triggered and nominating checks are held to (§14.2's floor). */
  readonly minimumPace: Duration;
  /** Between two new requests to STUN and TURN servers. */
  readonly gatheringPace: Duration;
  /** RFC 8445 §14.3: the initial RTO is at least this. A STUN or TURN server is given up after 19 times this. */
  readonly rto: Duration;
  /** RFC 8863 §4: how long checks may lack a working pair before `failed`. */
  readonly patience: Duration;
  /** How long the controlling side waits for a better pair once a pair that is neither direct nor relayed works. */
  readonly nominationGrace: Duration;
  /** The same, while only a relayed pair, or one over TCP, works. */
  readonly relayNominationGrace: Duration;
  /** RFC 7675 §5.1: between two consent checks, times 0.8 to 1.2. */
  readonly consentInterval: Duration;
  /** RFC 7675 §5.1: consent expires this long after the last valid response. */
  readonly consentTimeout: Duration;
  /** A consent check without a response for this long is repeated, and makes the pair suspect. */
  readonly responseTimeout: Duration;
  /** A suspect pair from which nothing came for this long is `disconnected`. */
  readonly disconnectedTimeout: Duration;
  /** While it is, other pairs are checked again this often, and our addresses are looked at. */
  readonly recoveryInterval: Duration;
  /** RFC 8445 §5.1.1.4: between two keepalives of a server-reflexive candidate. */
  readonly serverKeepalive: Duration;
}

/** The timers, in milliseconds. */
export const DEFAULT_TIMING: IceTiming = {
  pace: 50,
  minimumPace: 5,
  gatheringPace: 20,
  rto: 500,
  patience: 39_500,
  nominationGrace: 100,
  relayNominationGrace: 500,
  consentInterval: 5_000,
  consentTimeout: 30_000,
  responseTimeout: 1_000,
  disconnectedTimeout: 5_000,
  recoveryInterval: 1_000,
  serverKeepalive: 15_000,
};

/** Bounds on what a peer, or a crowded machine, can make the agent hold. */
export interface IceLimits {
  /** RFC 8445 §6.1.2.5: candidate pairs per checklist. */
  readonly pairs: number;
  /** Remote candidates with an address. */
  readonly remoteCandidates: number;
  /** Of these, peer-reflexive ones: each takes a valid check of a peer that knows our password. */
  readonly peerReflexive: number;
  /** Names being resolved at once. */
  readonly namesInFlight: number;
  /** Names waiting behind these; further ones are ignored. */
  readonly namesWaiting: number;
  /** Packets kept from sources that no check has validated yet, and their bytes. */
  readonly earlyPackets: number;
  /** Bytes of those packets. */
  readonly earlyBytes: number;
  /** Local addresses that sockets are opened on. */
  readonly localAddresses: number;
  /** STUN and TURN servers asked. */
  readonly servers: number;
  /** Responses owed and not yet collected by `pollTransmit`. */
  readonly owedPackets: number;
}

/** What a peer can make an agent keep. */
export const DEFAULT_LIMITS: IceLimits = {
  pairs: 100,
  remoteCandidates: 200,
  peerReflexive: 50,
  namesInFlight: 16,
  namesWaiting: 64,
  earlyPackets: 32,
  earlyBytes: 64 * 1024,
  localAddresses: 16,
  servers: 16,
  owedPackets: 256,
};
