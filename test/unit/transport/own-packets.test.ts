/** What ICE owes leaves from its sockets, within the budget. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TransportAddress } from '../../../src/base/address.ts';
import { transmitOwn } from '../../../src/transport/own-packets.ts';

const TO: TransportAddress = { address: '192.0.2.1', port: 9, family: 4 };

test('what ICE owes leaves in order, until there is no more or the budget is spent', () => {
  const owed = [1, 2, 3];
  const ice = {
    pollTransmit: () => {
      const socket = owed.shift();
      return socket === undefined ? undefined : { socket, to: TO, packet: Uint8Array.of(socket) };
    },
  };
  const left: unknown[] = [];
  const out = {
    send: (socket: number, packet: Uint8Array, to: TransportAddress): void =>
      void left.push([socket, packet[0], to.port]),
  };
  assert.equal(transmitOwn(ice, out, 2, 0), 2);
  assert.deepEqual(left, [
    [1, 1, 9],
    [2, 2, 9],
  ]);
  assert.equal(transmitOwn(ice, out, 2, 0), 1);
  assert.equal(transmitOwn(ice, out, 2, 0), 0);
  assert.equal(left.length, 3);
});
