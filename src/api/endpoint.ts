/** `listen` and `Endpoint`: one UDP port, and one TCP port, for all connections of a process. Not in the W3C specification. */

import { formatAddress, parseAddress } from '../base/address.ts';
import { selectAddresses } from '../ice/index.ts';
import { SharedEndpoint } from '../runtime/endpoint.ts';
import type { EndpointDrop as EndpointDropReason } from '../runtime/endpoint-port.ts';
import type { NetworkInterface } from '../runtime/network.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { type AddressOptions, addressPolicy, checkAddressOptions } from './address-options.ts';
import { defaultRuntime } from './default-runtime.ts';

export type { EndpointDrop as EndpointDropReason } from '../runtime/endpoint-port.ts';

/** What {@link listen} listens on. */
export interface EndpointOptions extends AddressOptions {
  /** The UDP port, on each address. Default: a free one, which {@link Endpoint.port} tells. */
  readonly port?: number;
  /**
   * A TCP port, on each address, for peers that cannot use UDP (RFC 6544); 0 for a free one, which
   * {@link Endpoint.tcpPort} tells. It may have the number of the UDP port. Default: none.
   */
  readonly tcpPort?: number;
  /** IP addresses to listen on. Default: all that the other options let through. */
  readonly addresses?: readonly string[];
  /** Clock, network and the rest. Default: this Node process. */
  readonly runtime?: Runtime;
}

/** What an endpoint holds, and what it has ignored. */
export interface EndpointStats {
  /** Connections that have the port open. */
  readonly connections: number;
  /** Remote addresses that have shown whose they are. */
  readonly sources: number;
  /** TCP connections that have not named a connection of ours yet. */
  readonly strangers: number;
  /** Packets and TCP connections that reached no connection, by reason. Strangers are counted and never answered. */
  readonly dropped: Readonly<Partial<Record<EndpointDropReason, number>>>;
}

let sharedOf: (endpoint: Endpoint) => SharedEndpoint;
let optionsOf: (endpoint: Endpoint) => EndpointOptions;
let create: (shared: SharedEndpoint, options: EndpointOptions) => Endpoint;

/** One port for many connections ("UDP mux", "single port"). Made by {@link listen}. */
export class Endpoint {
  readonly #shared: SharedEndpoint;
  readonly #options: EndpointOptions;

  static {
    sharedOf = endpoint => endpoint.#shared;
    optionsOf = endpoint => endpoint.#options;
    create = (shared, options) => new Endpoint(shared, options);
  }

  private constructor(shared: SharedEndpoint, options: EndpointOptions) {
    this.#shared = shared;
    this.#options = options;
  }

  /** The UDP port. */
  get port(): number {
    return this.#shared.portNumber;
  }

  /** Of TCP; undefined if it does not listen there. */
  get tcpPort(): number | undefined {
    return this.#shared.tcpPortNumber;
  }

  /** The addresses that it listens on. */
  get addresses(): readonly string[] {
    return this.#shared.addresses;
  }

  /** What it holds, and what it has ignored. */
  get stats(): EndpointStats {
    const { connectionCount, sourceCount, strangerCount, drops } = this.#shared;
    return {
      connections: connectionCount,
      sources: sourceCount,
      strangers: strangerCount,
      dropped: Object.fromEntries(drops.entries()),
    };
  }

  /** Closes the ports. Close the connections first: one that is still open loses its path here, and fails. */
  close(): void {
    this.#shared.close();
  }
}

/**
 * Opens one UDP port, and if wanted one TCP port, for all connections that are made with it, however many.
 *
 * ```ts
 * const endpoint = await listen({ port: 3478, announcedAddresses: ['203.0.113.7'] });
 * const connection = new RTCPeerConnection({}, { endpoint });
 * ```
 *
 * It does not keep the process alive by itself; its connections do.
 */
export async function listen(options: EndpointOptions = {}): Promise<Endpoint> {
  checkEndpointOptions(options);
  const { port = 0, tcpPort, addresses, runtime = defaultRuntime() } = options;
  const policy = addressPolicy(options);
  const wanted = addresses && new Set(addresses.map(canonical));
  const select = (interfaces: readonly NetworkInterface[]): readonly NetworkInterface[] =>
    wanted === undefined
      ? selectAddresses(interfaces, policy)
      : interfaces.filter(({ address }) => wanted.has(address));
  const shared = new SharedEndpoint({ port, tcpPort, select }, runtime);
  await new Promise<void>((resolve, reject) => {
    shared.open(failure => {
      if (failure === undefined) resolve();
      else reject(new Error(`Cannot listen on ${failure}`));
    });
  });
  return create(shared, options);
}

/** The machine behind the object. */
export function sharedEndpoint(endpoint: Endpoint): SharedEndpoint {
  return sharedOf(endpoint);
}

/** What it was opened with: connections announce the same addresses. */
export function endpointOptions(endpoint: Endpoint): EndpointOptions {
  return optionsOf(endpoint);
}

function checkEndpointOptions(options: EndpointOptions): void {
  const { addresses } = options;
  checkAddressOptions(options);
  for (const name of ['port', 'tcpPort'] as const) {
    const port = options[name];
    if (port !== undefined && (!Number.isInteger(port) || port < 0 || port > 65_535)) {
      throw new RangeError(`${name}: ${String(port)} is not in 0…65535.`);
    }
  }
  if (addresses === undefined) return;
  if (!Array.isArray(addresses) || addresses.length === 0) throw new TypeError('addresses: a list is expected.');
  for (const address of addresses) {
    if (typeof address !== 'string' || parseAddress(address) === undefined) {
      throw new TypeError(`addresses: '${String(address)}' is no IP address.`);
    }
    // ICE answers from the address that was asked, which a socket on the wildcard address cannot choose.
    if (/^[0:.]+$/.test(address)) {
      throw new TypeError(`addresses: '${address}' names no address. Leave addresses out to listen on all of them.`);
    }
  }
}

function canonical(address: string): string {
  return formatAddress(parseAddress(address) as Uint8Array);
}
