/** What a TURN allocation is made from and what it tells its owner. */

import type { AddressFamily, TransportAddress } from '../base/address.ts';
import type { Duration, Instant } from '../base/instant.ts';
import type { Logger } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { TransactionOptions } from '../stun/index.ts';

/** What an allocation is made with. */
export interface TurnOptions {
  /** The TURN server. */
  readonly server: TransportAddress;
  /** Long-term credential (RFC 8489 §9.2). */
  readonly username: string;
  /** Long-term credential (RFC 8489 §9.2). */
  readonly password: string;
  /** Family of the relayed address. */
  readonly requestedFamily: AddressFamily;
  /** The server is reached by a stream (TCP or TLS): nothing is sent twice. */
  readonly reliable?: boolean | undefined;
  /** Value of SOFTWARE in requests; none by default. */
  readonly software?: string | undefined;
  /** Retransmission schedule; RFC 8489's by default (39.5 s until a silent server is given up). */
  readonly transaction?: TransactionOptions | undefined;
}

/** What an allocation asks of its surroundings. */
export interface TurnEnvironment {
  /** Cryptography. */
  readonly crypto: CryptoProvider;
  /** Transaction ids. */
  readonly random: Random;
  /** Who hears what happens inside. */
  readonly log: Logger;
}

/** Nothing here may call back into the allocation that calls it. */
export interface TurnEvents {
  /** The server relays for us from now on. */
  allocated(relayed: TransportAddress, mapped: TransportAddress, lifetime: Duration, now: Instant): void;
  /**
   * There is no allocation, or none any more. `code` is the STUN error code, or 701 if the server could not be reached
   * or understood (W3C webrtc §4.8.3). Comes at most once, and nothing but `closed` comes after it.
   */
  failed(code: number, reason: string): void;
  /**
   * The server sent us to another one (RFC 8489 §10), which is `server` from now on. `domain`: whom its certificate
   * must be for, if that is somebody else than before.
   */
  redirected?(target: TransportAddress, domain: string | undefined): void;
  /** Packets pass between us and this IP address. */
  permitted(address: string, now: Instant): void;
  /** The server does not let packets pass to this IP address. The allocation lives on. */
  refused(address: string, code: number, reason: string): void;
  /** A packet from a peer; `data` is a view of the packet that was received. */
  data(peer: TransportAddress, data: Uint8Array, now: Instant): void;
  /** After `close`: the server knows, or did not answer in time. The socket can go. Comes once. */
  closed(): void;
}

/** `new` → `allocating` → `allocated` → `closing` → `closed`; `failed` from any of the first three. */
export type TurnState = 'new' | 'allocating' | 'allocated' | 'closing' | 'closed' | 'failed';

/** Why a packet was ignored. */
export type TurnDrop =
  | 'malformed'
  | 'unmatched-response'
  | 'unauthenticated-response'
  | 'unexpected-message'
  | 'unknown-channel'
  | 'no-permission'
  | 'backlog-full';

/** The server could not be reached or understood. */
export const UNREACHABLE = 701;
