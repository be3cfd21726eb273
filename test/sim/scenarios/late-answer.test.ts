/** An answer that takes its time, as one that people carry by hand: ICE and DTLS have begun without the offerer. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RTCPeerConnection } from '../../../src/api/rtc-peer-connection.ts';
import { Host, Realm } from '../network.ts';
import { simulatedRuntime } from '../runtime.ts';
import { World } from '../world.ts';

test('an answer that comes a minute late connects', async () => {
  const world = new World(1);
  const internet = new Realm();
  const make = (address: string): RTCPeerConnection => {
    const host = new Host(world);
    host.addInterface(address, { realm: internet, up: { delay: 10 } });
    return new RTCPeerConnection({}, { runtime: simulatedRuntime(world, host) });
  };
  const [a, b] = [make('192.0.2.1'), make('192.0.2.2')];
  const channel = a.createDataChannel('late');
  const gathered = (peer: RTCPeerConnection) => () => peer.iceGatheringState === 'complete';
  void a.setLocalDescription();
  assert.ok(await world.settle(gathered(a), 10_000));
  void b.setRemoteDescription(a.localDescription as never).then(() => b.setLocalDescription());
  assert.ok(await world.settle(gathered(b), 10_000));
  await world.pass(60_000);
  assert.equal(b.connectionState, 'connecting');
  void a.setRemoteDescription(b.localDescription as never);
  assert.ok(
    await world.settle(() => channel.readyState === 'open', 10_000),
    `${a.connectionState}, ${b.connectionState}`,
  );
  for (const peer of [a, b]) peer.close();
  await world.pass(5_000);
});
