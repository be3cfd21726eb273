/** What the transports of a connection see around them: the runtime, changed by the connection's options. */

import type { IceOptions } from '../ice/index.ts';
import type { Driver, TransportDriver } from '../runtime/driver.ts';
import { withPortRange } from '../runtime/port-range.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { addressPolicy } from './address-options.ts';
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

/** The options that concern ICE. On an endpoint all of its addresses serve, unless the connection filters them. */
export function iceOptions(options: ServerOptions): Omit<IceOptions, 'role'> {
  const { endpoint, hideAddresses, iceLite, iceTcp, iceTiming, turnAuthorities } = options;
  const inherited = endpoint === undefined ? {} : endpointOptions(endpoint);
  const policy =
    endpoint === undefined
      ? addressPolicy(options)
      : addressPolicy({ ...ALL_ADDRESSES, ipFamily: options.ipFamily ?? inherited.ipFamily ?? 'prefer-ipv6' });
  const announced = options.announcedAddresses ?? inherited.announcedAddresses;
  return {
    announcedAddresses: announced,
    ...policy,
    interfaceFilter: addressPolicy(options).interfaceFilter,
    hideAddresses,
    lite: iceLite,
    tcp: endpoint?.tcpPort === undefined ? iceTcp : { listen: endpoint.tcpPort, ...iceTcp },
    authorities: turnAuthorities,
    timing: iceTiming,
  };
}

const ALL_ADDRESSES = { includeLoopback: true, includeLinkLocal: true, includeVirtual: true } as const;
