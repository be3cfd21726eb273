/** The callback forms call one of the two, and their promise is fulfilled at once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pair } from '../connections.ts';

test('createOffer and setLocalDescription tell their first callback', async () => {
  const pair = new Pair();
  const { connection } = pair.a;
  connection.createDataChannel('x');
  let type = '';
  let set = false;
  const failed = (): void => assert.fail('failed');
  const answered: unknown = await connection.createOffer(offer => {
    type = offer.type;
    void connection.setLocalDescription(offer, () => void (set = true), failed);
  }, failed);
  assert.equal(answered, undefined);
  await pair.until(() => set);
  assert.equal(type, 'offer');
  await pair.close();
});

test('what fails tells the second callback', async () => {
  const pair = new Pair();
  const { connection } = pair.a;
  const names: string[] = [];
  const failed = (error: DOMException): void => void names.push(error.name);
  const succeeded = (): void => assert.fail('succeeded');
  await connection.createAnswer(succeeded, failed);
  await connection.setRemoteDescription({ type: 'answer', sdp: '' }, succeeded, failed);
  await connection.addIceCandidate({}, succeeded, failed);
  await pair.until(() => names.length === 3);
  assert.deepEqual(names.sort(), ['InvalidStateError', 'InvalidStateError', 'InvalidStateError']);
  await pair.close();
});

test('callbacks are callable, and come in pairs', async () => {
  const { connection } = new Pair().a;
  await assert.rejects(connection.createOffer(null as never, null as never), TypeError);
  await assert.rejects(Reflect.apply(connection.setLocalDescription, connection, [{}, () => {}]), TypeError);
  await assert.rejects(Reflect.apply(connection.addIceCandidate, connection, [{}, () => {}]), TypeError);
  await assert.rejects(
    Reflect.apply(connection.setRemoteDescription, connection, [{ type: 'rollback' }, () => {}]),
    TypeError,
  );
});

test('what a callback throws is reported in a task of its own', async () => {
  const pair = new Pair();
  const { connection } = pair.a;
  await connection.createAnswer(
    () => {},
    () => {
      throw new RangeError('reported');
    },
  );
  await assert.rejects(
    pair.until(() => false, 10),
    { message: 'reported' },
  );
});
