/** A test peer in this process, over our own `RTCPeerConnection`. */

import { RTCPeerConnection } from '../../../src/index.ts';
import { TestPeer } from '../page/test-peer.ts';
import type { ConnectionClass } from '../page/w3c.ts';
import type { Peer } from './peer.ts';
import { peerOver } from './peer.ts';

export function nodePeer(name = 'node'): Peer {
  const peer = new TestPeer(RTCPeerConnection as unknown as ConnectionClass);
  return peerOver(name, async (method, args) => {
    const run = peer[method as keyof TestPeer] as (...args: unknown[]) => unknown;
    return run.apply(peer, [...args]);
  });
}
