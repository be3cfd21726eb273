/** What a STUN/TURN server is made from, and what it asks of its surroundings (RFC 8656 §4, §7.2, §21). */

import type { AddressFamily, TransportAddress } from '../base/address.ts';
import type { Duration, Instant } from '../base/instant.ts';
import type { Logger } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { CryptoProvider } from '../crypto/provider.ts';

export interface TurnServerOptions {
  /** The realm of all users. `purertc` by default. */
  readonly realm?: string | undefined;
  /** Passwords by user name. */
  readonly users?: ReadonlyMap<string, string> | undefined;
  /**
   * The secret of time-limited credentials: any user name `expiry:name`, whose password is its HMAC under the secret,
   * may allocate until `expiry` (`timeLimitedCredentials` makes them).
   */
  readonly sharedSecret?: string | undefined;
  /** How long an allocation lives without being refreshed; 10 minutes by default (RFC 8656 §3.2). */
  readonly defaultLifetime?: Duration | undefined;
  /** The longest lifetime that a client is given; one hour by default (RFC 8656 §7.2). */
  readonly maxLifetime?: Duration | undefined;
  /** Five minutes by default (RFC 8656 §9). */
  readonly permissionLifetime?: Duration | undefined;
  /** Ten minutes by default (RFC 8656 §12). */
  readonly channelLifetime?: Duration | undefined;
  /** After which a nonce is answered 438; ten minutes by default. */
  readonly nonceLifetime?: Duration | undefined;
  /** Allocations at once, of all users: more are answered 508. 1,000 by default. */
  readonly maxAllocations?: number | undefined;
  /** Allocations of one user at once: more are answered 486. 100 by default. */
  readonly maxAllocationsPerUser?: number | undefined;
  /** Bytes per second that one allocation may relay, both ways together; what is more is dropped. No cap by default. */
  readonly maxBytesPerSecond?: number | undefined;
  /** Answers per second to requests without valid credentials, for each IPv4 address or IPv6 /64; 100 by default. */
  readonly unauthenticatedRate?: number | undefined;
  /**
   * Networks (`10.0.0.0/8`, `fd00::/8`, one address) that may be relayed to although they are private, loopback or the
   * like, which is refused by default.
   */
  readonly allowPeers?: readonly string[] | undefined;
  /** Networks that are never relayed to. Stronger than `allowPeers`. */
  readonly denyPeers?: readonly string[] | undefined;
}

export interface TurnServerEnvironment {
  readonly crypto: CryptoProvider;
  readonly random: Random;
  readonly log: Logger;
  /** Milliseconds since the Unix epoch at the moment `now`: time-limited credentials name one. */
  wallTime(now: Instant): number;
}

/** Where clients reach the server: a UDP socket, or one connection over TCP or TLS. Known by its identity. */
export interface Access {
  readonly transport: 'udp' | 'tcp' | 'tls';
  readonly local: TransportAddress;
  /** The other sockets of a server with two addresses and two ports (RFC 5780 §6). */
  readonly alternates?: Alternates | undefined;
}

export interface Alternates {
  readonly otherPort: Access;
  readonly otherAddress: Access;
  readonly both: Access;
}

/** A UDP socket of the host that one allocation relays through. Known by its identity. */
export interface Relay {
  close(): void;
}

export interface RelayRequest {
  readonly family: AddressFamily;
  /** RFC 8656 §7.2: EVEN-PORT wants a port with the low bit clear. */
  readonly even: boolean;
}

/** What the server asks of its host. */
export interface RelayPorts {
  /** The families that there are addresses of. */
  readonly families: ReadonlySet<AddressFamily>;
  /** Whether an IP address is one that relays are reached at. */
  isOwn(address: string): boolean;
  /** Whether clients reach us at this address: what a relay must never send to. */
  listens(address: TransportAddress): boolean;
  /** Opens a socket; `TurnServer.relayOpened` or `relayFailed` follows, later. */
  open(request: RelayRequest): Relay;
}

/** A packet that is to leave. */
export type Outgoing =
  | { readonly kind: 'client'; readonly access: Access; readonly to: TransportAddress; readonly bytes: Uint8Array }
  | { readonly kind: 'peer'; readonly relay: Relay; readonly to: TransportAddress; readonly bytes: Uint8Array };

/** Why a packet was ignored. */
export type TurnServerDrop =
  | 'malformed'
  | 'rate-limited'
  | 'no-allocation'
  | 'unknown-channel'
  | 'no-permission'
  | 'forbidden-peer'
  | 'over-bandwidth'
  | 'unexpected-message';

export const DEFAULT_REALM = 'purertc';
