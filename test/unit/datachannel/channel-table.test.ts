/** Opening, ids, closing from either side, reuse, and what a peer can do wrong. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProtocolError } from '../../../src/base/errors.ts';
import { Ppid, writeOpen } from '../../../src/datachannel/dcep.ts';
import type { Channel } from '../../../src/datachannel/index.ts';
import { channelOf, init, Peers } from './peers.ts';

test('channels of both sides open, with ids by role and all their parameters', () => {
  const peers = new Peers();
  const one = channelOf(peers.a, init('one', { protocol: 'p', ordered: false, maxRetransmits: 3, priority: 512 }), 0);
  const two = channelOf(peers.b, init('two', { maxPacketLifeTime: 100 }), 0);
  peers.connect();
  assert.deepEqual([one.id, two.id], [0, 1]);
  assert.deepEqual(peers.eventsA.log, ['opened one', 'incoming two', 'opened two']);
  const remote = peers.eventsB.channels[0] as Channel;
  assert.deepEqual(
    [
      remote.id,
      remote.label,
      remote.protocol,
      remote.ordered,
      remote.maxRetransmits,
      remote.priority,
      remote.negotiated,
    ],
    [0, 'one', 'p', false, 3, 512, false],
  );
  assert.equal(peers.eventsA.channels[0]?.maxPacketLifeTime, 100);
});

test('a negotiated channel needs no OPEN', () => {
  const peers = new Peers();
  const a = channelOf(peers.a, init('n', { negotiated: true, id: 7 }), 0);
  channelOf(peers.b, init('n', { negotiated: true, id: 7 }), 0);
  assert.equal(peers.a.create(init('m', { negotiated: true, id: 7 }), 0), undefined);
  assert.equal(peers.a.create(init('m', { negotiated: true, id: 65_535 }), 0), undefined);
  peers.connect();
  a.send(new Uint8Array([1]), false, peers.pair.now);
  peers.pair.settle();
  assert.deepEqual(peers.eventsB.log, ['opened n']);
  assert.equal(peers.eventsB.messages.length, 1);
  assert.equal(peers.pair.a.association.counters.messagesSent, 1);
});

test('closing tells the other side, ends both, and the id is used again', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const peers = new Peers(seed);
    const first = channelOf(peers.a, init('x'), 0);
    peers.connect({ loss: 0.15, delay: 10, jitter: 30, duplication: 0.1 });
    for (let round = 0; round < 3; round++) {
      const channel = round === 0 ? first : channelOf(peers.a, init(`x${round}`), peers.pair.now);
      assert.equal(channel.id, 0);
      for (let i = 0; i < 5; i++) channel.send(new Uint8Array(3000).fill(i), false, peers.pair.now);
      if (seed % 2 === 0) {
        assert.ok(peers.pair.runUntil(() => peers.eventsB.channels.length === round + 1));
        peers.eventsB.channels[round]?.close(peers.pair.now);
      }
      channel.close(peers.pair.now);
      const remote = (): Channel | undefined => peers.eventsB.channels[round];
      const done = (): boolean => channel.state === 'closed' && remote()?.state === 'closed';
      assert.ok(peers.pair.runUntil(done, 60_000), `seed ${seed} round ${round}`);
    }
    assert.deepEqual([...peers.a.channels, ...peers.b.channels], []);
    if (seed % 2 === 1) assert.equal(peers.eventsB.messages.length, 15, `seed ${seed}`);
    assert.ok(peers.eventsA.errors.every(error => error === undefined));
  }
});

test('the side that did not close hears closing, then closed; the one that did hears closed only', () => {
  const peers = new Peers();
  const channel = channelOf(peers.a, init('x'), 0);
  peers.connect();
  const start = peers.pair.now;
  channel.close(peers.pair.now);
  peers.pair.runUntil(() => channel.state === 'closed');
  assert.ok(peers.pair.now - start < 50);
  peers.pair.settle();
  assert.deepEqual(peers.eventsA.log, ['opened x', 'closed x']);
  assert.deepEqual(peers.eventsB.log, ['incoming x', 'opened x', 'closing x', 'closed x']);
});

test('a channel on the stream of one that just closed comes, though the answer to its reset is lost', () => {
  const peers = new Peers();
  const first = channelOf(peers.a, init('first'), 0);
  peers.connect({ delay: 10 });
  let dropped = 0;
  peers.pair.filter = (packet, from) => {
    // A Re-configuration Response: the first one of a, to the reset with which b answers.
    if (from !== peers.pair.a || packet[12] !== 130 || packet[17] !== 16 || dropped > 0) return true;
    dropped++;
    return false;
  };
  first.close(peers.pair.now);
  assert.ok(peers.pair.runUntil(() => first.state === 'closed'));
  const second = channelOf(peers.a, init('second'), peers.pair.now);
  assert.equal(second.id, first.id);
  second.send(Uint8Array.of(7), false, peers.pair.now);
  peers.pair.flush();
  second.close(peers.pair.now);
  peers.pair.settle();
  assert.equal(dropped, 1);
  const story = (label: string): string[] =>
    ['incoming', 'opened', 'closing', 'closed'].map(event => `${event} ${label}`);
  assert.deepEqual(peers.eventsB.log, [...story('first'), ...story('second')]);
  assert.deepEqual(
    peers.eventsB.messages.map(({ channel, data }) => [channel.label, ...data]),
    [['second', 7]],
  );
  assert.equal(second.state, 'closed');
  assert.deepEqual([peers.b.drops.total, peers.pair.b.association.waitingBytes], [0, 0]);
});

test('channels follow one another on one stream, whatever is lost, delayed or doubled', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const peers = new Peers(seed).connect({ loss: 0.2, delay: 10, jitter: 50, duplication: 0.2 });
    const labels = ['1', '2', '3', '4', '5', '6'];
    for (const label of labels) {
      const channel = channelOf(peers.a, init(label), peers.pair.now);
      assert.equal(channel.id, 0);
      for (let i = 0; i < 3; i++) channel.send(new Uint8Array(3000), false, peers.pair.now);
      channel.close(peers.pair.now);
      assert.ok(
        peers.pair.runUntil(() => channel.state === 'closed'),
        `seed ${seed} channel ${label}`,
      );
    }
    assert.ok(peers.pair.runUntil(() => peers.eventsB.log.includes('closed 6')));
    assert.deepEqual(
      peers.eventsB.messages.map(({ channel }) => channel.label),
      labels.flatMap(label => [label, label, label]),
      `seed ${seed}`,
    );
  }
});

test('a channel closed before it was open never opens', () => {
  const peers = new Peers();
  const channel = channelOf(peers.a, init('x'), 0);
  channel.close(0);
  peers.connect();
  assert.deepEqual([peers.eventsA.log, peers.eventsB.log], [['closed x'], []]);
});

test('the end of the association closes every channel, with its error', () => {
  const peers = new Peers();
  channelOf(peers.a, init('x'), 0);
  channelOf(peers.a, init('y'), 0);
  peers.connect();
  const error = new ProtocolError('sctp', 'retransmission-limit', '');
  peers.a.associationClosed(error);
  assert.deepEqual(peers.eventsA.log.slice(2), ['closed x', 'closed y']);
  assert.deepEqual(peers.eventsA.errors, [error, error]);
  assert.equal(peers.a.create(init('z'), 0), undefined);
  peers.pair.a.association.abort(peers.pair.now);
  peers.pair.settle();
  assert.deepEqual(
    peers.eventsB.errors.map(each => each?.code),
    ['aborted-by-user', 'aborted-by-user'],
  );
});

test('more channels than streams: those without an id close with an error', () => {
  const peers = new Peers(1, 3);
  for (const label of ['1', '2', '3']) channelOf(peers.a, init(label), 0);
  assert.equal(peers.a.create(init('4'), 0), undefined);
  peers.connect();
  assert.equal([...peers.a.channels].length, 3);
});

test('thirty-two channels progress together', () => {
  const peers = new Peers();
  const channels = Array.from({ length: 32 }, (_, i) => channelOf(peers.a, init(`${i}`), 0));
  peers.connect({ delay: 5 });
  for (const channel of channels) {
    for (let i = 0; i < 20; i++) channel.send(new Uint8Array(2000), false, peers.pair.now);
  }
  peers.pair.runUntil(() => peers.eventsB.messages.length >= 320);
  const counts = peers.eventsB.channels.map(channel => channel.messagesReceived);
  assert.ok(Math.max(...counts) - Math.min(...counts) <= 2);
});

test('a peer that resets all its streams closes every channel, whether anything came on it or not', () => {
  const peers = new Peers().connect();
  peers.a.create(init('ordered'), peers.pair.now);
  const unordered = peers.a.create(init('unordered', { ordered: false }), peers.pair.now);
  peers.b.create(init('ours'), peers.pair.now);
  for (const table of [peers.a, peers.b]) table.create(init('quiet', { negotiated: true, id: 40 }), peers.pair.now);
  peers.pair.settle();
  unordered?.send(new Uint8Array(5), false, peers.pair.now);
  peers.pair.settle();
  peers.eventsB.log.length = 0;
  peers.b.incomingStreamsReset([]);
  assert.deepEqual(peers.eventsB.log.sort(), ['closing ordered', 'closing ours', 'closing quiet', 'closing unordered']);
  peers.pair.settle();
  assert.deepEqual([...peers.b.channels], []);
});

test('what the peer does wrong is refused and counted', () => {
  const peers = new Peers().connect();
  const open = writeOpen({
    label: 'l',
    protocol: '',
    ordered: true,
    maxRetransmits: undefined,
    maxPacketLifeTime: undefined,
    priority: 0,
  });
  const send = (stream: number, ppid: number, data: Uint8Array): void => {
    peers.pair.a.association.send(stream, ppid, data, { ordered: true }, peers.pair.now);
    peers.pair.settle();
  };
  send(1, Ppid.dcep, open);
  assert.equal(peers.b.drops.count('wrong-parity'), 1);
  send(0, Ppid.dcep, open);
  send(0, Ppid.dcep, open);
  assert.equal(peers.b.drops.count('stream-in-use'), 1);
  send(2, Ppid.dcep, new Uint8Array([3, 0]));
  assert.equal(peers.b.drops.count('malformed-dcep'), 1);
  send(4, Ppid.binary, new Uint8Array(5));
  assert.equal(peers.b.drops.count('unknown-stream'), 1);
  send(0, 99, new Uint8Array(5));
  assert.equal(peers.b.drops.count('unknown-ppid'), 1);
  send(6, Ppid.dcep, new Uint8Array([2]));
  assert.equal(peers.eventsB.log.join(), 'incoming l,opened l');
  assert.equal(peers.pair.b.association.waitingBytes, 0);
});

test('deprecated partial messages are joined, and bounded', () => {
  const peers = new Peers();
  const channel = channelOf(peers.a, init('x'), 0);
  peers.connect();
  const send = (ppid: number, ...data: number[]): void => {
    peers.pair.a.association.send(channel.id as number, ppid, new Uint8Array(data), { ordered: true }, peers.pair.now);
  };
  send(Ppid.binaryPartial, 1);
  send(Ppid.binaryPartial, 2, 3);
  send(Ppid.binary, 4);
  send(Ppid.stringPartial, 65);
  send(Ppid.string, 66);
  peers.pair.settle();
  assert.deepEqual(
    peers.eventsB.messages.map(({ data, isString }) => [...data, isString]),
    [
      [1, 2, 3, 4, false],
      [65, 66, true],
    ],
  );
  assert.equal(peers.pair.b.association.waitingBytes, 0);
  for (let i = 0; i < 3; i++) {
    const data = new Uint8Array(500_000);
    peers.pair.a.association.send(channel.id as number, Ppid.binaryPartial, data, { ordered: true }, peers.pair.now);
  }
  peers.pair.settle();
  assert.equal(peers.b.drops.count('partial-limit'), 1);
  assert.equal(peers.pair.b.association.waitingBytes, 0);
  // The rest of what was too long is no message.
  send(Ppid.binaryPartial, 5);
  send(Ppid.binary, 6);
  send(Ppid.binary, 7);
  peers.pair.settle();
  assert.deepEqual(
    peers.eventsB.messages.slice(2).map(({ data }) => [...data]),
    [[7]],
  );
  assert.equal(peers.pair.b.association.waitingBytes, 0);
});
