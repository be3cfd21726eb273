/** RTCRtpTransceiver: directions. The rest is tested with its algorithms. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RTCRtpTransceiver } from '../../../src/api/rtc-rtp-transceiver.ts';
import { Pair } from './connections.ts';

test('a new direction asks for negotiation, the same does not', async () => {
  const pair = new Pair();
  const transceiver = pair.a.connection.addTransceiver('audio');
  await pair.negotiate();
  await pair.world.pass(10);
  pair.a.log.length = 0;
  transceiver.direction = 'sendrecv';
  transceiver.direction = 'nonsense' as never;
  await pair.world.pass(10);
  assert.deepEqual([pair.a.log, transceiver.direction], [[], 'sendrecv']);
  transceiver.direction = 'inactive';
  await pair.world.pass(10);
  assert.deepEqual([pair.a.log, transceiver.direction], [['negotiationneeded'], 'inactive']);
  assert.throws(() => void (transceiver.direction = 'stopped'), TypeError);
  transceiver.stop();
  assert.throws(() => void (transceiver.direction = 'sendrecv'), { name: 'InvalidStateError' });
  assert.equal(transceiver.stopped, false);
  await pair.close();
  assert.equal(transceiver.stopped, true);
});

test('it has no constructor', () => {
  assert.throws(() => Reflect.construct(RTCRtpTransceiver, []), { message: 'Illegal constructor' });
});
