/** A channel as web streams, in a simulated world: messages as chunks, back-pressure both ways, and how it ends. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channelStreams } from '../../../src/api/channel-streams.ts';
import { Pair } from './connections.ts';

const CHUNK = 16_384;

/** More than a receive window and what a writer keeps buffered. */
const MUCH = 12 * 1024 * 1024;

test('messages are chunks, in order, strings and bytes, and none of them is an event', async () => {
  const pair = new Pair();
  const [near, far] = await pair.connect();
  let events = 0;
  far.addEventListener('message', () => events++);
  const reader = channelStreams(far).readable.getReader();
  const writer = channelStreams(near).writable.getWriter();
  const messages = ['text ☃', Uint8Array.of(1, 2, 3), '', new Uint8Array(0), new Uint8Array(100_000).fill(9)];
  for (const message of messages) await pair.wait(writer.write(message));
  for (const message of messages) assert.deepEqual((await pair.wait(reader.read())).value, message);
  assert.equal(events, 0);
  await pair.close();
});

test('a writer waits for a reader who does not read, and goes on when he does', async () => {
  const pair = new Pair();
  const [near, far] = await pair.connect();
  const { readable } = channelStreams(far);
  const { writable } = channelStreams(near, { highWaterMark: 4 * CHUNK });
  const writer = writable.getWriter();
  let written = 0;
  const writing = (async (): Promise<void> => {
    for (; written < MUCH; written += CHUNK) await writer.write(new Uint8Array(CHUNK).fill(written / CHUNK));
  })();
  await pair.world.pass(20_000);
  const stoppedAt = written;
  assert.ok(stoppedAt < MUCH, `${stoppedAt} bytes were written`);
  assert.ok(near.bufferedAmount <= 5 * CHUNK);
  await pair.world.pass(20_000);
  assert.equal(written, stoppedAt);
  const reader = readable.getReader();
  for (let read = 0; read < MUCH; read += CHUNK) {
    const { value } = await pair.wait(reader.read());
    assert.equal((value as Uint8Array)[0], (read / CHUNK) & 0xff);
  }
  await pair.wait(writing);
  await pair.close();
});

test('empty messages are chunks too', async () => {
  const pair = new Pair();
  const [near, far] = await pair.connect();
  const { readable } = channelStreams(far);
  for (let i = 0; i < 1000; i++) near.send('');
  await pair.world.pass(5_000);
  const reader = readable.getReader();
  for (let i = 0; i < 1000; i++) assert.equal((await pair.wait(reader.read())).value, '');
  await pair.close();
});

test('closing the writable delivers what was written, then ends both readables', async () => {
  const pair = new Pair();
  const [near, far] = await pair.connect();
  const here = channelStreams(near);
  const there = channelStreams(far);
  const writer = here.writable.getWriter();
  await pair.wait(writer.write('last'));
  await pair.wait(writer.close());
  const reader = there.readable.getReader();
  assert.deepEqual(await pair.wait(reader.read()), { value: 'last', done: false });
  assert.deepEqual(await pair.wait(reader.read()), { value: undefined, done: true });
  assert.deepEqual(await pair.wait(here.readable.getReader().read()), { value: undefined, done: true });
  assert.deepEqual([near.readyState, far.readyState], ['closed', 'closed']);
  await pair.close();
});

test('a writer learns that the peer closed; a reader who leaves closes the channel', async () => {
  const pair = new Pair();
  const [near, far] = await pair.connect();
  const { writable } = channelStreams(near);
  await pair.wait(channelStreams(far).readable.cancel());
  await pair.until(() => near.readyState === 'closed');
  await assert.rejects(pair.wait(writable.getWriter().write('too late')), { name: 'InvalidStateError' });
  await pair.close();
});

test('writes wait for a channel that is not open yet', async () => {
  const pair = new Pair();
  const near = pair.a.connection.createDataChannel('early');
  const writing = channelStreams(near).writable.getWriter().write('at once');
  const reading = new Promise(resolve => {
    pair.b.connection.ondatachannel = ({ channel }) => resolve(channelStreams(channel).readable.getReader().read());
  });
  await pair.negotiate();
  assert.deepEqual(await pair.wait(reading), { value: 'at once', done: false });
  await pair.wait(writing);
  await pair.close();
});

test('a channel has its streams once', async () => {
  const pair = new Pair();
  const near = pair.a.connection.createDataChannel('once');
  channelStreams(near);
  assert.throws(() => channelStreams(near), TypeError);
  assert.throws(() => channelStreams(pair.a.connection.createDataChannel('x'), { highWaterMark: -1 }), RangeError);
  await pair.close();
});

test('the streams can be transferred, as to a worker, while the channel stays', async () => {
  const pair = new Pair();
  const [near, far] = await pair.connect();
  const streams = channelStreams(far);
  const { readable, writable } = structuredClone(streams, { transfer: [streams.readable, streams.writable] });
  const echoes = readable.pipeTo(writable);
  const { readable: answers, writable: calls } = channelStreams(near);
  const [reader, writer] = [answers.getReader(), calls.getWriter()];
  for (const message of ['text', Uint8Array.of(1, 2)]) {
    await pair.wait(writer.write(message));
    assert.deepEqual((await pair.wait(reader.read())).value, message);
  }
  await pair.wait(writer.close());
  await pair.wait(echoes);
  assert.equal(near.readyState, 'closed');
  await pair.close();
});

test('a writer who waits for the peer can give up', async () => {
  const pair = new Pair();
  const [near, far] = await pair.connect();
  channelStreams(far);
  const writer = channelStreams(near).writable.getWriter();
  writer.closed.catch(() => {});
  for (let i = 0; i < MUCH; i += CHUNK) writer.write(new Uint8Array(CHUNK)).catch(() => {});
  await pair.world.pass(10_000);
  assert.ok(near.bufferedAmount > 0);
  await pair.wait(writer.abort(new Error('enough')));
  assert.equal(near.readyState, 'closing');
  await pair.close();
});
