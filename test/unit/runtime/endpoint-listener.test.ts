/** Whose a TCP connection is: told by the first check, however it is cut, within bounds; and what becomes of it then. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TransportAddress } from '../../../src/base/address.ts';
import { concatenate } from '../../../src/base/concatenate.ts';
import { DropCounters } from '../../../src/base/errors.ts';
import { LENGTH_FRAMING } from '../../../src/base/length-framing.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import {
  EndpointAcceptor,
  EndpointListener,
  MAX_FIRST_PACKET,
  MAX_STRANGERS,
  STRANGER_TIMEOUT,
} from '../../../src/runtime/endpoint-listener.ts';
import type { EndpointDrop } from '../../../src/runtime/endpoint-port.ts';
import type { ListenEvents, Network, StreamSocket } from '../../../src/runtime/network.ts';
import { METHOD, USERNAME, writeAttribute, writeMessage } from '../../../src/stun/index.ts';
import { World } from '../../sim/world.ts';

const REMOTE: TransportAddress = { address: '198.51.100.1', port: 9, family: 4 };
const LOCAL: TransportAddress = { address: '192.0.2.1', port: 4000, family: 4 };

function check(username: string): Uint8Array {
  const transactionId = new Uint8Array(12);
  const attributes = [writeAttribute(USERNAME, username, transactionId)];
  const message = { class: 'request', method: METHOD.binding, transactionId, attributes } as const;
  return LENGTH_FRAMING.frame(writeMessage(message, {}, nodeCrypto)) as Uint8Array;
}

class FakeStream implements StreamSocket {
  readonly queuedBytes = 0;
  isClosed = false;
  write(): void {}
  close(): void {
    this.isClosed = true;
  }
}

/** A connection that takes the streams that are for it, and writes down what comes of them. */
class Taker implements ListenEvents {
  readonly told: string[] = [];
  readonly received: Uint8Array[] = [];
  willing = true;

  opened({ port }: TransportAddress): void {
    this.told.push(`opened ${port}`);
  }
  failed(reason: string): void {
    this.told.push(reason);
  }
  connected() {
    if (!this.willing) return undefined;
    return {
      opened: () => {},
      failed: (reason: string) => void this.told.push(`stream ${reason}`),
      closed: () => void this.told.push('stream closed'),
      bytes: (bytes: Uint8Array) => void this.received.push(bytes),
    };
  }
}

function stage() {
  const world = new World(1);
  const drops = new DropCounters<EndpointDrop>();
  const acceptors = new Map<string, EndpointAcceptor>();
  const told: string[] = [];
  const listener = new EndpointListener('192.0.2.1', 4000, {
    network: { listenStream: () => ({ close: () => void told.push('closed') }) } as unknown as Network,
    tasks: world.tasks,
    drops,
    acceptor: fragment => acceptors.get(fragment),
    listenerOpened: ({ local }) => void told.push(`opened ${local?.port}`),
    listenerFailed: (_listener, reason) => void told.push(reason),
  });
  const share = (name: string) => {
    const taker = new Taker();
    const acceptor = new EndpointAcceptor(listener, taker, () => void acceptors.delete(name));
    acceptors.set(name, acceptor);
    return { taker, acceptor };
  };
  const connect = () => {
    const stream = new FakeStream();
    return { stream, ear: listener.connected(stream, REMOTE) };
  };
  return { world, drops, told, listener, share, connect };
}

test('the first check says whose it is, in whatever pieces it comes, and nothing of it is lost', () => {
  const { listener, share, connect } = stage();
  listener.opened(LOCAL);
  const { taker, acceptor } = share('aaaa');
  acceptor.opened();
  acceptor.opened();
  assert.deepEqual(taker.told, ['opened 4000']);
  const all = concatenate([check('aaaa:x'), Uint8Array.of(0, 1, 22)]);
  for (const step of [1, 7, all.length]) {
    taker.received.length = 0;
    const { stream, ear } = connect();
    for (let at = 0; at < all.length; at += step) ear.bytes(all.subarray(at, at + step));
    assert.deepEqual(concatenate(taker.received), all);
    assert.equal(stream.isClosed, false);
    assert.equal(listener.strangerCount, 0);
    ear.closed();
  }
  const { ear } = connect();
  ear.bytes(all);
  ear.failed('ECONNRESET');
  assert.deepEqual(taker.told.slice(1), ['stream closed', 'stream closed', 'stream closed', 'stream ECONNRESET']);
});

test('what names nobody, is no check, or is too long is turned away and counted', () => {
  const { listener, share, connect, drops } = stage();
  listener.opened(LOCAL);
  const { taker, acceptor } = share('aaaa');
  const refused = (bytes: Uint8Array): void => {
    const { stream, ear } = connect();
    ear.bytes(bytes);
    assert.ok(stream.isClosed);
    ear.bytes(check('aaaa:x'));
    ear.closed();
  };
  refused(check('bbbb:x'));
  refused(check('no colon'));
  refused(Uint8Array.of(0, 19));
  refused(Uint8Array.of((MAX_FIRST_PACKET + 1) >> 8, (MAX_FIRST_PACKET + 1) & 0xff));
  refused(new Uint8Array(200));
  // It is not open yet; then it is, and does not want.
  refused(check('aaaa:x'));
  acceptor.opened();
  taker.willing = false;
  refused(check('aaaa:x'));
  assert.deepEqual(
    [drops.count('unknown-fragment'), drops.count('no-check'), drops.count('refused-stream')],
    [1, 4, 2],
  );
  assert.equal(listener.strangerCount, 0);
  assert.equal(taker.received.length, 0);
});

test('silence ends in time, and the oldest stranger makes room', () => {
  const { world, listener, connect, drops } = stage();
  const first = connect();
  first.ear.bytes(Uint8Array.of(0));
  for (let i = 1; i < MAX_STRANGERS; i++) connect();
  assert.equal(first.stream.isClosed, false);
  const last = connect();
  assert.ok(first.stream.isClosed);
  assert.equal(listener.strangerCount, MAX_STRANGERS);
  assert.equal(drops.count('too-many-streams'), 1);
  world.advance(STRANGER_TIMEOUT);
  assert.ok(last.stream.isClosed);
  assert.equal(listener.strangerCount, 0);
  assert.equal(drops.count('silent-stream'), MAX_STRANGERS);
  assert.ok(world.idle);
});

test('a stranger that leaves leaves nothing', () => {
  const { world, listener, connect, drops } = stage();
  connect().ear.closed();
  connect().ear.failed('ECONNRESET');
  assert.equal(listener.strangerCount, 0);
  assert.equal(drops.total, 0);
  world.advance(STRANGER_TIMEOUT);
});

test('a listener that closes or breaks closes its strangers, and not what connections have taken', () => {
  const { listener, share, connect, told } = stage();
  listener.opened(LOCAL);
  const { acceptor, taker } = share('aaaa');
  acceptor.opened();
  const [taken, waiting] = [connect(), connect()];
  taken.ear.bytes(check('aaaa:x'));
  listener.failed('EMFILE');
  assert.deepEqual([taken.stream.isClosed, waiting.stream.isClosed], [false, true]);
  assert.deepEqual(told, ['opened 4000', 'closed', 'EMFILE']);
  acceptor.failed('EMFILE');
  acceptor.failed('twice');
  assert.deepEqual(taker.told, ['opened 4000', 'EMFILE']);
  assert.equal(acceptor.accept(taken.stream, REMOTE), undefined);
});
