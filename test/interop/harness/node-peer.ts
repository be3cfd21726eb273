/** A test peer in this process, over our own `RTCPeerConnection`. */

import { type RTCConfiguration, RTCPeerConnection, type ServerOptions } from '../../../src/index.ts';
import { TestPeer } from '../page/test-peer.ts';
import type { ConnectionClass } from '../page/w3c.ts';
import type { Peer } from './peer.ts';
import { peerOver } from './peer.ts';

export function nodePeer(name = 'node', options: ServerOptions = {}): Peer {
  const withOptions = class extends RTCPeerConnection {
    constructor(configuration: RTCConfiguration) {
      super(configuration, options);
    }
  };
  const peer = new TestPeer(withOptions as unknown as ConnectionClass);
  return peerOver(name, async (method, args) => {
    const run = peer[method as keyof TestPeer] as (...args: unknown[]) => unknown;
    return run.apply(peer, [...args]);
  });
}
