/**
 * A small STUN and TURN server inside the world, told the time like any machine (RFC 8489, RFC 8656 over UDP).
 *
 * It is a server to test clients against: strict about what it checks, bounded by what a scenario opens, and it can be
 * told to be unkind (stale nonces, refusals, redirects). Its host gives it a way to send and a way to open relay ports.
 */

import type { AddressFamily, TransportAddress } from '../../src/base/address.ts';
import { formatTransportAddress } from '../../src/base/address.ts';
import { readU16 } from '../../src/base/be.ts';
import type { Duration, Instant } from '../../src/base/instant.ts';
import { NEVER } from '../../src/base/instant.ts';
import type { Random } from '../../src/base/random.ts';
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import type { Protection, ReceivedMessage, StunAttribute } from '../../src/stun/index.ts';
import {
  ALTERNATE_SERVER,
  CHANNEL_NUMBER,
  DATA,
  ERROR_CODE,
  hasAttribute,
  isStunMessage,
  LIFETIME,
  longTermKey,
  METHOD,
  NONCE,
  PASSWORD_ALGORITHM,
  PASSWORD_ALGORITHM_MD5,
  PASSWORD_ALGORITHM_SHA256,
  PASSWORD_ALGORITHMS,
  REALM,
  REQUESTED_ADDRESS_FAMILY,
  REQUESTED_TRANSPORT,
  readAttribute,
  readAttributes,
  readMessage,
  transactionKey,
  UNKNOWN_ATTRIBUTES,
  USERHASH,
  USERNAME,
  unknownAttributes,
  userHash,
  verifyIntegrity,
  writeAttribute,
  writeMessage,
  XOR_MAPPED_ADDRESS,
  XOR_PEER_ADDRESS,
  XOR_RELAYED_ADDRESS,
} from '../../src/stun/index.ts';
import { channelPayload, FIRST_CHANNEL, isChannelData, LAST_CHANNEL, wrapChannelData } from '../../src/turn/index.ts';

/** A port of the server's host that an allocation relays through. */
export interface RelayPort {
  readonly local: TransportAddress;
  send(bytes: Uint8Array, to: TransportAddress): void;
  close(): void;
  /** The server sets it; the host calls it for each datagram that comes to `local`. */
  onDatagram: ((bytes: Uint8Array, from: TransportAddress, now: Instant) => void) | undefined;
}

/** What the server asks of its host. */
export interface ServerPort {
  /** From the address that clients send to. */
  send(bytes: Uint8Array, to: TransportAddress): void;
  /** Undefined if there is no address of that family. */
  openRelay(family: AddressFamily): RelayPort | undefined;
}

export interface StunTurnOptions {
  readonly crypto: CryptoProvider;
  readonly random: Random;
  readonly realm?: string;
  /** Passwords by user name. */
  readonly users?: ReadonlyMap<string, string>;
  /** 10 minutes by default, and at least what an Allocate is given. */
  readonly lifetime?: Duration;
  readonly permissionLifetime?: Duration;
  readonly channelLifetime?: Duration;
  /** After that a nonce is stale; 10 minutes by default. */
  readonly nonceLifetime?: Duration;
  /** More allocations are answered 486. */
  readonly maxAllocations?: number;
  /** Offers SHA-256 and user name anonymity (RFC 8489 §9.2). */
  readonly modern?: boolean;
  /** Relays are of this family, whatever is asked for. */
  readonly relayFamily?: AddressFamily;
  /** Every Allocate is answered 300 with this server. */
  readonly redirectTo?: TransportAddress;
  /** Peers that permissions are refused for with 403. */
  readonly forbids?: (address: string) => boolean;
}

interface Allocation {
  readonly client: TransportAddress;
  readonly relay: RelayPort;
  readonly username: string;
  /** The Allocate that made it: a retransmission is answered alike. */
  readonly transaction: string;
  expiresAt: Instant;
  /** Expiry by IP address. */
  readonly permissions: Map<string, Instant>;
  readonly channels: Map<number, Binding>;
}

interface Binding {
  readonly peer: TransportAddress;
  expiresAt: Instant;
}

/** Whom a request is from, and how its response is protected. */
interface Client {
  readonly username: string;
  readonly protection: Protection;
}

interface Nonce {
  readonly value: string;
  readonly expiresAt: Instant;
}

export class StunTurnServer {
  /** Requests by method name, responses by error code: what a test can look at. */
  readonly counts: Map<string, number>;
  readonly #options: StunTurnOptions;
  readonly #port: ServerPort;
  readonly #realm: string;
  readonly #allocations: Map<string, Allocation>;
  readonly #nonces: Map<string, Nonce>;

  constructor(options: StunTurnOptions, port: ServerPort) {
    this.counts = new Map();
    this.#options = options;
    this.#port = port;
    this.#realm = options.realm ?? 'example.org';
    this.#allocations = new Map();
    this.#nonces = new Map();
  }

  get allocationCount(): number {
    return this.#allocations.size;
  }

  /** Makes every nonce stale at once. */
  expireNonces(): void {
    this.#nonces.clear();
  }

  /** Forgets everything, as a server that was started anew. */
  restart(): void {
    for (const allocation of this.#allocations.values()) allocation.relay.close();
    this.#allocations.clear();
    this.#nonces.clear();
  }

  nextTimeout(): Instant {
    let at = NEVER;
    for (const { expiresAt } of this.#allocations.values()) at = Math.min(at, expiresAt);
    return at;
  }

  handleTimeout(now: Instant): void {
    for (const allocation of this.#allocations.values()) if (allocation.expiresAt <= now) this.#delete(allocation);
  }

  receive(bytes: Uint8Array, from: TransportAddress, now: Instant): void {
    this.handleTimeout(now);
    if (!isStunMessage(bytes)) {
      this.#channelData(bytes, from, now);
      return;
    }
    const message = readMessage(bytes);
    if (message === undefined) return;
    if (message.class === 'indication') this.#sendIndication(message, from, now);
    if (message.class === 'request') this.#request(bytes, message, from, now);
  }

  // ── Requests ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #request(bytes: Uint8Array, message: ReceivedMessage, from: TransportAddress, now: Instant): void {
    const method = METHOD_NAMES.get(message.method);
    if (method === undefined) return;
    this.#count(method);
    if (method === 'binding') {
      this.#succeed(message, from, {}, [writeAttribute(XOR_MAPPED_ADDRESS, from, message.transactionId)]);
      return;
    }
    const client = this.#authenticate(bytes, message, from, now);
    if (client === undefined) return;
    const unknown = unknownAttributes(message);
    if (unknown.length > 0) {
      const list = writeAttribute(UNKNOWN_ATTRIBUTES, unknown, message.transactionId);
      this.#fail(message, from, 420, 'Unknown Attribute', client.protection, [list]);
      return;
    }
    if (method === 'allocate') {
      this.#allocate(message, from, client, now);
      return;
    }
    const allocation = this.#allocations.get(formatTransportAddress(from));
    if (allocation === undefined) this.#fail(message, from, 437, 'Allocation Mismatch', client.protection);
    else if (allocation.username !== client.username)
      this.#fail(message, from, 441, 'Wrong Credentials', client.protection);
    else if (method === 'refresh') this.#refresh(message, allocation, client, now);
    else if (method === 'createPermission') this.#createPermission(message, allocation, client, now);
    else if (method === 'channelBind') this.#channelBind(message, allocation, client, now);
  }

  /** RFC 8489 §9.2.4: who it is; undefined if the request was answered with an error. */
  #authenticate(bytes: Uint8Array, message: ReceivedMessage, from: TransportAddress, now: Instant): Client | undefined {
    if (message.integrityAt < 0 && message.integritySha256At < 0) {
      this.#challenge(message, from, 401, 'Unauthenticated', now);
      return undefined;
    }
    const realm = readAttribute(message, REALM);
    const nonce = readAttribute(message, NONCE);
    const name = readAttribute(message, USERNAME);
    const hash = readAttribute(message, USERHASH);
    if (realm === undefined || nonce === undefined || (name === undefined && hash === undefined)) {
      this.#fail(message, from, 400, 'Bad Request', {});
      return undefined;
    }
    const { crypto } = this.#options;
    const username = name ?? this.#userOf(hash as Uint8Array);
    const password = username === undefined ? undefined : this.#options.users?.get(username);
    const chosen = readAttribute(message, PASSWORD_ALGORITHM);
    const bidDown =
      this.#options.modern === true && (chosen === undefined || !hasAttribute(message, PASSWORD_ALGORITHMS));
    if (username === undefined || password === undefined || realm !== this.#realm || bidDown) {
      this.#challenge(message, from, 401, 'Unauthenticated', now);
      return undefined;
    }
    const isSha256 = chosen?.algorithm === PASSWORD_ALGORITHM_SHA256;
    const key = longTermKey(username, realm, password, crypto, isSha256 ? 'sha256' : 'md5');
    const integrity = message.integritySha256At >= 0 ? 'sha256' : 'sha1';
    if (!verifyIntegrity(bytes, message, key, crypto, integrity)) {
      this.#challenge(message, from, 401, 'Unauthenticated', now);
      return undefined;
    }
    const expected = this.#nonces.get(formatTransportAddress(from));
    if (expected === undefined || expected.expiresAt <= now || expected.value !== String.fromCharCode(...nonce)) {
      this.#challenge(message, from, 438, 'Stale Nonce', now);
      return undefined;
    }
    return { username, protection: integrity === 'sha1' ? { integrityKey: key } : { integritySha256Key: key } };
  }

  #userOf(hash: Uint8Array): string | undefined {
    const { crypto, users } = this.#options;
    for (const name of users?.keys() ?? []) if (crypto.equal(userHash(name, this.#realm, crypto), hash)) return name;
    return undefined;
  }

  #challenge(message: ReceivedMessage, to: TransportAddress, code: number, reason: string, now: Instant): void {
    const { transactionId } = message;
    const attributes = [
      writeAttribute(REALM, this.#realm, transactionId),
      writeAttribute(NONCE, encoder.encode(this.#nonceFor(to, now)), transactionId),
    ];
    if (this.#options.modern === true) {
      const parameters = new Uint8Array(0);
      const offer = [PASSWORD_ALGORITHM_SHA256, PASSWORD_ALGORITHM_MD5].map(algorithm => ({ algorithm, parameters }));
      attributes.push(writeAttribute(PASSWORD_ALGORITHMS, offer, transactionId));
    }
    this.#fail(message, to, code, reason, {}, attributes);
  }

  #nonceFor(client: TransportAddress, now: Instant): string {
    const key = formatTransportAddress(client);
    const known = this.#nonces.get(key);
    if (known !== undefined && known.expiresAt > now) return known.value;
    const text = Array.from(this.#options.random.bytes(12), byte => byte.toString(16).padStart(2, '0')).join('');
    // Bits 0 and 1 from the left are set: password algorithms and user name anonymity.
    const value = this.#options.modern === true ? `obMatJos2wAAA${text}` : text;
    this.#nonces.set(key, { value, expiresAt: now + (this.#options.nonceLifetime ?? 600_000) });
    return value;
  }

  #allocate(message: ReceivedMessage, from: TransportAddress, client: Client, now: Instant): void {
    const { transactionId } = message;
    const { protection } = client;
    const { redirectTo, maxAllocations } = this.#options;
    const existing = this.#allocations.get(formatTransportAddress(from));
    if (existing !== undefined) {
      if (existing.transaction === transactionKey(transactionId)) this.#allocated(message, existing, client, now);
      else this.#fail(message, from, 437, 'Allocation Mismatch', protection);
      return;
    }
    if (readAttribute(message, REQUESTED_TRANSPORT) !== 17) {
      this.#fail(message, from, 442, 'Unsupported Transport Protocol', protection);
      return;
    }
    if (redirectTo !== undefined) {
      const alternate = writeAttribute(ALTERNATE_SERVER, redirectTo, transactionId);
      this.#fail(message, from, 300, 'Try Alternate', protection, [alternate]);
      return;
    }
    if (this.#allocations.size >= (maxAllocations ?? 1000)) {
      this.#fail(message, from, 486, 'Allocation Quota Reached', protection);
      return;
    }
    const relay = this.#port.openRelay(
      this.#options.relayFamily ?? readAttribute(message, REQUESTED_ADDRESS_FAMILY) ?? 4,
    );
    if (relay === undefined) {
      this.#fail(message, from, 440, 'Address Family not Supported', protection);
      return;
    }
    const allocation: Allocation = {
      client: from,
      relay,
      username: client.username,
      transaction: transactionKey(transactionId),
      expiresAt: now + this.#lifetime(message),
      permissions: new Map(),
      channels: new Map(),
    };
    relay.onDatagram = (bytes, peer, at) => this.#relayed(allocation, bytes, peer, at);
    this.#allocations.set(formatTransportAddress(from), allocation);
    this.#allocated(message, allocation, client, now);
  }

  #allocated(message: ReceivedMessage, allocation: Allocation, { protection }: Client, now: Instant): void {
    const { transactionId } = message;
    this.#succeed(message, allocation.client, protection, [
      writeAttribute(XOR_RELAYED_ADDRESS, allocation.relay.local, transactionId),
      writeAttribute(LIFETIME, Math.round((allocation.expiresAt - now) / 1000), transactionId),
      writeAttribute(XOR_MAPPED_ADDRESS, allocation.client, transactionId),
    ]);
  }

  #lifetime(message: ReceivedMessage): Duration {
    const wanted = (readAttribute(message, LIFETIME) ?? 0) * 1000;
    return Math.min(Math.max(wanted, this.#options.lifetime ?? 600_000), 3_600_000);
  }

  #refresh(message: ReceivedMessage, allocation: Allocation, { protection }: Client, now: Instant): void {
    const ends = readAttribute(message, LIFETIME) === 0;
    const lifetime = ends ? 0 : this.#lifetime(message);
    allocation.expiresAt = now + lifetime;
    if (ends) this.#delete(allocation);
    this.#succeed(message, allocation.client, protection, [
      writeAttribute(LIFETIME, Math.round(lifetime / 1000), message.transactionId),
    ]);
  }

  #createPermission(message: ReceivedMessage, allocation: Allocation, { protection }: Client, now: Instant): void {
    const peers = readAttributes(message, XOR_PEER_ADDRESS);
    if (peers.length === 0) this.#fail(message, allocation.client, 400, 'Bad Request', protection);
    else if (!this.#mayReach(message, allocation, peers, protection)) return;
    else {
      for (const { address } of peers) this.#permit(allocation, address, now);
      this.#succeed(message, allocation.client, protection, []);
    }
  }

  #channelBind(message: ReceivedMessage, allocation: Allocation, { protection }: Client, now: Instant): void {
    const number = readAttribute(message, CHANNEL_NUMBER);
    const peer = readAttribute(message, XOR_PEER_ADDRESS);
    if (number === undefined || peer === undefined || number < FIRST_CHANNEL || number > LAST_CHANNEL) {
      this.#fail(message, allocation.client, 400, 'Bad Request', protection);
      return;
    }
    for (const [bound, binding] of allocation.channels) {
      // RFC 8656 §12.2: neither is "currently bound" to another; a number stays taken for five minutes longer.
      const same = formatTransportAddress(binding.peer) === formatTransportAddress(peer);
      if (same !== (bound === number) && binding.expiresAt + 300_000 > now) {
        this.#fail(message, allocation.client, 400, 'Bad Request', protection);
        return;
      }
    }
    if (!this.#mayReach(message, allocation, [peer], protection)) return;
    allocation.channels.set(number, { peer, expiresAt: now + (this.#options.channelLifetime ?? 600_000) });
    this.#permit(allocation, peer.address, now);
    this.#succeed(message, allocation.client, protection, []);
  }

  #mayReach(
    message: ReceivedMessage,
    to: Allocation,
    peers: readonly TransportAddress[],
    protection: Protection,
  ): boolean {
    if (peers.some(({ family }) => family !== to.relay.local.family)) {
      this.#fail(message, to.client, 443, 'Peer Address Family Mismatch', protection);
    } else if (peers.some(({ address }) => this.#options.forbids?.(address) === true)) {
      this.#fail(message, to.client, 403, 'Forbidden', protection);
    } else return true;
    return false;
  }

  #permit(allocation: Allocation, address: string, now: Instant): void {
    allocation.permissions.set(address, now + (this.#options.permissionLifetime ?? 300_000));
  }

  // ── Data ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  #sendIndication(message: ReceivedMessage, from: TransportAddress, now: Instant): void {
    const allocation = this.#allocations.get(formatTransportAddress(from));
    const peer = readAttribute(message, XOR_PEER_ADDRESS);
    const data = readAttribute(message, DATA);
    if (message.method !== METHOD.send || allocation === undefined || peer === undefined || data === undefined) return;
    this.#count('send');
    this.#toPeer(allocation, peer, data, now);
  }

  #channelData(bytes: Uint8Array, from: TransportAddress, now: Instant): void {
    const allocation = this.#allocations.get(formatTransportAddress(from));
    const binding = isChannelData(bytes) ? allocation?.channels.get(readU16(bytes, 0)) : undefined;
    if (allocation === undefined || binding === undefined || binding.expiresAt <= now) return;
    this.#count('channelData');
    this.#toPeer(allocation, binding.peer, channelPayload(bytes), now);
  }

  #toPeer(allocation: Allocation, peer: TransportAddress, data: Uint8Array, now: Instant): void {
    if ((allocation.permissions.get(peer.address) ?? 0) > now) allocation.relay.send(data.slice(), peer);
    else this.#count('unpermitted');
  }

  #relayed(allocation: Allocation, bytes: Uint8Array, from: TransportAddress, now: Instant): void {
    this.handleTimeout(now);
    if (!this.#allocations.has(formatTransportAddress(allocation.client))) return;
    if ((allocation.permissions.get(from.address) ?? 0) <= now) {
      this.#count('unpermitted');
      return;
    }
    for (const [number, { peer, expiresAt }] of allocation.channels) {
      if (expiresAt <= now || formatTransportAddress(peer) !== formatTransportAddress(from)) continue;
      this.#port.send(wrapChannelData(number, bytes), allocation.client);
      return;
    }
    const transactionId = this.#options.random.bytes(12);
    const attributes = [
      writeAttribute(XOR_PEER_ADDRESS, from, transactionId),
      writeAttribute(DATA, bytes, transactionId),
    ];
    const message = { class: 'indication', method: METHOD.data, transactionId, attributes } as const;
    this.#port.send(writeMessage(message, {}, this.#options.crypto), allocation.client);
  }

  // ── Answers ───────────────────────────────────────────────────────────────────────────────────────────────────────

  #succeed(
    request: ReceivedMessage,
    to: TransportAddress,
    protection: Protection,
    attributes: readonly StunAttribute[],
  ): void {
    this.#respond('success', request, to, protection, attributes);
  }

  #fail(
    request: ReceivedMessage,
    to: TransportAddress,
    code: number,
    reason: string,
    protection: Protection,
    more: readonly StunAttribute[] = [],
  ): void {
    this.#count(String(code));
    const error = writeAttribute(ERROR_CODE, { code, reason }, request.transactionId);
    this.#respond('error', request, to, protection, [error, ...more]);
  }

  #respond(
    kind: 'success' | 'error',
    { method, transactionId, fingerprint }: ReceivedMessage,
    to: TransportAddress,
    protection: Protection,
    attributes: readonly StunAttribute[],
  ): void {
    const message = { class: kind, method, transactionId, attributes };
    this.#port.send(writeMessage(message, { ...protection, fingerprint }, this.#options.crypto), to);
  }

  #delete(allocation: Allocation): void {
    this.#allocations.delete(formatTransportAddress(allocation.client));
    allocation.relay.close();
  }

  #count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}

const encoder = new TextEncoder();

const METHOD_NAMES: ReadonlyMap<number, keyof typeof METHOD> = new Map(
  (Object.keys(METHOD) as (keyof typeof METHOD)[]).map(name => [METHOD[name], name]),
);
