/** What the transports of a connection see around them: the runtime, changed by the connection's options. */

import type { IceOptions } from '../ice/index.ts';
import type { Driver } from '../runtime/driver.ts';
import { withPortRange } from '../runtime/port-range.ts';
import type { TransportDriver } from '../runtime/pumped.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { interfaceFilter } from './address-options.ts';
import { endpointOptions, sharedEndpoint } from './endpoint.ts';
import type { ServerOptions } from './server-options.ts';

/** The driver as one transport sees it. */
export function transportDriver(driver: Driver, options: ServerOptions): TransportDriver {
  const { endpoint, portRange, logger } = options;
  if (endpoint === undefined && portRange === undefined && logger === undefined) return driver;
  const { network, random, log } = driver.runtime;
  const runtime: Runtime = {
    ...driver.runtime,
    log: logger ?? log,
    network:
      endpoint !== undefined
        ? sharedEndpoint(endpoint).attach()
        : portRange !== undefined
          ? withPortRange(network, portRange, random)
          : network,
  };
  return { runtime, attach: transport => driver.attach(transport, runtime) };
}

/** What differs from one transport to the next. */
type OwnIceOptions = Required<Pick<IceOptions, 'role' | 'localParameters' | 'servers' | 'policy'>>;

/** The options of ICE. On an endpoint all of its addresses serve, unless the connection filters them. */
export function iceOptions(options: ServerOptions, own: OwnIceOptions): IceOptions {
  const { endpoint, hideAddresses, iceLite, iceTcp, iceTiming, turnAuthorities } = options;
  const inherited = endpoint === undefined ? {} : endpointOptions(endpoint);
  const { includeLoopback, includeLinkLocal, includeVirtual } = endpoint === undefined ? options : ALL_ADDRESSES;
  // Written out: a spread among other members costs more than all the rest of a transport's options.
  return {
    role: own.role,
    localParameters: own.localParameters,
    servers: own.servers,
    policy: own.policy,
    includeLoopback,
    includeLinkLocal,
    includeVirtual,
    interfaceFilter: interfaceFilter(options),
    ipFamily: options.ipFamily ?? inherited.ipFamily ?? (endpoint && 'prefer-ipv6'),
    announcedAddresses: options.announcedAddresses ?? inherited.announcedAddresses,
    hideAddresses,
    lite: iceLite,
    tcp: endpoint?.tcpPort === undefined ? iceTcp : { listen: endpoint.tcpPort, ...iceTcp },
    authorities: turnAuthorities,
    timing: iceTiming,
  };
}

const ALL_ADDRESSES = { includeLoopback: true, includeLinkLocal: true, includeVirtual: true } as const;
