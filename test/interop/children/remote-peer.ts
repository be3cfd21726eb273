/** Test peers in a process of their own, wherever that is: calls come and answers go by Node's channel to its parent. */

import { RTCPeerConnection } from '../../../src/index.ts';
import { TestPeer } from '../page/test-peer.ts';
import type { ConnectionClass } from '../page/w3c.ts';

interface Order {
  readonly id: number;
  readonly peer: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

const peers = new Map<number, TestPeer>();

process.on('message', (order: Order) => {
  void obey(order).then(
    result => process.send?.({ id: order.id, result }),
    (error: unknown) => process.send?.({ id: order.id, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());

async function obey({ peer, method, args }: Order): Promise<unknown> {
  let found = peers.get(peer);
  if (found === undefined) {
    found = new TestPeer(RTCPeerConnection as unknown as ConnectionClass);
    peers.set(peer, found);
  }
  const run = found[method as keyof TestPeer] as (...all: unknown[]) => unknown;
  return run.apply(found, [...args]);
}
