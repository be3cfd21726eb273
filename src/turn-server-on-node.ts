/**
 * `purertc/turn-server`: a STUN and TURN server in this Node process (RFC 8489, RFC 8656, RFC 5780), for development, tests
 * and small deployments.
 *
 * ```ts
 * import { startTurnServer } from 'purertc/turn-server'
 *
 * const server = await startTurnServer({ users: { alice: 'wonderland' } })
 * console.log(server.urls) // turn:192.0.2.1:3478?transport=udp, …
 * ```
 *
 * @module purertc/turn-server
 */

import { addressScope } from './base/address.ts';
import { nodeRuntime } from './node/runtime.ts';
import type { ListenAddress, PortRange, RelayAddress, TurnServerDrop, TurnServerOptions } from './turn-server/index.ts';
import { TurnServerHost, timeLimitedPassword } from './turn-server/index.ts';

export type { PortRange, RelayAddress, TurnServerDrop } from './turn-server/index.ts';

/** How {@link startTurnServer} serves. */
export interface StartTurnServerOptions extends Omit<TurnServerOptions, 'users'> {
  /** Passwords by user name. */
  readonly users?: Readonly<Record<string, string>> | ReadonlyMap<string, string> | undefined;
  /** Port for UDP and TCP; 3478 by default, 0 for a free one of each. */
  readonly port?: number | undefined;
  /** Which of the two; both by default. */
  readonly transports?: readonly ('udp' | 'tcp')[] | undefined;
  /** Certificate chain and key, PEM: serves TLS on `tlsPort` as well. */
  readonly tls?:
    | {
        /** Certificate chain, PEM. */
        readonly certificate: string;
        /** Private key, PEM. */
        readonly key: string;
      }
    | undefined;
  /** 5349 by default. */
  readonly tlsPort?: number | undefined;
  /** IP addresses of this machine to listen on; all but link-local ones by default. */
  readonly addresses?: readonly string[] | undefined;
  /** Where relays are, at most one address of each family; by default the first of `addresses` that is not loopback. */
  readonly relays?: readonly (string | RelayAddress)[] | undefined;
  /** UDP ports of relays, for firewalls; any by default. */
  readonly relayPorts?: PortRange | undefined;
  /** A second address and port: clients can then ask how their NAT behaves (RFC 5780). */
  readonly alternate?:
    | {
        /** IP address. */
        readonly address: string;
        /** Port, UDP. */
        readonly port: number;
      }
    | undefined;
}

/** A server that runs. Made by {@link startTurnServer}. */
export interface RunningTurnServer {
  /** For `iceServers`: one URL for each address and transport. */
  readonly urls: readonly string[];
  /** What it does at the moment, and has done. */
  statistics(): TurnServerStatistics;
  /** Ends every allocation and closes every socket. */
  close(): void;
}

/** What a server does, and has done. */
export interface TurnServerStatistics {
  /** Allocations at the moment. */
  readonly allocations: number;
  /** Connections over TCP and TLS at the moment. */
  readonly connections: number;
  /** Application data, both ways. */
  readonly relayedPackets: number;
  /** Bytes of that data. */
  readonly relayedBytes: number;
  /** Packets that were ignored, by reason. */
  readonly drops: Readonly<Partial<Record<TurnServerDrop, number>>>;
}

/** Starts a server; rejects if one of its sockets cannot be bound. It keeps the process alive until `close`. */
export function startTurnServer(options: StartTurnServerOptions = {}): Promise<RunningTurnServer> {
  const addresses = options.addresses ?? ownAddresses();
  const listen = listenAddresses(options, addresses);
  const relays = (options.relays ?? defaultRelays(addresses)).map(relay =>
    typeof relay === 'string' ? { address: relay } : relay,
  );
  const { users, ...rest } = options;
  const passwords = users instanceof Map ? users : new Map(Object.entries(users ?? {}));
  return new Promise((resolve, reject) => {
    const host = new TurnServerHost({ ...rest, users: passwords, listen, relays }, nodeRuntime, {
      listening: bound => resolve(running(host, listen, bound)),
      failed: reason => reject(new Error(`The TURN server cannot listen on ${reason}`)),
    });
  });
}

/** For an entry of `iceServers`. */
export interface TimeLimitedCredential {
  /** When it expires, in seconds since the Unix epoch, and the name. */
  readonly username: string;
  /** HMAC of the user name under the shared secret, base64. */
  readonly credential: string;
}

/**
 * What a web application hands to a browser, for servers that share `sharedSecret`: this one, coturn's
 * `use-auth-secret`, and the services that speak the same scheme. Valid for `seconds`, a day by default.
 */
export function timeLimitedCredential(
  sharedSecret: string,
  init: { readonly name?: string; readonly seconds?: number } = {},
): TimeLimitedCredential {
  const expiresAt = Math.floor(Date.now() / 1000) + (init.seconds ?? 86_400);
  const username = init.name === undefined ? `${expiresAt}` : `${expiresAt}:${init.name}`;
  return { username, credential: timeLimitedPassword(username, sharedSecret, nodeRuntime.crypto) };
}

function ownAddresses(): string[] {
  const all = nodeRuntime.network.interfaces().map(({ address }) => address);
  return all.filter(address => addressScope(address) !== 'link-local');
}

function listenAddresses(options: StartTurnServerOptions, addresses: readonly string[]): ListenAddress[] {
  const { transports = ['udp', 'tcp'], port = 3478, tls, tlsPort = 5349 } = options;
  return addresses.flatMap((address): ListenAddress[] => [
    ...transports.map(transport => ({ transport, address, port })),
    ...(tls === undefined ? [] : [{ transport: 'tls' as const, address, port: tlsPort }]),
  ]);
}

/** The first of each family that others can reach. */
function defaultRelays(addresses: readonly string[]): string[] {
  return [false, true].flatMap(isIPv6 => {
    const family = addresses.filter(address => address.includes(':') === isIPv6);
    const reachable = family.find(address => addressScope(address) !== 'loopback');
    const chosen = reachable ?? family[0];
    return chosen === undefined ? [] : [chosen];
  });
}

function running(
  host: TurnServerHost,
  listen: readonly ListenAddress[],
  bound: readonly { readonly address: string; readonly port: number }[],
): RunningTurnServer {
  return {
    urls: listen.map(({ transport }, i) => {
      const { address, port } = bound[i] as { address: string; port: number };
      const where = `${address.includes(':') ? `[${address}]` : address}:${port}`;
      return transport === 'tls' ? `turns:${where}` : `turn:${where}?transport=${transport}`;
    }),
    statistics: () => ({
      allocations: host.server.allocationCount,
      connections: host.connectionCount,
      relayedPackets: host.server.relayedPackets,
      relayedBytes: host.server.relayedBytes,
      drops: Object.fromEntries(host.server.drops.entries()),
    }),
    close: () => host.close(),
  };
}
