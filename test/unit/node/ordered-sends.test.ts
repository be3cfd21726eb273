/** Sends one after the other, over a socket that answers when the test wants it to. */

import assert from 'node:assert/strict';
import type { Socket } from 'node:dgram';
import { test } from 'node:test';
import { OrderedSends } from '../../../src/node/ordered-sends.ts';

const to = { address: '192.0.2.1', port: 9, family: 4 } as const;

function slowSocket(): { socket: Socket; sent: number[]; closed: () => boolean; answer: () => void } {
  const sent: number[] = [];
  const waiting: (() => void)[] = [];
  let closed = false;
  const socket = {
    send(bytes: Uint8Array, port: number, address: string, done: () => void): void {
      assert.deepEqual([address, port, closed], [to.address, to.port, false]);
      sent.push(bytes[0] as number);
      waiting.push(done);
    },
    close(): void {
      closed = true;
    },
  };
  return { socket: socket as unknown as Socket, sent, closed: () => closed, answer: () => waiting.shift()?.() };
}

test('one is under way at a time, and what waits is sent before the socket closes', () => {
  const { socket, sent, closed, answer } = slowSocket();
  const sends = new OrderedSends(socket);
  for (let i = 0; i < 3; i++) sends.send(Uint8Array.of(i), to);
  assert.deepEqual(sent, [0]);
  answer();
  assert.deepEqual(sent, [0, 1]);
  sends.close();
  answer();
  assert.deepEqual([sent, closed()], [[0, 1, 2], false]);
  answer();
  assert.equal(closed(), true);
});

test('an idle one sends and closes at once', () => {
  const { socket, sent, closed, answer } = slowSocket();
  const sends = new OrderedSends(socket);
  sends.send(Uint8Array.of(1), to);
  answer();
  sends.send(Uint8Array.of(2), to);
  assert.deepEqual(sent, [1, 2]);
  answer();
  sends.close();
  assert.equal(closed(), true);
});

test('a full queue loses what is new', () => {
  const { socket, sent, answer } = slowSocket();
  const sends = new OrderedSends(socket);
  for (let i = 0; i < 5000; i++) sends.send(Uint8Array.of(i & 0xff), to);
  for (let i = 0; i < 5000; i++) answer();
  assert.equal(sent.length, 4097);
  sends.send(Uint8Array.of(1), to);
  assert.equal(sent.length, 4098);
});
