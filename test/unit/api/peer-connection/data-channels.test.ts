/** createDataChannel: what it refuses, and how ids come about. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RTCPeerConnectionStats } from '../../../../src/api/stats/transport-dictionaries.ts';
import { Pair } from '../connections.ts';

test('arguments that cannot be are refused', () => {
  const { connection } = new Pair().a;
  const refuses = (label: string, init: object, name: string = 'TypeError'): void => {
    assert.throws(() => connection.createDataChannel(label, init), { name });
  };
  refuses('x'.repeat(65_536), {});
  refuses('x', { protocol: 'é'.repeat(32_768) });
  refuses('x', { negotiated: true });
  refuses('x', { negotiated: true, id: 65_535 });
  refuses('x', { maxRetransmits: 1, maxPacketLifeTime: 1 });
  refuses('x', { maxRetransmits: -1 });
  refuses('x', { id: 65_536 });
  refuses('x', { priority: 'urgent' });
  connection.createDataChannel('x', { negotiated: true, id: 3 });
  refuses('y', { negotiated: true, id: 3 }, 'OperationError');
});

test('an id is null until the DTLS role is known, then even for the client and odd for the server', async () => {
  const pair = new Pair();
  const [first, second] = [pair.a.connection.createDataChannel('x'), pair.a.connection.createDataChannel('y')];
  const given = pair.a.connection.createDataChannel('z', { negotiated: true, id: 1 });
  const ignored = pair.a.connection.createDataChannel('w', { id: 8 });
  assert.deepEqual([first.id, second.id, given.id, ignored.id], [null, null, 1, null]);
  await pair.negotiate();
  assert.deepEqual([first.id, second.id, given.id, ignored.id], [3, 5, 1, 7]);
  assert.equal(pair.b.connection.createDataChannel('v').id, 0);
  await pair.close();
});

test('a negotiated channel opens when both sides have it', async () => {
  const pair = new Pair();
  const [near, far] = [pair.a, pair.b].map(side =>
    side.connection.createDataChannel('x', { negotiated: true, id: 4 }),
  ) as [ReturnType<typeof pair.a.connection.createDataChannel>, ReturnType<typeof pair.a.connection.createDataChannel>];
  await pair.negotiate();
  await pair.until(() => near.readyState === 'open' && far.readyState === 'open');
  assert.equal(pair.b.log.includes('datachannel'), false);
  await pair.close();
});

test('the handler of datachannel can set handlers and send before open fires', async () => {
  const pair = new Pair();
  const near = pair.a.connection.createDataChannel('x');
  const order: string[] = [];
  near.onmessage = ({ data }) => void order.push(data);
  near.onopen = () => near.send('first');
  pair.b.connection.ondatachannel = ({ channel }) => {
    order.push(`datachannel ${channel.readyState}`);
    channel.send('at once');
    queueMicrotask(() => {
      channel.onopen = () => void order.push('open');
      channel.onmessage = ({ data }) => void order.push(data);
    });
  };
  await pair.negotiate();
  await pair.until(() => order.length === 4);
  assert.deepEqual(order.slice(0, 2), ['datachannel open', 'open']);
  // Each goes its own way: which one arrives first means nothing.
  assert.deepEqual(order.slice(2).sort(), ['at once', 'first']);
  await pair.close();
});

test('a channel that comes and ends while its connection is being closed troubles nobody', async () => {
  const pair = new Pair();
  const [near, far] = await pair.connect();
  far.onmessage = () => pair.b.connection.close();
  let announced = 0;
  pair.b.connection.ondatachannel = () => announced++;
  // What a sends comes in one burst.
  const { realm } = pair;
  const burst: Parameters<typeof realm.route>[0][] = [];
  realm.route = datagram => void burst.push(datagram);
  near.send('bye');
  await pair.world.pass(0);
  pair.a.connection.createDataChannel('late');
  await pair.world.pass(0);
  pair.a.connection.close();
  await pair.world.pass(0);
  Reflect.deleteProperty(realm, 'route');
  pair.world.after(0, () => burst.forEach(datagram => realm.route(datagram)));
  await pair.until(() => pair.b.connection.connectionState === 'closed');
  await pair.world.pass(1000);
  assert.equal(announced, 0);
});

test('statistics count the channels that were open, and those of them that closed', async () => {
  const pair = new Pair();
  const count = async (side: typeof pair.a): Promise<[number, number]> => {
    const report = await pair.wait(side.connection.getStats());
    const stats = report.get('P') as Required<RTCPeerConnectionStats>;
    return [stats.dataChannelsOpened, stats.dataChannelsClosed];
  };
  pair.b.connection.ondatachannel = ({ channel }) => channel.close();
  const near = pair.a.connection.createDataChannel('x');
  const never = pair.a.connection.createDataChannel('never');
  await pair.negotiate();
  if (never.readyState === 'connecting') never.close();
  await pair.until(() => near.readyState === 'closed');
  await pair.world.pass(100);
  assert.equal(never.readyState, 'closed');
  assert.deepEqual(await count(pair.a), [1, 1]);
  assert.deepEqual(await count(pair.b), [1, 1]);
  await pair.close();
});
