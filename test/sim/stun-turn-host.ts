/** Puts a STUN and TURN server on a simulated host. */

import type { TransportAddress } from '../../src/base/address.ts';
import type { Random } from '../../src/base/random.ts';
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import type { DatagramSocket } from '../../src/runtime/network.ts';
import type { Host } from './network.ts';
import type { RelayPort, StunTurnOptions } from './stun-turn.ts';
import { StunTurnServer } from './stun-turn.ts';
import type { World } from './world.ts';

const FIRST_RELAY_PORT = 49_152;

/**
 * Serves on `port` of the host's first interface; relays on the first interface of each address family. Draws from the
 * world's randomness unless `options` bring their own.
 */
export function hostStunTurn(
  world: World,
  host: Host,
  crypto: CryptoProvider,
  options: Partial<StunTurnOptions> & { readonly random?: Random } = {},
  port: number = 3478,
): StunTurnServer {
  const interfaces = host.interfaces();
  let nextRelayPort = FIRST_RELAY_PORT;
  const server = new StunTurnServer(
    { crypto, random: world.random, ...options },
    {
      send: (bytes, to) => socket.send(bytes, to),
      openRelay: family => {
        const own = interfaces.find(candidate => candidate.family === family);
        if (own === undefined) return undefined;
        const local: TransportAddress = { address: own.address, port: nextRelayPort++, family };
        const relaySocket: DatagramSocket = host.open(local.address, local.port, {
          opened: () => {},
          failed: () => {},
          datagram: (bytes, from) => relay.onDatagram?.(bytes, from, world.now),
        });
        const relay: RelayPort = {
          local,
          send: (bytes, to) => relaySocket.send(bytes, to),
          close: () => relaySocket.close(),
          onDatagram: undefined,
        };
        return relay;
      },
    },
  );
  const socket: DatagramSocket = host.open(interfaces[0]?.address ?? '0.0.0.0', port, {
    opened: () => {},
    failed: () => {},
    datagram: (bytes, from) => server.receive(bytes, from, world.now),
  });
  return server;
}
