/**
 * `TurnServer`: a STUN and TURN server as a machine (RFC 8489, RFC 8656, RFC 5780): told the time, fed packets of
 * clients and of peers, asked for packets.
 *
 * The map of this folder: `authenticator.ts` (with `nonce.ts`, `credentials.ts`) says who asks, `requests.ts` grants,
 * `allocation.ts` is what was granted, `peer-policy.ts` says whom it may reach, `source-limit.ts` keeps strangers short,
 * `binding.ts` is the STUN server, `host.ts` gives all of it sockets.
 */

import type { TransportAddress } from '../base/address.ts';
import { readU16 } from '../base/be.ts';
import { Deadline } from '../base/deadline.ts';
import { Deque } from '../base/deque.ts';
import { DropCounters } from '../base/errors.ts';
import type { Duration, Instant } from '../base/instant.ts';
import { redact } from '../base/log.ts';
import type { ReceivedMessage } from '../stun/index.ts';
import {
  DATA,
  DONT_FRAGMENT,
  hasAttribute,
  isStunMessage,
  METHOD,
  readAttribute,
  readMessage,
  unknownAttributes,
  writeAttribute,
  writeMessage,
  XOR_PEER_ADDRESS,
} from '../stun/index.ts';
import { channelPayload, isChannelData, wrapChannelData } from '../turn/index.ts';
import type { ServerAllocation } from './allocation.ts';
import { AllocationTable } from './allocation-table.ts';
import { Authenticator } from './authenticator.ts';
import { answerBinding } from './binding.ts';
import { Exchange } from './exchange.ts';
import type {
  Access,
  Outgoing,
  Relay,
  RelayPorts,
  TurnServerDrop,
  TurnServerEnvironment,
  TurnServerOptions,
} from './options.ts';
import { PeerPolicy } from './peer-policy.ts';
import { RequestHandler } from './requests.ts';
import { SourceLimit } from './source-limit.ts';

/** How long an allocation may outlive its lifetime; it carries nothing meanwhile. */
const SWEEP_INTERVAL: Duration = 1_000;
const UNAUTHENTICATED_RATE = 100;

export class TurnServer {
  readonly drops: DropCounters<TurnServerDrop>;
  /** Application data, both ways. */
  relayedPackets: number;
  relayedBytes: number;
  readonly #env: TurnServerEnvironment;
  readonly #ports: RelayPorts;
  readonly #authenticator: Authenticator;
  readonly #limit: SourceLimit;
  readonly #policy: PeerPolicy;
  readonly #table: AllocationTable;
  readonly #requests: RequestHandler;
  readonly #outgoing: Deque<Outgoing>;
  readonly #sweep: Deadline;

  /** Throws a `TypeError` if the options name networks that are none. */
  constructor(options: TurnServerOptions, env: TurnServerEnvironment, ports: RelayPorts) {
    this.drops = new DropCounters();
    this.relayedPackets = 0;
    this.relayedBytes = 0;
    this.#env = env;
    this.#ports = ports;
    this.#authenticator = new Authenticator(options, env);
    this.#limit = new SourceLimit(options.unauthenticatedRate ?? UNAUTHENTICATED_RATE, env.random);
    this.#policy = new PeerPolicy(options.allowPeers, options.denyPeers);
    this.#table = new AllocationTable();
    this.#requests = new RequestHandler(options, this.#table, this.#policy, ports);
    this.#outgoing = new Deque();
    this.#sweep = new Deadline();
  }

  get allocationCount(): number {
    return this.#table.size;
  }

  hasAllocation(access: Access, client: TransportAddress): boolean {
    return this.#table.byClient(access, client) !== undefined;
  }

  /** A whole message of a client: a datagram, or a piece of a stream. @hot */
  receive(packet: Uint8Array, access: Access, from: TransportAddress, now: Instant): void {
    if (((packet[0] as number) & 0xc0) === 0x40) {
      this.#channelData(packet, access, from, now);
      return;
    }
    const message = isStunMessage(packet) ? readMessage(packet) : undefined;
    if (message === undefined) this.drops.drop('malformed');
    else if (message.class === 'request') this.#request(packet, message, access, from, now);
    else if (message.class === 'indication') this.#indication(message, access, from, now);
    else this.drops.drop('unexpected-message');
  }

  /** A datagram that came to a relay. @hot */
  relayed(relay: Relay, data: Uint8Array, from: TransportAddress, now: Instant): void {
    const allocation = this.#table.byRelay(relay);
    if (allocation === undefined) this.drops.drop('no-allocation');
    else this.#toClient(allocation, data, from, now);
  }

  /** The socket that `RelayPorts.open` answered is bound; peers reach it at `relayed`. */
  relayOpened(relay: Relay, relayed: TransportAddress, now: Instant): void {
    this.#requests.relayOpened(relay, relayed, now);
    if (!this.#sweep.running && this.#table.size > 0) this.#sweep.start(now, SWEEP_INTERVAL);
  }

  /** It could not be opened, or broke later; it is closed. */
  relayFailed(relay: Relay): void {
    this.#requests.relayFailed(relay);
  }

  /** A client's connection over TCP or TLS is gone, and its allocation with it. */
  disconnected(access: Access, client: TransportAddress): void {
    const allocation = this.#table.byClient(access, client);
    if (allocation !== undefined) this.#requests.end(allocation);
  }

  /** Ends every allocation. */
  close(): void {
    for (const allocation of [...this.#table.all()]) this.#requests.end(allocation);
    this.#sweep.stop();
  }

  pollTransmit(): Outgoing | undefined {
    return this.#outgoing.shift();
  }

  nextTimeout(): Instant {
    return this.#sweep.at;
  }

  handleTimeout(now: Instant): void {
    if (!this.#sweep.take(now)) return;
    for (const allocation of [...this.#table.all()]) {
      if (allocation.expiresAt <= now) {
        this.#log(() => `allocation of ${redact(allocation.username)} ended`);
        this.#requests.end(allocation);
      } else allocation.sweep(now);
    }
    if (this.#table.size > 0) this.#sweep.start(now, SWEEP_INTERVAL);
  }

  // ── Requests ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #request(packet: Uint8Array, message: ReceivedMessage, access: Access, from: TransportAddress, now: Instant): void {
    const exchange = new Exchange(message, { access, from }, now, this.#env.crypto, response =>
      this.#outgoing.push(response),
    );
    if (message.method === METHOD.binding) {
      if (this.#answersStranger(access, from, now)) answerBinding(exchange);
      return;
    }
    const client = this.#authenticator.authenticate(packet, message, from, now);
    if ('code' in client) {
      if (!this.#answersStranger(access, from, now)) return;
      const { code, challenge } = client;
      this.#log(() => `${code} to ${redact(from.address)}`);
      exchange.fail(code, challenge ? this.#authenticator.challenge(from, message.transactionId, now) : []);
      return;
    }
    exchange.protection = client.protection;
    this.#requests.handle(exchange, client);
  }

  /** Over UDP the source may be forged: whoever owns the address gets no more than this. */
  #answersStranger(access: Access, from: TransportAddress, now: Instant): boolean {
    if (access.transport !== 'udp' || this.#limit.take(from.address, now)) return true;
    this.drops.drop('rate-limited');
    return false;
  }

  // ── Data ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  #indication(message: ReceivedMessage, access: Access, from: TransportAddress, now: Instant): void {
    // RFC 8489 §12: a Binding indication keeps a NAT's mapping alive, and is answered nothing.
    if (message.method === METHOD.binding) return;
    const peer = readAttribute(message, XOR_PEER_ADDRESS);
    const data = readAttribute(message, DATA);
    const unknown = unknownAttributes(message).length > 0 || hasAttribute(message, DONT_FRAGMENT);
    if (message.method !== METHOD.send || peer === undefined || data === undefined || unknown) {
      this.drops.drop('unexpected-message');
      return;
    }
    const allocation = this.#allocation(access, from, now);
    if (allocation === undefined) return;
    if (allocation.isPermitted(peer.address, now)) this.#toPeer(allocation, peer, data, now);
    else this.drops.drop('no-permission');
  }

  /** @hot */
  #channelData(packet: Uint8Array, access: Access, from: TransportAddress, now: Instant): void {
    const allocation = this.#allocation(access, from, now);
    if (allocation === undefined) return;
    const channel = isChannelData(packet) ? allocation.channel(readU16(packet, 0)) : undefined;
    if (channel === undefined || channel.expiresAt <= now) this.drops.drop('unknown-channel');
    else this.#toPeer(allocation, channel.peer, channelPayload(packet), now);
  }

  #allocation(access: Access, from: TransportAddress, now: Instant): ServerAllocation | undefined {
    const allocation = this.#table.byClient(access, from);
    if (allocation !== undefined && allocation.expiresAt > now && allocation.relayed !== undefined) return allocation;
    this.drops.drop('no-allocation');
    return undefined;
  }

  /** @hot */
  #toPeer(allocation: ServerAllocation, peer: TransportAddress, data: Uint8Array, now: Instant): void {
    if (!allocation.spend(data.length, now)) {
      this.drops.drop('over-bandwidth');
      return;
    }
    const neighbour = this.#ports.isOwn(peer.address) ? this.#table.byRelayed(peer) : undefined;
    if (neighbour !== undefined) {
      // The packet would only come back to us, and through a NAT not even that.
      this.#toClient(neighbour, data, allocation.relayed as TransportAddress, now);
    } else if (this.#mayReach(peer)) {
      this.#count(data);
      this.#outgoing.push({ kind: 'peer', relay: allocation.relay, to: peer, bytes: data });
    } else this.drops.drop('forbidden-peer');
  }

  /** At our own address there are relays, and whatever else this machine serves: that only if the operator named it. */
  #mayReach(peer: TransportAddress): boolean {
    if (this.#ports.listens(peer) || peer.port === 0) return false;
    return !this.#ports.isOwn(peer.address) || this.#policy.isNamed(peer.address);
  }

  /** @hot */
  #toClient(allocation: ServerAllocation, data: Uint8Array, from: TransportAddress, now: Instant): void {
    const peer = allocation.peer(from.address);
    if (peer === undefined || peer.permittedUntil <= now || allocation.expiresAt <= now) {
      this.drops.drop('no-permission');
      return;
    }
    if (!allocation.spend(data.length, now)) {
      this.drops.drop('over-bandwidth');
      return;
    }
    this.#count(data);
    const channel = peer.channels.get(from.port);
    const bytes =
      channel !== undefined && channel.expiresAt > now
        ? wrapChannelData(channel.number, data)
        : this.#dataIndication(from, data);
    this.#outgoing.push({ kind: 'client', access: allocation.access, to: allocation.client, bytes });
  }

  #dataIndication(from: TransportAddress, data: Uint8Array): Uint8Array {
    const transactionId = this.#env.random.bytes(12);
    const attributes = [
      writeAttribute(XOR_PEER_ADDRESS, from, transactionId),
      writeAttribute(DATA, data, transactionId),
    ];
    return writeMessage({ class: 'indication', method: METHOD.data, transactionId, attributes }, {}, this.#env.crypto);
  }

  #count(data: Uint8Array): void {
    this.relayedPackets++;
    this.relayedBytes += data.length;
  }

  #log(text: () => string): void {
    if (this.#env.log.enabled('debug')) this.#env.log.log('debug', 'turn-server', text());
  }
}
