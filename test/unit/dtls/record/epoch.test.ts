/** Epochs: sequence numbers that count up, and a replay window that only authentic records move. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReadEpoch, WriteEpoch } from '../../../../src/dtls/record/epoch.ts';
import * as record from '../../../../src/dtls/record/header.ts';
import { APPLICATION_DATA, DTLS_1_0, DTLS_1_2, HANDSHAKE } from '../../../../src/dtls/record/header.ts';
import { Protection12 } from '../../../../src/dtls/record/seal12.ts';
import { nodeCrypto } from '../../../../src/node/crypto.ts';
import { bytes, toHex } from '../support.ts';

const protection = (): Protection12 =>
  new Protection12('aes-128-gcm', new Uint8Array(16), new Uint8Array(4), nodeCrypto);

test('plain records carry the content as it is, numbered from 0', () => {
  const write = new WriteEpoch(0, undefined);
  assert.equal(toHex(write.seal(HANDSHAKE, DTLS_1_0, bytes('ab'))), '16feff000000000000000000026162');
  assert.equal(toHex(write.seal(HANDSHAKE, DTLS_1_2, bytes('c'))), '16fefd0000000000000001000163');
  assert.equal(write.overhead, 13);
});

test('protected records are accepted once each, in any order within the window', () => {
  const write = new WriteEpoch(1, protection());
  const read = new ReadEpoch(1, protection());
  const records = Array.from({ length: 100 }, (_, i) => write.seal(APPLICATION_DATA, DTLS_1_2, Uint8Array.of(i)));
  assert.equal(record.recordSequence(records[99] as Uint8Array, 0), 99);
  const receive = (i: number): number | undefined => {
    const packet = records[i] as Uint8Array;
    return read.received.accepts(i) ? read.open(packet, 0, packet.length, i)?.[0] : undefined;
  };
  assert.equal(receive(1), 1);
  assert.equal(receive(0), 0);
  assert.equal(receive(1), undefined);
  assert.equal(receive(99), 99);
  assert.equal(receive(36), 36, 'the oldest in the window');
  assert.equal(receive(35), undefined, 'left of the window');
  assert.equal(receive(36), undefined);
});

test('a forged record does not move the window', () => {
  const write = new WriteEpoch(1, protection());
  const read = new ReadEpoch(1, protection());
  const good = write.seal(APPLICATION_DATA, DTLS_1_2, bytes('good'));
  const forged = good.slice();
  forged.set([0x7f, 0xff, 0xff, 0xff], 5);
  const ahead = record.recordSequence(forged, 0);
  assert.ok(ahead > 2 ** 46 && read.received.accepts(ahead));
  assert.equal(read.open(forged, 0, forged.length, ahead), undefined);
  assert.ok(read.received.accepts(0));
  assert.deepEqual(read.open(good, 0, good.length, 0), bytes('good'));
});

test('content of a plain epoch is a view', () => {
  const read = new ReadEpoch(0, undefined);
  const packet = new WriteEpoch(0, undefined).seal(HANDSHAKE, DTLS_1_2, bytes('abc'));
  assert.deepEqual(read.open(packet, 0, packet.length, 0), bytes('abc'));
});
