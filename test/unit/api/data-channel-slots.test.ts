/** The slots of a channel alone, with an owner of the test's: what is announced when, and what is too late. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DataChannelOwner, DataChannelSlots } from '../../../src/api/data-channel-slots.ts';
import { createDataChannel } from '../../../src/api/rtc-data-channel.ts';
import { ProtocolError } from '../../../src/base/errors.ts';
import { World } from '../../sim/world.ts';
import { logOf } from './connections.ts';

function setUp(): {
  world: World;
  slots: DataChannelSlots;
  log: string[];
  owner: DataChannelOwner & { isClosed: boolean };
  told: string[];
} {
  const world = new World(1);
  const told: string[] = [];
  const owner: DataChannelOwner & { isClosed: boolean } = {
    tasks: world.tasks,
    maxMessageSize: 100,
    maxBufferedAmount: 1000,
    isClosed: false,
    nextStatsId: () => 'D0',
    opened: () => void told.push('opened'),
    closed: () => void told.push('closed'),
  };
  const slots = new DataChannelSlots({ label: 'x', protocol: '', ordered: true, negotiated: false }, owner);
  slots.object = createDataChannel(slots);
  return { world, slots, log: logOf(slots.object), owner, told };
}

test('a channel opens in a task, once it is announced', () => {
  const { world, slots, log, told } = setUp();
  slots.announceOpen();
  assert.equal(slots.readyState, 'connecting');
  world.step();
  assert.deepEqual([slots.readyState, ...log, ...told], ['open', 'open open', 'opened']);
});

test('a channel that was closed before its task does not open', () => {
  const { world, slots, log } = setUp();
  slots.announceOpen();
  slots.close();
  world.step();
  assert.deepEqual(log, ['close closed']);
});

test('a message that comes before the channel is open, or after it closed, is dropped', () => {
  const { world, slots, log } = setUp();
  slots.receive(Uint8Array.of(1), false);
  slots.announceOpen();
  slots.receive(Uint8Array.of(2), false);
  world.step();
  slots.closeAbruptly();
  slots.receive(Uint8Array.of(3), false);
  world.step();
  assert.deepEqual(log, ['open open', 'message open', 'close closed']);
});

test('a message that is a view is copied, one that owns its buffer is not', () => {
  const { world, slots } = setUp();
  const got: ArrayBuffer[] = [];
  slots.object.onmessage = ({ data }) => void got.push(data);
  const packet = Uint8Array.of(0, 1, 2, 0);
  const whole = Uint8Array.of(7, 8);
  slots.announceOpen();
  slots.receive(packet.subarray(1, 3), false);
  slots.receive(whole, false);
  world.step();
  assert.deepEqual(got[0], Uint8Array.of(1, 2).buffer);
  assert.equal(got[1], whole.buffer);
});

test('the end of the transport is an error only if it was abrupt, and is told once', () => {
  const { world, slots, log, told } = setUp();
  slots.announceOpen();
  slots.transportClosed(new ProtocolError('sctp', 'aborted', 'gone', { sctpCauseCode: 12 }), true);
  slots.transportClosed(undefined, false);
  let cause: number | null = null;
  slots.object.onerror = ({ error }) => {
    cause = error.sctpCauseCode;
  };
  world.step();
  assert.deepEqual(log, ['open open', 'error closed', 'close closed']);
  assert.equal(cause, 12);
  assert.deepEqual(told, ['opened', 'closed']);
});

test('tasks of a closed connection have no effect', () => {
  const { world, slots, log, owner } = setUp();
  slots.announceOpen();
  slots.announceClosing();
  slots.bufferedAmountLow();
  owner.isClosed = true;
  world.step();
  assert.deepEqual(log, []);
});

test('the end of a channel that the application was never told of is told to nobody', () => {
  const { world, slots: channel, owner } = setUp();
  const slots = new DataChannelSlots(channel.init, owner);
  slots.announceOpen();
  slots.transportClosed(new ProtocolError('sctp', 'aborted', 'gone'), true);
  owner.isClosed = true;
  world.step();
  assert.equal(slots.readyState, 'connecting');
});

test('a Blob that cannot be read closes the channel with an error', async () => {
  const { world, slots, log } = setUp();
  slots.announceOpen();
  world.step();
  const blob = new Blob(['abc']);
  Object.defineProperty(blob, 'arrayBuffer', { value: () => Promise.reject(new Error('unreadable')) });
  slots.sendBlob(blob);
  assert.equal(slots.object.readyState, 'open');
  await world.settle(() => log.includes('close closed'), 1000);
  assert.deepEqual(log, ['open open', 'error closed', 'close closed']);
});
