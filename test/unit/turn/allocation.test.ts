/** An allocation against the simulated server, from challenge to release, in virtual time (RFC 8656). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NEVER } from '../../../src/base/instant.ts';
import { readMessage } from '../../../src/stun/index.ts';
import { wrapChannelData } from '../../../src/turn/index.ts';
import { CLIENT, OTHER_PEER, PEER, RelayBench, SERVER } from './relay-bench.ts';

const MINUTE = 60_000;
const ALLOCATED = 'allocated 192.0.2.3:50000 198.51.100.7:40000 600 s';

test('an allocation answers the challenge and gets a relayed address', () => {
  const bench = new RelayBench().allocate();
  assert.deepEqual(bench.log, [ALLOCATED]);
  assert.equal(bench.allocation.state, 'allocated');
  assert.equal(bench.server.counts.get('401'), 1);
  assert.equal(bench.server.counts.get('allocate'), 2);
  assert.deepEqual(bench.allocation.mapped, CLIENT);
});

test('a modern server is answered with SHA-256 and a hashed user name', () => {
  const packets: Uint8Array[] = [];
  const bench = new RelayBench({}, { modern: true });
  bench.loses = packet => {
    packets.push(packet);
    return false;
  };
  bench.allocate();
  assert.deepEqual(bench.log, [ALLOCATED]);
  const message = readMessage(packets[1] as Uint8Array);
  assert.ok(message);
  assert.ok(message.integritySha256At > 0);
  assert.equal(message.integrityAt, -1);
  assert.equal(
    message.attributes.some(({ type }) => type === 0x001e),
    true,
    'USERHASH',
  );
  assert.equal(
    message.attributes.some(({ type }) => type === 0x0006),
    false,
    'USERNAME',
  );
});

test('an IPv6 relayed address is asked for by family', () => {
  const bench = new RelayBench({ requestedFamily: 6 }).allocate();
  assert.equal(bench.log[0], 'allocated [2001:db8::3]:50000 198.51.100.7:40000 600 s');
});

test('a wrong password fails with 401 after one try', () => {
  const bench = new RelayBench({ password: 'wrong' }).allocate();
  assert.deepEqual(bench.log, ['failed 401 Unauthenticated']);
  assert.equal(bench.server.counts.get('allocate'), 2);
  assert.equal(bench.allocation.nextTimeout(), NEVER);
});

test('a full server fails with 486', () => {
  assert.deepEqual(new RelayBench({}, { maxAllocations: 0 }).allocate().log, ['failed 486 Allocation Quota Reached']);
});

test('a silent server fails with 701 after 39.5 s', () => {
  const bench = new RelayBench();
  bench.loses = () => true;
  bench.allocation.allocate();
  bench.advance(39_499);
  assert.deepEqual(bench.log, []);
  bench.advance(1);
  assert.deepEqual(bench.log, ['failed 701 The TURN server did not answer']);
  assert.equal(bench.packetsSent, 7);
});

test('lost requests are sent again', () => {
  const bench = new RelayBench();
  let count = 0;
  bench.loses = () => count++ % 2 === 0;
  bench.allocation.allocate();
  bench.advance(2000);
  assert.deepEqual(bench.log, [ALLOCATED]);
});

test('the allocation is refreshed a minute before it ends', () => {
  const bench = new RelayBench().allocate();
  bench.advance(8 * MINUTE);
  assert.equal(bench.server.counts.get('refresh'), undefined);
  bench.advance(52 * MINUTE);
  assert.equal(bench.server.allocationCount, 1);
  assert.equal(bench.allocation.state, 'allocated');
  assert.ok((bench.server.counts.get('refresh') ?? 0) >= 6);
});

test('a short allocation is refreshed at half its life', () => {
  const bench = new RelayBench({}, { lifetime: 60_000 }).allocate();
  bench.advance(29_000);
  assert.equal(bench.server.counts.get('refresh'), undefined);
  bench.advance(2_000);
  assert.equal(bench.server.counts.get('refresh'), 1);
});

test('a stale nonce is replaced, in the middle of several requests too', () => {
  const bench = new RelayBench().allocate();
  bench.server.expireNonces();
  bench.allocation.createPermission(PEER);
  bench.allocation.createPermission(OTHER_PEER);
  bench.allocation.bindChannel(PEER);
  bench.advance(100);
  assert.equal(bench.server.counts.get('438'), 3);
  assert.equal(bench.allocation.isBound(PEER), true);
  assert.equal(bench.allocation.permission(OTHER_PEER), 'granted');
});

test('nonces that live for a minute do not end an allocation', () => {
  const bench = new RelayBench({}, { nonceLifetime: MINUTE }).allocate();
  bench.allocation.bindChannel(PEER);
  bench.advance(60 * MINUTE);
  assert.equal(bench.allocation.state, 'allocated');
  assert.equal(bench.server.allocationCount, 1);
  assert.ok((bench.server.counts.get('438') ?? 0) > 5);
  bench.send(PEER, 'after an hour');
  bench.advance(100);
  assert.deepEqual(bench.relayed.at(-1), { to: PEER, text: 'after an hour' });
});

test('a server whose nonce is always stale is given up', () => {
  const bench = new RelayBench({}, { nonceLifetime: 0 }).allocate();
  bench.advance(1000);
  assert.deepEqual(bench.log, ['failed 438 Stale Nonce']);
  assert.ok((bench.server.counts.get('allocate') ?? 0) <= 6);
});

test('data waits for its permission, then goes by Send indication, then by channel', () => {
  const bench = new RelayBench().allocate();
  bench.send(PEER, 'one');
  bench.send(PEER, 'two');
  assert.deepEqual(bench.relayed, []);
  bench.advance(100);
  assert.deepEqual(bench.relayed, [
    { to: PEER, text: 'one' },
    { to: PEER, text: 'two' },
  ]);
  bench.send(PEER, 'three');
  bench.advance(100);
  assert.equal(bench.server.counts.get('send'), 3);
  bench.allocation.bindChannel(PEER);
  bench.advance(100);
  bench.send(PEER, 'four');
  bench.advance(100);
  assert.equal(bench.server.counts.get('channelData'), 1);
  assert.deepEqual(
    bench.relayed.map(({ text }) => text),
    ['one', 'two', 'three', 'four'],
  );
});

test('data from a peer comes as indication or by channel, and always with the same address object', () => {
  const bench = new RelayBench().allocate();
  bench.fromPeer(PEER, 'nobody asked');
  bench.allocation.createPermission(PEER);
  bench.advance(100);
  bench.fromPeer(PEER, 'a');
  bench.fromPeer(PEER, 'b');
  bench.advance(100);
  bench.allocation.bindChannel(PEER);
  bench.advance(100);
  bench.fromPeer(PEER, 'c');
  bench.fromPeer(PEER, 'd');
  bench.advance(100);
  assert.deepEqual(
    bench.received.map(({ text }) => text),
    ['a', 'b', 'c', 'd'],
  );
  assert.equal(bench.received[0]?.peer, bench.received[1]?.peer);
  assert.equal(bench.received[2]?.peer, bench.received[3]?.peer);
  assert.deepEqual(bench.received[3]?.peer, PEER);
});

test('permissions and channels outlive their lifetimes as long as they are wanted', () => {
  const bench = new RelayBench().allocate();
  bench.allocation.createPermission(OTHER_PEER);
  bench.allocation.bindChannel(PEER);
  for (let i = 0; i < 30; i++) {
    bench.advance(2 * MINUTE);
    bench.send(PEER, 'channel');
    bench.send(OTHER_PEER, 'indication');
    bench.fromPeer(PEER, 'back');
    bench.advance(100);
  }
  assert.equal(bench.server.counts.get('unpermitted'), undefined);
  assert.equal(bench.relayed.length, 60);
  assert.equal(bench.received.length, 30);
  assert.deepEqual(bench.log, [ALLOCATED, 'permitted 203.0.113.6', 'permitted 203.0.113.5']);
});

test('what is not retained lapses, and comes back when it is needed', () => {
  const bench = new RelayBench().allocate();
  bench.allocation.bindChannel(PEER);
  bench.allocation.bindChannel(OTHER_PEER);
  bench.advance(100);
  bench.allocation.retainOnly([OTHER_PEER]);
  bench.advance(20 * MINUTE);
  assert.equal(bench.allocation.permission(PEER), undefined);
  assert.equal(bench.allocation.isBound(PEER), false);
  assert.equal(bench.allocation.isBound(OTHER_PEER), true);
  bench.fromPeer(PEER, 'too late');
  bench.advance(100);
  assert.equal(bench.server.counts.get('unpermitted'), 1);
  bench.send(PEER, 'again');
  bench.advance(100);
  assert.deepEqual(bench.relayed, [{ to: PEER, text: 'again' }]);
  assert.equal(bench.allocation.bindChannel(PEER), true);
  bench.advance(100);
  assert.equal(bench.allocation.isBound(PEER), true);
});

test('refreshes that nobody answers are asked for again while there is time', () => {
  const bench = new RelayBench().allocate();
  bench.send(PEER, 'first');
  bench.allocation.bindChannel(PEER);
  // At 4 minutes the permission, at 8 the channel, at 9 the allocation.
  for (const minute of [4, 8, 9]) {
    bench.advance(minute * MINUTE - 1000 - bench.now);
    bench.loses = () => true;
    bench.advance(42_000);
    bench.loses = () => false;
    bench.advance(5_000);
    bench.send(PEER, `after ${minute}`);
    bench.advance(100);
    assert.equal(bench.relayed.at(-1)?.text, `after ${minute}`);
    assert.equal(bench.allocation.isBound(PEER), true);
  }
  bench.advance(20 * MINUTE);
  assert.deepEqual(bench.log, [ALLOCATED, 'permitted 203.0.113.5']);
});

test('a permission that nobody answered for is refused, and asked for with the next packet', () => {
  const bench = new RelayBench().allocate();
  bench.loses = () => true;
  bench.send(PEER, 'lost');
  bench.advance(40_000);
  bench.loses = () => false;
  bench.send(PEER, 'again');
  bench.advance(100);
  assert.deepEqual(bench.log, [ALLOCATED, 'refused 203.0.113.5 701', 'permitted 203.0.113.5']);
  assert.deepEqual(
    bench.relayed.map(({ text }) => text),
    ['again'],
  );
});

test('a peer that is needed again after its permission lapsed is heard, though its channel would have lasted', () => {
  const bench = new RelayBench().allocate();
  bench.allocation.bindChannel(PEER);
  bench.advance(100);
  bench.allocation.retainOnly([]);
  bench.advance(6 * MINUTE);
  assert.equal(bench.allocation.isBound(PEER), false);
  bench.send(PEER, 'again');
  bench.advance(100);
  assert.deepEqual(bench.relayed, [{ to: PEER, text: 'again' }]);
  bench.fromPeer(PEER, 'answer');
  bench.advance(100);
  assert.deepEqual(
    bench.received.map(({ text }) => text),
    ['answer'],
  );
});

test('a channel is bound anew for a peer whose permission has just lapsed', () => {
  const bench = new RelayBench().allocate();
  bench.allocation.bindChannel(PEER);
  bench.advance(100);
  bench.allocation.retainOnly([]);
  bench.advance(4.5 * MINUTE);
  bench.allocation.bindChannel(PEER);
  bench.advance(2 * MINUTE);
  bench.fromPeer(PEER, 'still there');
  bench.advance(100);
  assert.equal(bench.allocation.isBound(PEER), true);
  assert.equal(bench.received.length, 1);
});

test('a forbidden peer is refused and nothing else suffers', () => {
  const bench = new RelayBench({}, { forbids: address => address === PEER.address }).allocate();
  bench.send(PEER, 'x');
  bench.send(OTHER_PEER, 'y');
  bench.advance(100);
  assert.deepEqual(bench.log, [ALLOCATED, 'refused 203.0.113.5 403', 'permitted 203.0.113.6']);
  bench.send(PEER, 'x');
  assert.equal(bench.allocation.drops.count('no-permission'), 1);
  bench.allocation.bindChannel(PEER);
  bench.advance(100);
  assert.equal(bench.allocation.isBound(PEER), false);
  bench.send(OTHER_PEER, 'z');
  bench.advance(100);
  assert.deepEqual(
    bench.relayed.map(({ text }) => text),
    ['y', 'z'],
  );
  bench.allocation.createPermission(PEER);
  assert.equal(bench.allocation.permission(PEER), 'requested', 'a refused permission can be asked for again');
});

test('a peer of the other address family is refused', () => {
  const bench = new RelayBench().allocate();
  bench.allocation.createPermission({ address: '2001:db8::9', port: 1, family: 6 });
  bench.advance(100);
  assert.deepEqual(bench.log, [ALLOCATED, 'refused 2001:db8::9 443']);
});

test('two hundred peers do not become two hundred requests at once', () => {
  const bench = new RelayBench().allocate();
  const before = bench.packetsSent;
  for (let i = 0; i < 200; i++) bench.allocation.createPermission({ address: `203.0.113.${i}`, port: 1, family: 4 });
  bench.flush();
  assert.equal(bench.packetsSent - before, 16);
  bench.advance(1000);
  assert.equal(bench.server.counts.get('createPermission'), 200);
  assert.equal(bench.log.length, 201);
});

test('permissions, channels and waiting data are bounded', () => {
  const bench = new RelayBench().allocate();
  const peer = (i: number) => ({ address: `10.0.${i >> 8}.${i & 255}`, port: 1, family: 4 }) as const;
  let accepted = 0;
  for (let i = 0; i < 1000; i++) if (bench.allocation.createPermission(peer(i))) accepted++;
  assert.equal(accepted, 256);
  for (let i = 0; i < 256; i++) assert.equal(bench.allocation.bindChannel(peer(i)), true);
  assert.equal(bench.allocation.bindChannel(peer(256)), false);
  for (let i = 0; i < 50; i++) bench.allocation.send(peer(0), new Uint8Array(1000));
  assert.equal(bench.allocation.drops.count('backlog-full'), 18);
  bench.allocation.send(peer(999), new Uint8Array(1));
  assert.equal(bench.allocation.drops.count('no-permission'), 1);
});

test('closing tells the server and ends within a round trip', () => {
  const bench = new RelayBench().allocate();
  bench.allocation.close();
  bench.advance(100);
  assert.deepEqual(bench.log, [ALLOCATED, 'relay closed', 'closed']);
  assert.equal(bench.server.allocationCount, 0);
  assert.equal(bench.allocation.nextTimeout(), NEVER);
  bench.allocation.close();
  assert.equal(bench.log.length, 3);
});

test('closing with a stale nonce still deletes the allocation', () => {
  const bench = new RelayBench().allocate();
  bench.server.expireNonces();
  bench.allocation.close();
  bench.advance(100);
  assert.equal(bench.server.allocationCount, 0);
  assert.equal(bench.log.at(-1), 'closed');
});

test('closing while the server is silent ends after 2.5 s and three tries', () => {
  const bench = new RelayBench().allocate();
  bench.loses = () => true;
  const before = bench.packetsSent;
  bench.allocation.close();
  bench.advance(2_499);
  assert.equal(bench.allocation.state, 'closing');
  bench.advance(1);
  assert.deepEqual(bench.log, [ALLOCATED, 'closed']);
  assert.equal(bench.packetsSent - before, 3);
});

test('closing before anything was sent is immediate, and in mid-allocation leaves nothing behind', () => {
  const fresh = new RelayBench();
  fresh.allocation.close();
  assert.deepEqual(fresh.log, ['closed']);

  const early = new RelayBench();
  early.allocation.allocate();
  early.flush();
  early.allocation.close();
  assert.deepEqual(early.log, ['closed']);

  const late = new RelayBench();
  late.allocation.allocate();
  late.advance(25);
  assert.equal(late.allocation.state, 'allocating');
  late.allocation.close();
  late.advance(200);
  assert.equal(late.server.allocationCount, 0);
  assert.deepEqual(late.log, ['relay closed', 'closed']);
});

test('nothing is sent or delivered after the end', () => {
  const bench = new RelayBench().allocate();
  bench.allocation.bindChannel(PEER);
  bench.advance(100);
  bench.allocation.close();
  assert.equal(bench.allocation.send(PEER, new Uint8Array(1)), undefined);
  assert.equal(bench.deliver(wrapChannelData(0x4000, new Uint8Array(4))), true);
  assert.equal(bench.allocation.createPermission(PEER), false);
  assert.equal(bench.allocation.bindChannel(PEER), false);
  bench.advance(1000);
  assert.deepEqual(bench.received, []);
});

test('a server that was started anew ends the allocation', () => {
  const bench = new RelayBench().allocate();
  bench.server.restart();
  bench.log.length = 0;
  bench.allocation.createPermission(PEER);
  bench.advance(1000);
  assert.deepEqual(bench.log, ['failed 437 Allocation Mismatch']);
  assert.equal(bench.allocation.nextTimeout(), NEVER);
  bench.allocation.close();
  assert.equal(bench.log.at(-1), 'closed');
});

test('a server that falls silent ends the allocation once it has run out', () => {
  const bench = new RelayBench().allocate();
  bench.loses = () => true;
  bench.advance(10 * MINUTE - 1000);
  assert.equal(bench.allocation.state, 'allocated');
  bench.advance(MINUTE);
  assert.deepEqual(bench.log, [ALLOCATED, 'failed 701 The TURN server did not answer']);
});

test('a redirect is followed without the old nonce, but not in circles', () => {
  const target = { address: '192.0.2.4', port: 3478, family: 4 } as const;
  const bench = new RelayBench({}, { redirectTo: target }).allocate();
  assert.deepEqual(bench.allocation.server, target);
  assert.deepEqual(bench.strays, [target]);
  assert.equal(bench.deliver(new Uint8Array(20), SERVER), false, 'the old server is a stranger now');

  const circle = new RelayBench({}, { redirectTo: SERVER }).allocate();
  assert.deepEqual(circle.log, ['failed 300 Try Alternate']);
});

test('a second allocate does nothing', () => {
  const bench = new RelayBench().allocate();
  bench.allocation.allocate();
  bench.advance(100);
  assert.equal(bench.server.counts.get('allocate'), 2);
});
