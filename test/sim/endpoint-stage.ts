/** A server with one UDP and one TCP port for all, and clients on hosts of their own that come and go. */

import assert from 'node:assert/strict';
import type { Channel } from '../../src/datachannel/index.ts';
import { Driver } from '../../src/runtime/driver.ts';
import { SharedEndpoint } from '../../src/runtime/endpoint.ts';
import type { TransportDriver } from '../../src/runtime/pumped.ts';
import type { LinkConditions } from './link.ts';
import { Nat } from './nat.ts';
import { Host, type Interface, Realm } from './network.ts';
import { Peer, type PeerOptions, type Seat, Signalling } from './peers.ts';
import { simulatedRuntime } from './runtime.ts';
import { World } from './world.ts';

export const ENDPOINT_PORT = 3478;

export interface Visit {
  readonly client: Peer;
  readonly server: Peer;
  readonly signalling: Signalling;
  readonly place: Interface | undefined;
}

export interface VisitOptions {
  /** Of the client; a public one of its own by default. */
  readonly address?: string;
  readonly seat?: Seat;
  readonly nat?: boolean;
  readonly client?: Partial<PeerOptions>;
  readonly server?: Partial<PeerOptions>;
  /** The client's firewall lets nothing out but TCP. */
  readonly blocksDatagrams?: boolean;
  /** The server makes the offer. */
  readonly serverOffers?: boolean;
}

export class EndpointStage {
  readonly world: World;
  readonly internet: Realm;
  readonly host: Host;
  readonly endpoint: SharedEndpoint;
  readonly link: LinkConditions;
  readonly #driver: Driver;
  readonly #seat: Seat;
  #visitors: number;

  constructor(seed: number = 1, link: LinkConditions = { delay: 20 }) {
    this.world = new World(seed);
    this.internet = new Realm();
    this.link = link;
    this.host = new Host(this.world);
    this.host.addInterface('192.0.2.1', { realm: this.internet, up: link, down: {} });
    const runtime = simulatedRuntime(this.world, this.host);
    this.#driver = new Driver(runtime);
    this.endpoint = new SharedEndpoint(
      { port: ENDPOINT_PORT, tcpPort: ENDPOINT_PORT, select: interfaces => interfaces },
      runtime,
    );
    this.#seat = { host: this.host, runtime, driver: this.#driver, transportDriver: () => this.#share() };
    this.#visitors = 0;
    let opened: string | undefined = 'not yet';
    this.endpoint.open(failure => {
      opened = failure;
    });
    this.world.advance(1);
    assert.equal(opened, undefined);
  }

  /** A client and the connection that the server makes for it; nothing is negotiated yet. */
  visit(options: VisitOptions = {}): Visit {
    const number = ++this.#visitors;
    const { serverOffers = false, seat } = options;
    const client = new Peer(this.world, {
      role: serverOffers ? 'controlled' : 'controlling',
      ...(seat === undefined ? {} : { seat }),
      ...options.client,
    });
    const server = new Peer(this.world, {
      role: serverOffers ? 'controlling' : 'controlled',
      seat: this.#seat,
      ...options.server,
      ice: { tcp: { listen: ENDPOINT_PORT }, ...options.server?.ice },
    });
    const place = seat === undefined ? this.place(client.host, number, options) : undefined;
    const [offerer, answerer] = serverOffers ? [server, client] : [client, server];
    return { client, server, signalling: new Signalling(offerer, answerer), place };
  }

  place(host: Host, number: number, { address, nat = false, blocksDatagrams = false }: VisitOptions = {}): Interface {
    if (!nat) {
      const own = address ?? `198.51.${number >> 8}.${number & 0xff}`;
      return host.addInterface(own, { realm: this.internet, up: this.link, down: {}, blocksDatagrams });
    }
    const home = new Realm();
    const own = address ?? '10.0.0.2';
    const placed = host.addInterface(own, { realm: home, up: this.link, down: {}, blocksDatagrams });
    new Nat(this.world, home, this.internet, `203.0.113.${number}`, {});
    return placed;
  }

  open(visit: Visit, limit: number = 30_000): void {
    this.begin(visit);
    this.until(() => isOpen(visit), limit, 'no channel');
  }

  begin({ signalling }: Visit): void {
    signalling.offerer.createChannel({ label: 'chat' });
    signalling.negotiate();
  }

  /** A text each way. */
  chat(visit: Visit): void {
    for (const [from, to] of [
      [visit.client, visit.server],
      [visit.server, visit.client],
    ] as const) {
      const before = to.received.length;
      assert.ok(from.transport.send(from.channels.get('chat') as Channel, new TextEncoder().encode('hello'), true));
      this.until(() => to.received.length > before, 60_000, 'a message is missing');
    }
  }

  close(...visits: Visit[]): void {
    for (const { client } of visits) client.transport.close();
    this.world.advance(2000);
    for (const { server } of visits) server.transport.close();
    this.world.advance(1000);
  }

  until(condition: () => boolean, limit: number, what: string): void {
    if (!this.world.run(condition, limit)) assert.fail(`${what} at ${this.world.now} ms`);
  }

  #share(): TransportDriver {
    const runtime = { ...this.#seat.runtime, network: this.endpoint.attach() };
    return { runtime, attach: transport => this.#driver.attach(transport, runtime) };
  }
}

export function isOpen({ client, server }: Visit): boolean {
  return client.channels.has('chat') && server.channels.has('chat');
}
