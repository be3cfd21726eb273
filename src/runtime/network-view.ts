/** A network that differs from another one in some of its members. */

import type { Network } from './network.ts';

export function networkView(network: Network, different: Partial<Network>): Network {
  const { publish } = network;
  return {
    interfaces: () => network.interfaces(),
    openDatagram: (address, events, options) => network.openDatagram(address, events, options),
    openStream: (options, events) => network.openStream(options, events),
    listenStream: (address, port, events, options) => network.listenStream(address, port, events, options),
    resolve: (name, answer) => network.resolve(name, answer),
    ...(publish !== undefined && { publish: (name: string, address: string) => publish.call(network, name, address) }),
    ...different,
  };
}
