/** Allocate, Refresh, CreatePermission and ChannelBind of clients whose credentials are right (RFC 8656 §7–§12). */

import type { TransportAddress } from '../base/address.ts';
import type { Duration, Instant } from '../base/instant.ts';
import type { StunAttribute } from '../stun/index.ts';
import {
  CHANNEL_NUMBER,
  DONT_FRAGMENT,
  EVEN_PORT,
  hasAttribute,
  LIFETIME,
  METHOD,
  REQUESTED_ADDRESS_FAMILY,
  REQUESTED_TRANSPORT,
  RESERVATION_TOKEN,
  readAttribute,
  readAttributes,
  transactionKey,
  unknownAttributes,
  writeAttribute,
  XOR_MAPPED_ADDRESS,
  XOR_PEER_ADDRESS,
  XOR_RELAYED_ADDRESS,
} from '../stun/index.ts';
import { FIRST_CHANNEL, LAST_CHANNEL } from '../turn/index.ts';
import { ServerAllocation } from './allocation.ts';
import type { AllocationTable } from './allocation-table.ts';
import type { Authenticated } from './authenticator.ts';
import type { Exchange, ServerErrorCode } from './exchange.ts';
import type { Relay, RelayPorts, TurnServerOptions } from './options.ts';
import type { PeerPolicy } from './peer-policy.ts';

const DEFAULT_LIFETIME: Duration = 600_000;
const MAX_LIFETIME: Duration = 3_600_000;
const PERMISSION_LIFETIME: Duration = 300_000;
const CHANNEL_LIFETIME: Duration = 600_000;
const MAX_ALLOCATIONS = 1_000;
const MAX_ALLOCATIONS_PER_USER = 100;
/** The IP protocol number of UDP. */
const UDP = 17;
/** RFC 8656 §9.2: a request may name several peers; this many are more than clients name. */
const MAX_PEERS_OF_REQUEST = 16;

export class RequestHandler {
  readonly #options: TurnServerOptions;
  readonly #table: AllocationTable;
  readonly #policy: PeerPolicy;
  readonly #ports: RelayPorts;
  /** Allocates whose socket is being opened. */
  readonly #opening: Map<Relay, Exchange>;

  constructor(options: TurnServerOptions, table: AllocationTable, policy: PeerPolicy, ports: RelayPorts) {
    this.#options = options;
    this.#table = table;
    this.#policy = policy;
    this.#ports = ports;
    this.#opening = new Map();
  }

  /** `exchange.protection` is set. */
  handle(exchange: Exchange, client: Authenticated): void {
    // RFC 8656 §7.2: who cannot set the DF bit treats DONT-FRAGMENT as an attribute that it does not know.
    const dontFragment = hasAttribute(exchange.request, DONT_FRAGMENT) ? [DONT_FRAGMENT.type] : [];
    const unknown = [...unknownAttributes(exchange.request), ...dontFragment];
    if (unknown.length > 0) {
      exchange.failUnknown(unknown);
      return;
    }
    const { method } = exchange.request;
    const allocation = this.#table.byClient(exchange.access, exchange.from);
    const alive = allocation !== undefined && allocation.expiresAt > exchange.now ? allocation : undefined;
    // What has expired, and waits to be swept away, is no allocation of this 5-tuple any more.
    if (allocation !== undefined && alive === undefined) this.end(allocation);
    if (method === METHOD.allocate) this.#allocate(exchange, client, alive);
    // RFC 8656 §5: every other request needs an allocation of its 5-tuple, made by the same user.
    else if (alive === undefined) exchange.fail(437);
    else if (alive.username !== client.username) exchange.fail(441);
    else if (method === METHOD.refresh) this.#refresh(exchange, alive);
    else if (method === METHOD.createPermission) this.#createPermission(exchange, alive);
    else if (method === METHOD.channelBind) this.#channelBind(exchange, alive);
    else exchange.fail(400);
  }

  relayOpened(relay: Relay, relayed: TransportAddress, now: Instant): void {
    const exchange = this.#opening.get(relay);
    const allocation = this.#table.byRelay(relay);
    this.#opening.delete(relay);
    if (exchange === undefined || allocation === undefined) return;
    this.#table.placed(allocation, relayed);
    allocation.expiresAt = now + this.#lifetime(exchange);
    this.#allocated(exchange, allocation, now);
  }

  relayFailed(relay: Relay): void {
    const exchange = this.#opening.get(relay);
    const allocation = this.#table.byRelay(relay);
    this.#opening.delete(relay);
    if (allocation !== undefined) this.#table.delete(allocation);
    exchange?.fail(508);
  }

  end(allocation: ServerAllocation): void {
    this.#opening.delete(allocation.relay);
    this.#table.delete(allocation);
    allocation.relay.close();
  }

  // ── Allocate and Refresh ──────────────────────────────────────────────────────────────────────────────────────────

  #allocate(exchange: Exchange, client: Authenticated, existing: ServerAllocation | undefined): void {
    if (existing !== undefined) {
      if (existing.transaction !== transactionKey(exchange.transactionId)) exchange.fail(437);
      // A retransmission; while its socket is being opened the first one will be answered.
      else if (existing.relayed !== undefined) this.#allocated(exchange, existing, exchange.now);
      return;
    }
    const family = readAttribute(exchange.request, REQUESTED_ADDRESS_FAMILY) ?? 4;
    const problem = this.#allocateProblem(exchange, client);
    if (problem !== undefined) {
      exchange.fail(problem);
      return;
    }
    const even = readAttribute(exchange.request, EVEN_PORT) !== undefined;
    const relay = this.#ports.open({ family, even });
    const allocation = new ServerAllocation(
      {
        access: exchange.access,
        client: exchange.from,
        relay,
        family,
        username: client.username,
        account: client.account,
        transaction: transactionKey(exchange.transactionId),
        maxBytesPerSecond: this.#options.maxBytesPerSecond ?? Number.POSITIVE_INFINITY,
      },
      exchange.now,
    );
    allocation.expiresAt = Number.POSITIVE_INFINITY;
    this.#table.add(allocation);
    this.#opening.set(relay, exchange);
  }

  /** The checks of RFC 8656 §7.2, in its order. */
  #allocateProblem({ request }: Exchange, client: Authenticated): ServerErrorCode | undefined {
    if (!client.mayAllocate) return 401;
    const transport = readAttribute(request, REQUESTED_TRANSPORT);
    if (transport === undefined) return 400;
    if (transport !== UDP) return 442;
    const wantsFamily = hasAttribute(request, REQUESTED_ADDRESS_FAMILY);
    const family = wantsFamily ? readAttribute(request, REQUESTED_ADDRESS_FAMILY) : 4;
    if (hasAttribute(request, RESERVATION_TOKEN)) {
      // RFC 8656 §7.2: a token stands for a port of its own; we reserve none, so none is valid.
      return wantsFamily || hasAttribute(request, EVEN_PORT) ? 400 : 508;
    }
    if (family === undefined || !this.#ports.families.has(family)) return 440;
    // RFC 8656 §7.2: EVEN-PORT that cannot be satisfied → 508. The R flag reserves the next port, which we do not.
    if (readAttribute(request, EVEN_PORT) === true) return 508;
    if (this.#table.countOf(client.account) >= (this.#options.maxAllocationsPerUser ?? MAX_ALLOCATIONS_PER_USER)) {
      return 486;
    }
    return this.#table.size >= (this.#options.maxAllocations ?? MAX_ALLOCATIONS) ? 508 : undefined;
  }

  #allocated(exchange: Exchange, allocation: ServerAllocation, now: Instant): void {
    const { transactionId } = exchange;
    exchange.succeed([
      writeAttribute(XOR_RELAYED_ADDRESS, allocation.relayed as TransportAddress, transactionId),
      lifetimeAttribute(allocation.expiresAt - now, transactionId),
      writeAttribute(XOR_MAPPED_ADDRESS, allocation.client, transactionId),
    ]);
  }

  /** RFC 8656 §7.2: what is asked for, but no less than the default and no more than the maximum. */
  #lifetime({ request }: Exchange): Duration {
    const wanted = (readAttribute(request, LIFETIME) ?? 0) * 1000;
    const { defaultLifetime = DEFAULT_LIFETIME, maxLifetime } = this.#options;
    return Math.min(Math.max(defaultLifetime, wanted), maxLifetime ?? Math.max(defaultLifetime, MAX_LIFETIME));
  }

  #refresh(exchange: Exchange, allocation: ServerAllocation): void {
    const { request, now, transactionId } = exchange;
    const family = readAttribute(request, REQUESTED_ADDRESS_FAMILY);
    if (family !== undefined && family !== allocation.family) {
      exchange.fail(443);
      return;
    }
    // RFC 8656 §8.2: lifetime zero deletes the allocation.
    const ends = readAttribute(request, LIFETIME) === 0;
    const lifetime = ends ? 0 : this.#lifetime(exchange);
    if (ends) this.end(allocation);
    else allocation.expiresAt = now + lifetime;
    exchange.succeed([lifetimeAttribute(lifetime, transactionId)]);
  }

  // ── Permissions and channels ──────────────────────────────────────────────────────────────────────────────────────

  #createPermission(exchange: Exchange, allocation: ServerAllocation): void {
    const peers = readAttributes(exchange.request, XOR_PEER_ADDRESS);
    const problem =
      peers.length === 0 || peers.length > MAX_PEERS_OF_REQUEST ? 400 : this.#peerProblem(allocation, peers);
    if (problem !== undefined) {
      exchange.fail(problem);
      return;
    }
    for (const { address } of peers) allocation.permit(address, this.#permittedUntil(exchange.now));
    exchange.succeed();
  }

  #channelBind(exchange: Exchange, allocation: ServerAllocation): void {
    const number = readAttribute(exchange.request, CHANNEL_NUMBER);
    const peer = readAttribute(exchange.request, XOR_PEER_ADDRESS);
    const inRange = number !== undefined && number >= FIRST_CHANNEL && number <= LAST_CHANNEL;
    if (!inRange || peer === undefined) {
      exchange.fail(400);
      return;
    }
    const problem = this.#peerProblem(allocation, [peer]);
    if (problem !== undefined) exchange.fail(problem);
    else if (!allocation.canBind(number, peer)) exchange.fail(400);
    else {
      const until = exchange.now + (this.#options.channelLifetime ?? CHANNEL_LIFETIME);
      allocation.bind(number, peer, until, this.#permittedUntil(exchange.now));
      exchange.succeed();
    }
  }

  #peerProblem(allocation: ServerAllocation, peers: readonly TransportAddress[]): ServerErrorCode | undefined {
    if (peers.some(({ family }) => family !== allocation.family)) return 443;
    if (!peers.every(({ address }) => this.#mayName(address))) return 403;
    return allocation.hasRoomFor(peers) ? undefined : 508;
  }

  /** Our own address may be named, for there are the relays of others; packets go to nothing else there. */
  #mayName(address: string): boolean {
    return this.#policy.allows(address) || (this.#ports.isOwn(address) && !this.#policy.isDenied(address));
  }

  #permittedUntil(now: Instant): Instant {
    return now + (this.#options.permissionLifetime ?? PERMISSION_LIFETIME);
  }
}

function lifetimeAttribute(lifetime: Duration, transactionId: Uint8Array): StunAttribute {
  return writeAttribute(LIFETIME, Math.round(lifetime / 1000), transactionId);
}
