/**
 * `TurnAllocation`: one relayed address on a TURN server, from Allocate to the last Refresh (RFC 8656 §6–§12).
 *
 * The map of this folder: `credentials.ts` answers challenges, `requests.ts` holds what is on its way, `permission.ts`
 * holds permissions and channels with their deadlines, `channel-data.ts` is the fast path, `backlog.ts` keeps a few
 * packets until a permission is there, `redirect.ts` judges ALTERNATE-SERVER. `receive` is given whole messages and
 * `pollTransmit` answers whole messages, so a byte stream needs a splitter in front and nothing here.
 */

import type { TransportAddress } from '../base/address.ts';
import { sameAddress } from '../base/address.ts';
import { unreachable } from '../base/assert.ts';
import { readU16 } from '../base/be.ts';
import { Deadline } from '../base/deadline.ts';
import { Deque } from '../base/deque.ts';
import { DropCounters } from '../base/errors.ts';
import type { Duration, Instant } from '../base/instant.ts';
import type { ReceivedMessage, StunErrorCode } from '../stun/index.ts';
import {
  ALTERNATE_DOMAIN,
  ERROR_CODE,
  readAttribute,
  readMessage,
  unknownAttributes,
  XOR_MAPPED_ADDRESS,
  XOR_RELAYED_ADDRESS,
} from '../stun/index.ts';
import { Backlog } from './backlog.ts';
import { channelPayload, isChannelData, wrapChannelData } from './channel-data.ts';
import { LongTermCredentials } from './credentials.ts';
import type { TurnDrop, TurnEnvironment, TurnEvents, TurnOptions, TurnState } from './events.ts';
import { UNREACHABLE } from './events.ts';
import { readDataIndication, writeSendIndication } from './indication.ts';
import type { Channel, Permission, PermissionState } from './permission.ts';
import { CHANNEL_REFRESH, ChannelTable, PERMISSION_REFRESH, PermissionTable } from './permission.ts';
import type { Purpose } from './purpose.ts';
import { lifetimeOf } from './purpose.ts';
import { redirectTarget } from './redirect.ts';
import type { Request } from './requests.ts';
import { MAX_CHALLENGES, RequestTable } from './requests.ts';

/** A refresh begins this long before the end, which covers a transaction that is given up after 39.5 s. */
const REFRESH_MARGIN: Duration = 60_000;
const MIN_REFRESH_INTERVAL: Duration = 1_000;
/** After a refresh that failed for a passing reason. */
const REFRESH_RETRY: Duration = 5_000;

/** One relayed address on a TURN server, from Allocate to the last Refresh. */
export class TurnAllocation {
  /** What was ignored, by reason. */
  readonly drops: DropCounters<TurnDrop>;
  readonly #options: TurnOptions;
  readonly #events: TurnEvents;
  readonly #env: TurnEnvironment;
  readonly #credentials: LongTermCredentials;
  readonly #requests: RequestTable;
  readonly #permissions: PermissionTable;
  readonly #channels: ChannelTable;
  readonly #backlog: Backlog;
  readonly #outgoing: Deque<Uint8Array>;
  readonly #refresh: Deadline;
  /** Every server so far; the last one is in use. */
  readonly #servers: TransportAddress[];
  #server: TransportAddress;
  #state: TurnState;
  #relayed: TransportAddress | undefined;
  #mapped: TransportAddress | undefined;
  #expiresAt: Instant;
  #lastPeer: TransportAddress | undefined;

  constructor(options: TurnOptions, events: TurnEvents, env: TurnEnvironment) {
    this.drops = new DropCounters();
    this.#options = options;
    this.#events = events;
    this.#env = env;
    this.#credentials = new LongTermCredentials(options.username, options.password, env.crypto);
    this.#requests = new RequestTable(options, this.#credentials, env);
    this.#permissions = new PermissionTable();
    this.#channels = new ChannelTable();
    this.#backlog = new Backlog();
    this.#outgoing = new Deque();
    this.#refresh = new Deadline();
    this.#servers = [options.server];
    this.#server = options.server;
    this.#state = 'new';
    this.#relayed = undefined;
    this.#mapped = undefined;
    this.#expiresAt = 0;
    this.#lastPeer = undefined;
  }

  /** Where it is in its life. */
  get state(): TurnState {
    return this.#state;
  }

  /** Where packets go to and come from; changes only when the server redirects us before it allocates. */
  get server(): TransportAddress {
    return this.#server;
  }

  /** The relayed address; undefined before `allocated`. */
  get relayed(): TransportAddress | undefined {
    return this.#relayed;
  }

  /** Our address as the server sees it. */
  get mapped(): TransportAddress | undefined {
    return this.#mapped;
  }

  /** How far the permission of the peer is; undefined if none was asked for. */
  permission(peer: TransportAddress): PermissionState | undefined {
    return this.#permissions.find(peer.address)?.state;
  }

  /** Whether data for `peer` goes as ChannelData. */
  isBound(peer: TransportAddress): boolean {
    return this.#channels.byPeer(peer)?.bound === true;
  }

  /** Asks the server for a relayed address. Once. */
  allocate(): void {
    if (this.#state !== 'new') return;
    this.#state = 'allocating';
    this.#requests.start({ kind: 'allocate' });
  }

  /** Asks that packets may pass between us and the peer's IP address, and keeps asking; false if there is no room. */
  createPermission(peer: TransportAddress): boolean {
    if (this.#state !== 'allocated') return false;
    const permission = this.#permissions.add(peer);
    if (permission === undefined) return false;
    permission.wanted = true;
    if (permission.state === 'refused') permission.state = 'requested';
    if (permission.state === 'requested') this.#askPermission(permission);
    return true;
  }

  /** Binds a channel to the peer, and keeps it bound; false if there is no room. Data waits for nothing meanwhile. */
  bindChannel(peer: TransportAddress): boolean {
    if (this.#state !== 'allocated') return false;
    const permission = this.#permissions.add(peer);
    const channel = permission === undefined ? undefined : this.#channels.add(peer);
    if (permission === undefined || channel === undefined) return false;
    permission.wanted = true;
    channel.wanted = true;
    if (!channel.bound) this.#askChannel(channel);
    return true;
  }

  /** From now on only these peers' permissions and channels are refreshed; the others lapse in their time. */
  retainOnly(peers: readonly TransportAddress[]): void {
    this.#permissions.forEach(permission => {
      permission.wanted = peers.some(peer => peer.address === permission.address);
    });
    this.#channels.forEach(channel => {
      channel.wanted = peers.some(peer => sameAddress(peer, channel.peer));
    });
  }

  /**
   * Data for a peer: the packet to send to `server` now. Undefined if there is none: the data waits for the permission,
   * which is asked for if nobody has, or was dropped and counted. @hot
   */
  send(peer: TransportAddress, data: Uint8Array): Uint8Array | undefined {
    if (this.#state !== 'allocated') {
      this.drops.drop('no-permission');
      return undefined;
    }
    const channel = this.#channels.byPeer(peer);
    if (channel !== undefined && channel.bound) return wrapChannelData(channel.number, data);
    const permission = this.#permissions.find(peer.address);
    if (permission?.state === 'granted') {
      return writeSendIndication(peer, data, this.#env.random.bytes(12), this.#env.crypto);
    }
    if (permission?.state === 'refused' || !this.createPermission(peer)) {
      this.drops.drop('no-permission');
    } else if (!this.#backlog.push(peer, data)) {
      this.drops.drop('backlog-full');
    }
    return undefined;
  }

  /** Gives the relayed address back. `closed` follows, at once or in 2.5 s at most. */
  close(): void {
    switch (this.#state) {
      case 'allocating':
      case 'allocated': {
        // An authenticated Allocate may have been granted although we do not know it yet.
        const mayExist = this.#state === 'allocated' || this.#credentials.challenged;
        this.#stop();
        this.#state = 'closing';
        if (mayExist) this.#requests.start({ kind: 'release' });
        else this.#closed();
        return;
      }
      case 'new':
      case 'failed':
        this.#stop();
        this.#closed();
        return;
      case 'closing':
      case 'closed':
        return;
      default:
        unreachable(this.#state);
    }
  }

  /** A packet that came on our socket: whether it was from the server, and so is settled. @hot */
  receive(packet: Uint8Array, from: TransportAddress, now: Instant): boolean {
    if (from !== this.#server) {
      if (!sameAddress(from, this.#server)) return false;
      // The network hands on the same object each time: next time the identity is enough.
      this.#server = from;
    }
    if (((packet[0] as number) & 0xf0) === 0x40) {
      const channel = isChannelData(packet) ? this.#channels.byNumber(readU16(packet, 0)) : undefined;
      if (channel === undefined || this.#state !== 'allocated') this.drops.drop('unknown-channel');
      else this.#events.data(channel.peer, channelPayload(packet), now);
      return true;
    }
    const message = readMessage(packet);
    if (message === undefined) {
      this.drops.drop('malformed');
    } else if (message.class === 'success' || message.class === 'error') {
      this.#response(packet, message, now);
    } else if (message.class === 'indication') {
      this.#dataIndication(message, now);
    } else {
      this.drops.drop('unexpected-message');
    }
    return true;
  }

  /** The next packet for `server`. */
  pollTransmit(now: Instant): Uint8Array | undefined {
    return this.#requests.pollTransmit(now) ?? this.#outgoing.shift();
  }

  /** When `handleTimeout` is wanted. */
  nextTimeout(): Instant {
    return Math.min(
      this.#refresh.at,
      this.#requests.nextTimeout(),
      this.#permissions.nextTimeout(),
      this.#channels.nextTimeout(),
    );
  }

  /** The time has come: requests go out again, refreshes begin. */
  handleTimeout(now: Instant): void {
    for (const request of this.#requests.handleTimeout(now)) {
      const { code, reason } = request.suspect ?? { code: UNREACHABLE, reason: 'The TURN server did not answer' };
      this.#requestFailed(request, code, reason, undefined, now);
    }
    if (this.#refresh.take(now)) this.#requests.start({ kind: 'refresh' });
    this.#channels.forEach(channel => {
      if (!channel.refresh.take(now)) return;
      if (channel.wanted) this.#askChannel(channel);
      else channel.bound = false;
    });
    this.#permissions.forEach(permission => {
      if (!permission.refresh.take(now)) return;
      if (permission.wanted) return this.#askPermission(permission);
      // RFC 8656 §12.7: without a permission nothing comes by a channel either. The next data asks for one.
      this.#permissions.remove(permission);
      this.#channels.unbind(permission.address);
    });
    this.#requests.startWaiting();
  }

  // ── Requests ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #askPermission(permission: Permission): void {
    if (permission.asked) return;
    permission.asked = true;
    this.#requests.start({ kind: 'permission', permission });
  }

  #askChannel(channel: Channel): void {
    if (channel.asked) return;
    channel.asked = true;
    this.#requests.start({ kind: 'channel', channel });
  }

  #response(packet: Uint8Array, message: ReceivedMessage, now: Instant): void {
    const request = this.#requests.match(message);
    if (request === undefined) return this.drops.drop('unmatched-response');
    const error = message.class === 'error' ? readAttribute(message, ERROR_CODE) : undefined;
    if (message.class === 'error' && error === undefined) return this.drops.drop('malformed');
    const isChallenge = error?.code === 401 || error?.code === 438;
    if (request.authenticated && !isChallenge && !this.#credentials.verify(packet, message)) {
      // RFC 8489 §9.2.5: not authentic, "then the response MUST be discarded, as if it had never been received"
      request.suspect = error ?? request.suspect;
      this.drops.drop('unauthenticated-response');
      return;
    }
    this.#requests.complete(request, now);
    if (isChallenge) this.#challenged(request, message, error as StunErrorCode, now);
    else if (error !== undefined) this.#requestFailed(request, error.code, error.reason, message, now);
    else if (unknownAttributes(message).length > 0) {
      // RFC 8489 §6.3.3: unknown comprehension-required attributes, "the transaction is considered to have failed"
      this.#requestFailed(request, UNREACHABLE, 'The response has unknown attributes', undefined, now);
    } else this.#succeeded(request.purpose, message, now);
    this.#requests.startWaiting();
  }

  /** 401 and 438: the same again with what the server told us, unless that can be of no use. */
  #challenged(request: Request, message: ReceivedMessage, error: StunErrorCode, now: Instant): void {
    // RFC 8489 §9.2.5: after a 401 "the client MUST NOT perform this retry if it is not changing" user name or password
    const refused = error.code === 401 && request.authenticated;
    const problem =
      refused || request.challenges >= MAX_CHALLENGES ? error.reason : this.#credentials.challenge(message);
    if (problem === undefined) this.#requests.start(request.purpose, request.challenges + 1);
    else this.#requestFailed(request, error.code, problem, undefined, now);
  }

  #succeeded(purpose: Purpose, message: ReceivedMessage, now: Instant): void {
    switch (purpose.kind) {
      case 'allocate':
        this.#allocated(message, now);
        return;
      case 'refresh': {
        const lifetime = lifetimeOf(message);
        if (lifetime === 0) this.#fail(437, 'The TURN server ended the allocation');
        else this.#scheduleRefresh(lifetime, now);
        return;
      }
      case 'release':
        this.#released();
        return;
      case 'permission':
        purpose.permission.asked = false;
        this.#granted(purpose.permission, now);
        return;
      case 'channel':
        purpose.channel.asked = false;
        purpose.channel.bound = true;
        purpose.channel.refresh.start(now, CHANNEL_REFRESH);
        this.#channelPermission(purpose.channel, now);
        return;
      default:
        unreachable(purpose);
    }
  }

  #requestFailed(
    request: Request,
    code: number,
    reason: string,
    message: ReceivedMessage | undefined,
    now: Instant,
  ): void {
    const { purpose } = request;
    if (purpose.kind === 'release') return this.#released();
    // A server that no longer knows the allocation, or us, will not carry anything either.
    if (this.#state === 'allocated' && (code === 437 || code === 401 || code === 438 || code === 441)) {
      this.#fail(code, reason);
      return;
    }
    switch (purpose.kind) {
      case 'allocate':
        if (code !== 300 || message === undefined || !this.#redirected(message)) this.#fail(code, reason);
        return;
      case 'refresh':
        if (now + REFRESH_RETRY >= this.#expiresAt) this.#fail(code, reason);
        else this.#refresh.start(now, REFRESH_RETRY);
        return;
      case 'permission': {
        const { permission } = purpose;
        permission.asked = false;
        // Unanswered, what was granted lasts for a while yet, and what was not may be asked for again.
        if (code !== UNREACHABLE || permission.state !== 'granted') this.#refused(permission, code, reason);
        else permission.refresh.start(now, REFRESH_RETRY);
        if (code === UNREACHABLE && permission.state === 'refused') this.#permissions.remove(permission);
        return;
      }
      case 'channel':
        // Send indications still work, or the permission says why not. `bindChannel` tries again.
        purpose.channel.asked = false;
        if (code === UNREACHABLE && purpose.channel.bound) purpose.channel.refresh.start(now, REFRESH_RETRY);
        else purpose.channel.bound = false;
        return;
      default:
        unreachable(purpose);
    }
  }

  // ── The allocation ────────────────────────────────────────────────────────────────────────────────────────────────

  #allocated(message: ReceivedMessage, now: Instant): void {
    const relayed = readAttribute(message, XOR_RELAYED_ADDRESS);
    const mapped = readAttribute(message, XOR_MAPPED_ADDRESS);
    const lifetime = lifetimeOf(message);
    if (relayed === undefined || mapped === undefined || relayed.port === 0 || lifetime === 0) {
      this.#fail(UNREACHABLE, 'The Allocate response is incomplete');
      return;
    }
    if (relayed.family !== this.#options.requestedFamily) {
      // RFC 8656 §7.3: a family that we are not prepared for: "the client MUST delete the allocation"; `closed` follows.
      this.#fail(440, 'The relayed address is of another family than was asked for', 'closing');
      return;
    }
    this.#state = 'allocated';
    this.#relayed = relayed;
    this.#mapped = mapped;
    this.#scheduleRefresh(lifetime, now);
    this.#events.allocated(relayed, mapped, lifetime, now);
  }

  #scheduleRefresh(lifetime: Duration, now: Instant): void {
    this.#expiresAt = now + lifetime;
    const early = lifetime > 2 * REFRESH_MARGIN ? lifetime - REFRESH_MARGIN : lifetime / 2;
    this.#refresh.start(now, Math.max(early, MIN_REFRESH_INTERVAL));
  }

  #redirected(message: ReceivedMessage): boolean {
    const target = redirectTarget(message, this.#servers);
    if (target === undefined) return false;
    this.#servers.push(target);
    this.#server = target;
    this.#credentials.reset();
    this.#requests.start({ kind: 'allocate' });
    this.#events.redirected?.(target, readAttribute(message, ALTERNATE_DOMAIN));
    return true;
  }

  #fail(code: number, reason: string, state: 'failed' | 'closing' = 'failed'): void {
    this.#stop();
    this.#state = state;
    if (state === 'closing') this.#requests.start({ kind: 'release' });
    if (this.#env.log.enabled('info')) this.#env.log.log('info', 'turn', `failed: ${code} ${reason}`);
    this.#events.failed(code, reason);
  }

  #released(): void {
    if (this.#state === 'closing') this.#closed();
  }

  #closed(): void {
    this.#state = 'closed';
    this.#events.closed();
  }

  #stop(): void {
    this.#refresh.stop();
    this.#requests.clear();
    this.#permissions.clear();
    this.#channels.clear();
    this.#backlog.clear();
    this.#outgoing.clear();
  }

  // ── Permissions and data ──────────────────────────────────────────────────────────────────────────────────────────

  #granted(permission: Permission, now: Instant): void {
    const isNew = permission.state !== 'granted';
    permission.state = 'granted';
    permission.refresh.start(now, PERMISSION_REFRESH);
    for (const { peer, data } of this.#backlog.take(permission.address)) {
      const packet = this.send(peer, data);
      if (packet !== undefined) this.#outgoing.push(packet);
    }
    if (isNew) this.#events.permitted(permission.address, now);
  }

  /** RFC 8656 §12.2: a ChannelBind "also creates or refreshes a permission" for the peer's address. */
  #channelPermission(channel: Channel, now: Instant): void {
    const permission = this.#permissions.add(channel.peer);
    if (permission !== undefined) this.#granted(permission, now);
  }

  #refused(permission: Permission, code: number, reason: string): void {
    permission.state = 'refused';
    permission.refresh.stop();
    this.#backlog.take(permission.address);
    this.#channels.unbind(permission.address);
    this.#events.refused(permission.address, code, reason);
  }

  #dataIndication(message: ReceivedMessage, now: Instant): void {
    const indication = readDataIndication(message);
    if (indication === undefined) return this.drops.drop('malformed');
    const { peer, data } = indication;
    // RFC 8656 §11.4: an address "with which the client believes there is an active permission"
    if (this.#state !== 'allocated' || this.#permissions.find(peer.address)?.state !== 'granted') {
      this.drops.drop('no-permission');
      return;
    }
    if (this.#lastPeer === undefined || !sameAddress(peer, this.#lastPeer)) {
      this.#lastPeer = this.#channels.byPeer(peer)?.peer ?? peer;
    }
    this.#events.data(this.#lastPeer, data, now);
  }
}
