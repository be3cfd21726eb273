/** RTCDataChannel between two simulated peers: kinds of data, order, limits, closing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { isDataChannel, RTCDataChannel } from '../../../src/api/rtc-data-channel.ts';
import { logOf, Pair } from './connections.ts';

test('text and binary arrive in order, each in the form that binaryType asks for', async () => {
  const pair = new Pair();
  const [near, far] = await pair.connect();
  const got: unknown[] = [];
  far.onmessage = ({ data }) => {
    got.push(data);
    if (got.length === 4) far.binaryType = 'blob';
  };
  const bytes = Uint8Array.of(1, 2, 3, 4);
  near.send('世界');
  near.send(bytes.subarray(1, 3));
  near.send(bytes.buffer);
  near.send('');
  near.send(new DataView(bytes.buffer, 3));
  bytes.fill(9);
  await pair.until(() => got.length === 5);
  assert.equal(got[0], '世界');
  assert.deepEqual(got[1], Uint8Array.of(2, 3).buffer);
  assert.deepEqual(got[2], Uint8Array.of(1, 2, 3, 4).buffer);
  assert.equal(got[3], '');
  assert.ok(got[4] instanceof Blob);
  assert.deepEqual(await (got[4] as Blob).arrayBuffer(), Uint8Array.of(4).buffer);
  await pair.close();
});

test('bytes of another realm are bytes', async () => {
  const pair = new Pair();
  const [near, far] = await pair.connect();
  const got: unknown[] = [];
  far.onmessage = ({ data }) => void got.push(data);
  near.send(runInNewContext('Uint8Array.of(1, 2).buffer'));
  near.send(runInNewContext('Uint8Array.of(3, 4, 5).subarray(1)'));
  await pair.until(() => got.length === 2);
  assert.deepEqual(got, [Uint8Array.of(1, 2).buffer, Uint8Array.of(4, 5).buffer]);
  assert.throws(() => near.send(runInNewContext('new Uint8Array(new SharedArrayBuffer(4))')), TypeError);
  await pair.close();
});

test('a message fills its ArrayBuffer exactly, small or in many packets', async () => {
  const pair = new Pair();
  const [near, far] = await pair.connect();
  const sizes: number[] = [];
  far.onmessage = ({ data }) => void sizes.push(data.byteLength);
  for (const size of [0, 1, 100, 5000, 200_000]) near.send(new Uint8Array(size));
  await pair.until(() => sizes.length === 5);
  assert.deepEqual(sizes, [0, 1, 100, 5000, 200_000]);
  await pair.close();
});

test('a Blob keeps its place before what is sent after it', async () => {
  const pair = new Pair();
  const [near, far] = await pair.connect();
  const got: string[] = [];
  far.onmessage = ({ data }) => void got.push(typeof data === 'string' ? data : `binary ${data.byteLength}`);
  near.send(new Blob(['12345']));
  near.send('after');
  assert.equal(near.bufferedAmount, 10);
  near.send(new Blob([]));
  near.close();
  assert.equal(near.readyState, 'closing');
  await pair.until(() => got.length === 3);
  assert.deepEqual(got, ['binary 5', 'after', 'binary 0']);
  await pair.until(() => far.readyState === 'closed');
  await pair.close();
});

test('send refuses what cannot be sent', async () => {
  const pair = new Pair(1, {}, { maxMessageSize: 1000, maxBufferedAmount: 3000 });
  const early = pair.a.connection.createDataChannel('early');
  assert.throws(() => early.send('x'), { name: 'InvalidStateError' });
  const [near] = await pair.connect();
  assert.throws(() => Reflect.apply(near.send, near, []), TypeError);
  assert.throws(() => near.send(new Uint8Array(1001)), TypeError);
  assert.throws(() => near.send('x'.repeat(1001)), TypeError);
  assert.throws(() => near.send(new Uint8Array(new SharedArrayBuffer(4)) as never), TypeError);
  assert.throws(() => near.send(Symbol('x') as never), TypeError);
  for (let i = 0; i < 3; i++) near.send(new Uint8Array(1000));
  assert.throws(() => near.send('x'), { name: 'OperationError' });
  near.close();
  assert.throws(() => near.send('x'), { name: 'InvalidStateError' });
  await pair.close();
});

test('anything else is sent as the string it converts to', async () => {
  const pair = new Pair();
  const [near, far] = await pair.connect();
  const got: unknown[] = [];
  far.onmessage = ({ data }) => void got.push(data);
  near.send(12 as never);
  near.send(null as never);
  await pair.until(() => got.length === 2);
  assert.deepEqual(got, ['12', 'null']);
  await pair.close();
});

test('bufferedAmount grows at once and falls with what is sent; bufferedamountlow tells', async () => {
  const pair = new Pair();
  const [near] = await pair.connect();
  const log = logOf(near);
  near.bufferedAmountLowThreshold = 100;
  near.send(new Uint8Array(5000));
  near.send('12345');
  assert.equal(near.bufferedAmount, 5005);
  await pair.until(() => near.bufferedAmount === 0);
  await pair.world.pass(100);
  assert.deepEqual(log, ['bufferedamountlow open']);
  assert.throws(() => {
    near.bufferedAmountLowThreshold = -1;
  }, TypeError);
  await pair.close();
});

test('bufferedamountlow is told to whoever listens by the time at which bufferedAmount falls', async () => {
  const pair = new Pair();
  const [near] = await pair.connect();
  const told: string[] = [];
  near.send('before');
  await pair.until(() => near.bufferedAmount === 0);
  await pair.world.pass(100);
  near.send('attribute');
  near.onbufferedamountlow = () => void told.push('attribute');
  await pair.world.pass(100);
  near.onbufferedamountlow = null;
  near.send('listener');
  // Whatever converts to the name is the name.
  near.addEventListener(new String('bufferedamountlow') as string, () => told.push('listener'), { once: true });
  await pair.world.pass(100);
  near.send('after');
  await pair.world.pass(100);
  assert.deepEqual(told, ['attribute', 'listener']);
  await pair.close();
});

test('addEventListener is what EventTarget has', async () => {
  const pair = new Pair();
  const [near] = await pair.connect();
  assert.equal(near.addEventListener.length, EventTarget.prototype.addEventListener.length);
  assert.throws(() => Reflect.apply(near.addEventListener, near, ['message']), TypeError);
  assert.throws(() => Reflect.apply(near.addEventListener, {}, ['message', () => {}]), TypeError);
  await pair.close();
});

test('bufferedamountlow comes though each Blob is read when the one before it has left', async () => {
  const pair = new Pair();
  const [near] = await pair.connect();
  const log = logOf(near);
  near.bufferedAmountLowThreshold = 1000;
  const reads: (() => void)[] = [];
  for (let i = 0; i < 2; i++) {
    const blob = new Blob(['x'.repeat(600)]);
    const read = new Promise<ArrayBuffer>(resolve => {
      reads.push(() => resolve(new ArrayBuffer(600)));
    });
    Object.defineProperty(blob, 'arrayBuffer', { value: () => read });
    near.send(blob);
  }
  assert.equal(near.bufferedAmount, 1200);
  await pair.world.pass(100);
  assert.deepEqual(log, []);
  for (const read of reads) {
    read();
    await pair.world.pass(100);
    assert.deepEqual(log, ['bufferedamountlow open']);
  }
  assert.equal(near.bufferedAmount, 0);
  near.send(new Uint8Array(1001));
  await pair.world.pass(100);
  assert.equal(log.length, 2);
  await pair.close();
});

test('what was not sent when the peer went away is still counted', async () => {
  const pair = new Pair();
  const [near] = await pair.connect();
  near.send(new Uint8Array(4 * 1024 * 1024));
  pair.b.connection.close();
  let left = 0;
  near.onclose = () => {
    left = near.bufferedAmount;
  };
  await pair.until(() => near.readyState === 'closed');
  assert.ok(left > 0);
  assert.equal(near.bufferedAmount, left);
  await pair.close();
});

test('a message that may live no time at all is sent once', async () => {
  const pair = new Pair();
  const [near, far] = await pair.connect('x', { maxPacketLifeTime: 0 });
  const got: unknown[] = [];
  far.onmessage = ({ data }) => void got.push(data);
  for (const text of ['1', '2', '3']) {
    near.send(text);
    await pair.world.pass(10);
  }
  assert.deepEqual(got, ['1', '2', '3']);
  await pair.close();
});

test('attributes say what the channel was made with', async () => {
  const pair = new Pair();
  const [near, far] = await pair.connect('label', {
    ordered: false,
    maxRetransmits: 3,
    protocol: 'chat',
    priority: 'high',
  });
  for (const channel of [near, far]) {
    const { label, ordered, maxRetransmits, maxPacketLifeTime, protocol, negotiated, id, binaryType } = channel;
    assert.deepEqual(
      { label, ordered, maxRetransmits, maxPacketLifeTime, protocol, negotiated, binaryType },
      {
        label: 'label',
        ordered: false,
        maxRetransmits: 3,
        maxPacketLifeTime: null,
        protocol: 'chat',
        negotiated: false,
        binaryType: 'arraybuffer',
      },
    );
    assert.equal(id, near.id);
    assert.equal(channel.priority, 'high');
  }
  near.binaryType = 'nonsense' as never;
  assert.equal(near.binaryType, 'arraybuffer');
  await pair.close();
});

test('close is seen by the other side as closing and close, here as close', async () => {
  const pair = new Pair();
  const [near, far] = await pair.connect();
  const nearLog = logOf(near);
  const farLog = logOf(far);
  near.send('last');
  near.close();
  near.close();
  await pair.until(() => near.readyState === 'closed' && far.readyState === 'closed');
  assert.deepEqual(nearLog, ['bufferedamountlow closing', 'close closed']);
  assert.deepEqual(farLog, ['message open', 'closing closing', 'close closed']);
  await pair.close();
  assert.equal(nearLog.length, 2);
});

test('when the other side closes the connection, error comes before close', async () => {
  const pair = new Pair();
  const [near, far] = await pair.connect();
  const farLog = logOf(far);
  const errors: string[] = [];
  far.onerror = ({ error }) => void errors.push(error.errorDetail);
  pair.a.connection.close();
  assert.equal(near.readyState, 'closed');
  await pair.until(() => far.readyState === 'closed');
  assert.deepEqual(farLog, ['error closed', 'close closed']);
  assert.deepEqual(errors, ['sctp-failure']);
  await pair.close();
});

test('a channel that never had a transport closes by itself', async () => {
  const pair = new Pair();
  const channel = pair.a.connection.createDataChannel('x');
  const log = logOf(channel);
  channel.close();
  assert.equal(channel.readyState, 'closing');
  await pair.until(() => log.length > 0);
  assert.deepEqual(log, ['close closed']);
  await pair.close();
});

test('the interface has a brand and no constructor', () => {
  const { a } = new Pair();
  const channel = a.connection.createDataChannel('x');
  assert.equal(isDataChannel(channel), true);
  assert.equal(isDataChannel({}), false);
  assert.throws(() => Reflect.construct(RTCDataChannel, []), { message: 'Illegal constructor' });
  assert.throws(() => Reflect.get(RTCDataChannel.prototype, 'label', {}), TypeError);
});
