/** What there is of a handshake while it lasts: its flights, what came early, the alert that may be forged. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Deque } from '../../../src/base/deque.ts';
import { NEVER } from '../../../src/base/instant.ts';
import { SILENT } from '../../../src/base/log.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import { Flight } from '../../../src/dtls/handshake/flight.ts';
import { HandshakeProgress } from '../../../src/dtls/handshake-progress.ts';
import { type RecordProtection, WriteEpoch } from '../../../src/dtls/record/epoch.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { bytes, ecdsa, whole } from './support.ts';

/** Records that are no longer than what they hold. */
const BARE: RecordProtection = {
  overhead: 0,
  seal: (_type, _epoch, _sequence, content) => content,
  open: () => undefined,
};

function make() {
  const keyLog: string[] = [];
  const flight = new Flight(1200, 100, 800);
  const progress = new HandshakeProgress(
    { role: 'server', certificate: ecdsa, remoteFingerprints: [] },
    { connected: () => {}, data: () => {}, closed: () => {}, keyLog: line => keyLog.push(line) },
    { crypto: nodeCrypto, random: new SeededRandom(1), log: SILENT },
    flight,
    new WriteEpoch(0, undefined),
  );
  return { progress, flight, keyLog };
}

function sent(flight: Flight): Uint8Array[] {
  const out = new Deque<Uint8Array>();
  flight.transmit(out, 0);
  return [...out];
}

test('a flight is the messages since it began, and the transcript has all of them', () => {
  const { progress, flight } = make();
  progress.transcript.add(1, 0, bytes('theirs'));
  progress.beginFlight();
  progress.send(2, bytes('a'));
  progress.send(14, bytes('b'));
  progress.endFlight('awaits-answer');
  const [datagram] = sent(flight) as [Uint8Array];
  assert.deepEqual(datagram.subarray(13, 26), whole(2, 0, bytes('a')));
  assert.deepEqual(datagram.subarray(39), whole(14, 1, bytes('b')));
  assert.equal(progress.transcript.length, 12 + 6 + 2 * 13);
});

test('what follows ChangeCipherSpec is in the new epoch, and so is all that comes later', () => {
  const { progress, flight } = make();
  progress.beginFlight();
  progress.protect(BARE, BARE);
  progress.sendChangeCipherSpec();
  progress.send(20, bytes('done'));
  progress.endFlight('last');
  const [datagram] = sent(flight) as [Uint8Array];
  assert.deepEqual(datagram.subarray(14), whole(20, 0, bytes('done')));
  assert.deepEqual([progress.write.epoch, progress.read?.epoch], [1, 1]);
  assert.throws(() => make().progress.sendChangeCipherSpec());
});

test('a flight pauses with its first part until it is resumed', () => {
  const { progress, flight } = make();
  progress.beginFlight();
  progress.send(2, bytes('a'));
  assert.ok(!progress.paused);
  progress.sendAhead();
  assert.ok(progress.paused);
  assert.deepEqual((sent(flight)[0] as Uint8Array).subarray(13), whole(2, 0, bytes('a')));
  // This server has heard of no client.
  assert.throws(() => progress.resume());
  assert.ok(!progress.paused);
});

test('records that came early wait for their keys', () => {
  const { progress } = make();
  const packet = bytes('record');
  assert.ok(progress.keepRecord(packet));
  packet.fill(0);
  assert.deepEqual(progress.takeRecords(), []);
  progress.protect(BARE, BARE);
  assert.deepEqual(progress.takeRecords(), [bytes('record')]);
  assert.deepEqual(progress.takeRecords(), []);
});

test('no more is kept than there is room for', () => {
  const { progress } = make();
  for (let i = 0; i < 32; i++)
    assert.ok(progress.keepRecord(new Uint8Array(1)) && progress.keepData(new Uint8Array(1)));
  assert.equal(progress.keepData(new Uint8Array(1)) || progress.keepRecord(new Uint8Array(1)), false);
  assert.equal(progress.takeData().length, 32);
  assert.deepEqual(progress.takeData(), []);
  const other = make().progress;
  assert.ok(other.keepData(new Uint8Array(65_536)));
  assert.equal(other.keepRecord(new Uint8Array(1)), false);
});

test('the first of several plain alerts counts', () => {
  const { progress } = make();
  assert.equal(progress.alertDeadline.at, NEVER);
  progress.suspect(40, 1_000);
  progress.suspect(41, 1_100);
  assert.deepEqual([progress.plainAlert, progress.alertDeadline.at], [40, 1_500]);
});

test('the key log has a line in NSS form', () => {
  const { progress, keyLog } = make();
  progress.keyLog(Uint8Array.of(1, 2), Uint8Array.of(0xab));
  assert.deepEqual(keyLog, ['CLIENT_RANDOM 0102 ab']);
});
