/** `listen` and `Endpoint`: one UDP port for all connections of a process. Not in the W3C specification. */

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
  /** Packets that reached no connection, by reason. Strangers are counted and never answered. */
  readonly dropped: Readonly<Partial<Record<EndpointDropReason, number>>>;
}

let sharedOf: (endpoint: Endpoint) => SharedEndpoint;
let optionsOf: (endpoint: Endpoint) => EndpointOptions;
let create: (shared: SharedEndpoint, options: EndpointOptions) => Endpoint;

/** One UDP port for many connections ("UDP mux", "single port"). Made by {@link listen}. */
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

  /** The addresses that it listens on. */
  get addresses(): readonly string[] {
    return this.#shared.addresses;
  }

  /** What it holds, and what it has ignored. */
  get stats(): EndpointStats {
    const { connectionCount, sourceCount, drops } = this.#shared;
    return { connections: connectionCount, sources: sourceCount, dropped: Object.fromEntries(drops.entries()) };
  }

  /** Closes the port. Close the connections first: one that is still open loses its path here, and fails. */
  close(): void {
    this.#shared.close();
  }
}

/**
 * Opens one UDP port for all connections that are made with it, however many.
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
  const { port = 0, addresses, runtime = defaultRuntime() } = options;
  const policy = addressPolicy(options);
  const wanted = addresses && new Set(addresses.map(canonical));
  const select = (interfaces: readonly NetworkInterface[]): readonly NetworkInterface[] =>
    wanted === undefined
      ? selectAddresses(interfaces, policy)
      : interfaces.filter(({ address }) => wanted.has(address));
  const shared = new SharedEndpoint({ port, select }, runtime);
  await new Promise<void>((resolve, reject) => {
    shared.open(failure => {
      if (failure === undefined) resolve();
      else reject(new Error(`Cannot listen on UDP port ${port === 0 ? '(any)' : port}: ${failure}`));
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
  const { port, addresses } = options;
  checkAddressOptions(options);
  if (port !== undefined && (!Number.isInteger(port) || port < 0 || port > 65_535)) {
    throw new RangeError(`port: ${String(port)} is not in 0…65535.`);
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
