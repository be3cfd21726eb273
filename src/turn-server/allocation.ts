/** One allocation: a client, a relayed address, and the peers that it may exchange packets with (RFC 8656 §3.2, §9, §12). */

import type { AddressFamily, TransportAddress } from '../base/address.ts';
import type { Duration, Instant } from '../base/instant.ts';
import type { Access, Relay } from './options.ts';

/** IP addresses that an allocation has permissions for or channels to. */
const MAX_PEERS = 256;
const MAX_CHANNELS = 256;
/** RFC 8656 §12: a number, and a peer, cannot be bound anew for five minutes after their channel has ended. */
const CHANNEL_REST: Duration = 300_000;
/** Seconds' worth of bytes that may come at once. */
const BURST = 1;

/** A peer's IP address. */
export interface PeerHost {
  readonly address: string;
  permittedUntil: Instant;
  /** By port. */
  readonly channels: Map<number, ServerChannel>;
}

export interface ServerChannel {
  readonly number: number;
  readonly peer: TransportAddress;
  expiresAt: Instant;
}

export interface AllocationInit {
  readonly access: Access;
  readonly client: TransportAddress;
  readonly relay: Relay;
  readonly family: AddressFamily;
  readonly username: string;
  readonly account: string;
  /** The transaction of the Allocate that made it: a retransmission is answered alike. */
  readonly transaction: string;
  readonly maxBytesPerSecond: number;
}

export class ServerAllocation {
  readonly access: Access;
  readonly client: TransportAddress;
  readonly relay: Relay;
  readonly family: AddressFamily;
  readonly username: string;
  readonly account: string;
  readonly transaction: string;
  /** Undefined until the host has opened the socket. */
  relayed: TransportAddress | undefined;
  expiresAt: Instant;
  /** Set once, when it is taken out of the table. */
  ended: boolean;
  readonly #peers: Map<string, PeerHost>;
  readonly #channels: Map<number, ServerChannel>;
  readonly #rate: number;
  #tokens: number;
  #filledAt: Instant;

  constructor(init: AllocationInit, now: Instant) {
    this.access = init.access;
    this.client = init.client;
    this.relay = init.relay;
    this.family = init.family;
    this.username = init.username;
    this.account = init.account;
    this.transaction = init.transaction;
    this.relayed = undefined;
    this.expiresAt = now;
    this.ended = false;
    this.#peers = new Map();
    this.#channels = new Map();
    this.#rate = init.maxBytesPerSecond;
    this.#tokens = this.#rate * BURST;
    this.#filledAt = now;
  }

  peer(address: string): PeerHost | undefined {
    return this.#peers.get(address);
  }

  channel(number: number): ServerChannel | undefined {
    return this.#channels.get(number);
  }

  /** Whether packets may pass between the client and this IP address. @hot */
  isPermitted(address: string, now: Instant): boolean {
    const peer = this.#peers.get(address);
    return peer !== undefined && peer.permittedUntil > now;
  }

  /** Whether there is room for permissions for all of these. */
  hasRoomFor(peers: readonly TransportAddress[]): boolean {
    const more = new Set(peers.map(({ address }) => address).filter(address => !this.#peers.has(address)));
    return this.#peers.size + more.size <= MAX_PEERS;
  }

  permit(address: string, until: Instant): PeerHost {
    const known = this.#peers.get(address);
    if (known !== undefined) {
      known.permittedUntil = until;
      return known;
    }
    const peer: PeerHost = { address, permittedUntil: until, channels: new Map() };
    this.#peers.set(address, peer);
    return peer;
  }

  /** Whether RFC 8656 §12.2 lets this number and this peer be bound to each other, and there is room. */
  canBind(number: number, peer: TransportAddress): boolean {
    const byNumber = this.#channels.get(number);
    const byPeer = this.#peers.get(peer.address)?.channels.get(peer.port);
    if (byNumber !== byPeer) return false;
    return byNumber !== undefined || this.#channels.size < MAX_CHANNELS;
  }

  /** After `canBind` and `hasRoomFor`. */
  bind(number: number, peer: TransportAddress, until: Instant, permittedUntil: Instant): void {
    const host = this.permit(peer.address, permittedUntil);
    const known = this.#channels.get(number);
    if (known !== undefined) {
      known.expiresAt = until;
      return;
    }
    const channel: ServerChannel = { number, peer, expiresAt: until };
    this.#channels.set(number, channel);
    host.channels.set(peer.port, channel);
  }

  /** Forgets what ended long ago. */
  sweep(now: Instant): void {
    for (const channel of this.#channels.values()) {
      if (channel.expiresAt + CHANNEL_REST > now) continue;
      this.#channels.delete(channel.number);
      this.#peers.get(channel.peer.address)?.channels.delete(channel.peer.port);
    }
    for (const peer of this.#peers.values()) {
      if (peer.permittedUntil <= now && peer.channels.size === 0) this.#peers.delete(peer.address);
    }
  }

  /** Whether so many bytes may be relayed now, which are then spent. @hot */
  spend(bytes: number, now: Instant): boolean {
    if (this.#rate === Number.POSITIVE_INFINITY) return true;
    this.#tokens = Math.min(this.#rate * BURST, this.#tokens + ((now - this.#filledAt) * this.#rate) / 1000);
    this.#filledAt = now;
    if (this.#tokens < bytes) return false;
    this.#tokens -= bytes;
    return true;
  }
}
