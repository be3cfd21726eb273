/** STUN: what is written is read back, and what is read is written back. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AddressFamily, TransportAddress } from '../../src/base/address.ts';
import { formatAddress } from '../../src/base/address.ts';
import { nodeCrypto } from '../../src/node/crypto.ts';
import type { StunMessage } from '../../src/stun/index.ts';
import {
  ClientTransaction,
  ERROR_CODE,
  MAPPED_ADDRESS,
  PASSWORD_ALGORITHMS,
  readMessage,
  verifyIntegrity,
  writeMessage,
  XOR_PEER_ADDRESS,
} from '../../src/stun/index.ts';

const SEED = { seed: 8489, numRuns: 300 };

const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });

/** Objects as ours are, with a prototype. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(model, { noNullPrototype: true });

const message: fc.Arbitrary<StunMessage> = record({
  class: fc.constantFrom('request', 'indication', 'success', 'error'),
  method: fc.integer({ min: 0, max: 0x0fff }),
  transactionId: bytes(12),
  attributes: fc.array(
    record({
      type: fc.integer({ min: 0, max: 0xffff }).filter(type => ![0x0008, 0x001c, 0x8028].includes(type)),
      value: fc.uint8Array({ maxLength: 40 }),
    }),
    { maxLength: 10 },
  ),
});

const address: fc.Arbitrary<TransportAddress> = fc
  .tuple(fc.oneof(bytes(4), bytes(16)), fc.integer({ min: 0, max: 65535 }))
  .map(([literal, port]) => {
    const family: AddressFamily = literal.length === 4 ? 4 : 6;
    return { address: formatAddress(literal), port, family };
  });

const protection = record({
  integrityKey: fc.option(bytes(20), { nil: undefined }),
  integritySha256Key: fc.option(bytes(32), { nil: undefined }),
  fingerprint: fc.boolean(),
});

test('every message is read as it was written, and its protection holds', () => {
  fc.assert(
    fc.property(message, protection, (written, guard) => {
      const packet = writeMessage(written, guard, nodeCrypto);
      const read = readMessage(packet);
      assert.ok(read);
      assert.equal(read.class, written.class);
      assert.equal(read.method, written.method);
      assert.deepEqual(read.transactionId, written.transactionId);
      assert.deepEqual(read.attributes, written.attributes);
      assert.equal(read.fingerprint, guard.fingerprint);
      const { integrityKey, integritySha256Key } = guard;
      assert.equal(verifyIntegrity(packet, read, integrityKey ?? bytes20, nodeCrypto), integrityKey !== undefined);
      assert.equal(
        verifyIntegrity(packet, read, integritySha256Key ?? bytes20, nodeCrypto, 'sha256'),
        integritySha256Key !== undefined,
      );
      assert.deepEqual(writeMessage(read, guard, nodeCrypto), packet);
    }),
    SEED,
  );
});

const bytes20 = new Uint8Array(20);

test('no change of one byte passes both fingerprint and integrity', () => {
  fc.assert(
    fc.property(message, fc.nat(), fc.integer({ min: 1, max: 255 }), (written, place, flip) => {
      const packet = writeMessage(written, { integrityKey: bytes20, fingerprint: true }, nodeCrypto);
      const at = place % packet.length;
      packet[at] = (packet[at] as number) ^ flip;
      const read = readMessage(packet);
      // Only a change of FINGERPRINT's own type can hide it; the integrity does not cover what comes behind.
      if (read === undefined) return;
      assert.equal(read.fingerprint && verifyIntegrity(packet, read, bytes20, nodeCrypto), false);
    }),
    SEED,
  );
});

test('addresses survive with and without the mask', () => {
  fc.assert(
    fc.property(address, bytes(12), (value, id) => {
      for (const codec of [MAPPED_ADDRESS, XOR_PEER_ADDRESS]) {
        assert.deepEqual(codec.read(codec.write(value, id), id), value);
      }
    }),
    SEED,
  );
});

test('error codes and algorithm lists survive', () => {
  const id = new Uint8Array(12);
  const algorithms = fc.array(
    record({ algorithm: fc.integer({ min: 0, max: 0xffff }), parameters: fc.uint8Array({ maxLength: 9 }) }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 300, max: 699 }),
      fc.string({ unit: 'grapheme', maxLength: 100 }),
      algorithms,
      (code, reason, list) => {
        assert.deepEqual(ERROR_CODE.read(ERROR_CODE.write({ code, reason }, id), id), { code, reason });
        // Parameters at the very end may lack their padding on the wire, never in what we write.
        assert.deepEqual(PASSWORD_ALGORITHMS.read(PASSWORD_ALGORITHMS.write(list, id), id), list);
      },
    ),
    SEED,
  );
});

test('every schedule sends as often as it says, at growing distances, and ends', () => {
  const packet = writeMessage(
    { class: 'request', method: 1, transactionId: new Uint8Array(12), attributes: [] },
    {},
    nodeCrypto,
  );
  const options = record({
    rto: fc.integer({ min: 1, max: 5000 }),
    maxRequests: fc.integer({ min: 1, max: 12 }),
    finalWait: fc.integer({ min: 1, max: 32 }),
    maxRto: fc.option(fc.integer({ min: 5000, max: 20_000 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(options, schedule => {
      const transaction = new ClientTransaction(packet, schedule);
      let now = 0;
      let gap = 0;
      let sent = 0;
      while (transaction.state === 'waiting') {
        if (transaction.pollTransmit(now) !== undefined) sent++;
        const next = transaction.nextTimeout();
        assert.ok(next > now && Number.isFinite(next));
        if (sent < schedule.maxRequests) {
          assert.ok(next - now >= gap);
          gap = next - now;
        }
        now = next;
        transaction.handleTimeout(now);
      }
      assert.equal(sent, schedule.maxRequests);
    }),
    SEED,
  );
});
