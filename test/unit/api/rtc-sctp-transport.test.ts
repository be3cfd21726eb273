/** RTCSctpTransport of a connection: when it is there, and what it knows when. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RTCSctpTransport } from '../../../src/api/rtc-sctp-transport.ts';
import { Pair } from './connections.ts';

test('limits come with the answer, channels with the association', async () => {
  const pair = new Pair(1, {}, { maxMessageSize: 5000 });
  const { connection } = pair.a;
  connection.createDataChannel('x');
  const before: unknown = connection.sctp;
  assert.equal(before, null);
  await pair.wait(connection.setLocalDescription());
  const sctp = connection.sctp as RTCSctpTransport;
  assert.deepEqual([sctp.state, sctp.maxMessageSize, sctp.maxChannels], ['connecting', null, null]);
  await pair.negotiate();
  assert.equal(connection.sctp, sctp);
  assert.equal(sctp.maxMessageSize, 5000);
  await pair.until(() => sctp.state === 'connected');
  assert.equal(sctp.maxChannels, 65_535);
  const states: string[] = [];
  sctp.onstatechange = () => void states.push(sctp.state);
  connection.close();
  assert.equal(sctp.state, 'closed');
  await pair.close();
  assert.deepEqual(states, ['closed']);
});

test('it has no constructor', () => {
  assert.throws(() => Reflect.construct(RTCSctpTransport, []), { message: 'Illegal constructor' });
});
