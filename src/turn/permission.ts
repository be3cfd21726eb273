/** Permissions and channel bindings of one allocation, with their refresh deadlines (RFC 8656 §9, §12). */

import type { TransportAddress } from '../base/address.ts';
import { formatTransportAddress, sameAddress } from '../base/address.ts';
import { Deadline } from '../base/deadline.ts';
import type { Duration, Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import { FIRST_CHANNEL, LAST_CHANNEL } from './channel-data.ts';

/** RFC 8656 §9: "The Permission Lifetime MUST be 300 seconds"; refreshed a minute earlier. */
export const PERMISSION_REFRESH: Duration = 240_000;
/** RFC 8656 §12: "Channel bindings last for 10 minutes unless refreshed"; refreshed two minutes earlier. */
export const CHANNEL_REFRESH: Duration = 480_000;
/** A peer can name as many candidates as it likes: addresses beyond this many get no permission. */
export const MAX_PERMISSIONS = 256;
/** Peers beyond this many are reached by Send indications. */
export const MAX_CHANNELS = 256;

/** How far a permission is. */
export type PermissionState = 'requested' | 'granted' | 'refused';

/** A permission is for an IP address, whatever the port. */
export interface Permission {
  readonly address: string;
  /** The address in a form that XOR-PEER-ADDRESS takes. */
  readonly peer: TransportAddress;
  state: PermissionState;
  /** A CreatePermission is on its way. */
  asked: boolean;
  /** Whether it is refreshed when the time comes, or let go. */
  wanted: boolean;
  readonly refresh: Deadline;
}

export interface Channel {
  readonly number: number;
  readonly peer: TransportAddress;
  /** Data may be sent on it. It may come on it as soon as it was asked for. */
  bound: boolean;
  /** A ChannelBind is on its way. */
  asked: boolean;
  wanted: boolean;
  readonly refresh: Deadline;
}

export class PermissionTable {
  readonly #permissions: Map<string, Permission>;

  constructor() {
    this.#permissions = new Map();
  }

  get size(): number {
    return this.#permissions.size;
  }

  find(address: string): Permission | undefined {
    return this.#permissions.get(address);
  }

  /** The permission for the address of `peer`, new and `requested` if there was none; undefined if there are too many. */
  add(peer: TransportAddress): Permission | undefined {
    const known = this.#permissions.get(peer.address);
    if (known !== undefined) return known;
    if (this.#permissions.size >= MAX_PERMISSIONS && !this.#evict()) return undefined;
    const permission: Permission = {
      address: peer.address,
      peer,
      state: 'requested',
      asked: false,
      wanted: true,
      refresh: new Deadline(),
    };
    this.#permissions.set(peer.address, permission);
    return permission;
  }

  nextTimeout(): Instant {
    let at = NEVER;
    for (const { refresh } of this.#permissions.values()) if (refresh.at < at) at = refresh.at;
    return at;
  }

  forEach(visit: (permission: Permission) => void): void {
    this.#permissions.forEach(visit);
  }

  remove(permission: Permission): void {
    this.#permissions.delete(permission.address);
  }

  clear(): void {
    this.#permissions.clear();
  }

  /** Makes room by forgetting one that is no longer of use. */
  #evict(): boolean {
    for (const permission of this.#permissions.values()) {
      if (permission.asked || (permission.state !== 'refused' && permission.wanted)) continue;
      this.#permissions.delete(permission.address);
      return true;
    }
    return false;
  }
}

export class ChannelTable {
  /** By channel number less the first one. Numbers are never given to another peer, so no entry is ever removed. */
  readonly #channels: Channel[];
  readonly #byPeer: Map<string, Channel>;
  /** Sending asks for the same peer again and again: remember the answer. */
  #lastPeer: TransportAddress | undefined;
  #last: Channel | undefined;

  constructor() {
    this.#channels = [];
    this.#byPeer = new Map();
    this.#lastPeer = undefined;
    this.#last = undefined;
  }

  /** @hot */
  byNumber(number: number): Channel | undefined {
    return this.#channels[number - FIRST_CHANNEL];
  }

  /** @hot */
  byPeer(peer: TransportAddress): Channel | undefined {
    if (this.#lastPeer !== undefined && sameAddress(peer, this.#lastPeer)) return this.#last;
    this.#lastPeer = peer;
    this.#last = this.#byPeer.get(formatTransportAddress(peer));
    return this.#last;
  }

  /** The channel of `peer`, new and unbound if there was none; undefined if there are too many. */
  add(peer: TransportAddress): Channel | undefined {
    const known = this.byPeer(peer);
    if (known !== undefined) return known;
    // RFC 8656 §12: a number must not go to another peer until five minutes after its binding expired; ours never do.
    const number = FIRST_CHANNEL + this.#channels.length;
    if (this.#channels.length >= MAX_CHANNELS || number > LAST_CHANNEL) return undefined;
    const channel: Channel = { number, peer, bound: false, asked: false, wanted: true, refresh: new Deadline() };
    this.#channels.push(channel);
    this.#byPeer.set(formatTransportAddress(peer), channel);
    this.#lastPeer = undefined;
    return channel;
  }

  forEach(visit: (channel: Channel) => void): void {
    this.#channels.forEach(visit);
  }

  /** Nothing is sent on channels to this IP address until they are bound again. */
  unbind(address: string): void {
    for (const channel of this.#channels) {
      if (channel.peer.address !== address) continue;
      channel.bound = false;
      channel.refresh.stop();
    }
  }

  nextTimeout(): Instant {
    let at = NEVER;
    for (const { refresh } of this.#channels) if (refresh.at < at) at = refresh.at;
    return at;
  }

  clear(): void {
    this.#channels.length = 0;
    this.#byPeer.clear();
    this.#lastPeer = undefined;
    this.#last = undefined;
  }
}
