/** Data channels over bad links: large messages, partial reliability, many channels, closing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../../src/base/random.ts';
import type { Channel } from '../../../src/datachannel/index.ts';
import { conditionsOf } from '../soak.ts';
import { Stage } from '../stage.ts';

test('a message of 4 MiB crosses a link that loses 5 %', () => {
  const stage = new Stage({ link: { delay: 10, loss: 0.05 } });
  stage.connect();
  const message = new SeededRandom(3).bytes(4 * 1024 * 1024);
  assert.ok(stage.offerer.transport.send(stage.offerer.channels.get('chat') as Channel, message, false));
  stage.until(() => stage.answerer.received.length === 1, 3_600_000, 'no message');
  assert.equal(Buffer.compare(stage.answerer.received[0]?.data as Uint8Array, message), 0);
  stage.close();
});

test('unordered and lossy channels lose only what they may, and never the order of an ordered one', () => {
  const stage = new Stage({ link: { delay: 30, loss: 0.1, reorder: 0.2, duplicate: 0.1 } });
  stage.connect();
  const lossy = stage.offerer.createChannel({ label: 'lossy', ordered: true, maxRetransmits: 0 });
  const brief = stage.offerer.createChannel({ label: 'brief', ordered: false, maxPacketLifeTime: 50 });
  stage.until(() => ['lossy', 'brief'].every(label => stage.answerer.channels.has(label)), 30_000, 'no channels');
  const chat = stage.offerer.channels.get('chat') as Channel;
  const count = 300;
  for (let i = 0; i < count; i++) {
    for (const channel of [lossy, brief, chat]) {
      stage.offerer.transport.send(channel, Uint8Array.of(i >> 8, i), false);
    }
    stage.world.advance(5);
  }
  stage.world.advance(60_000);
  const of = (label: string): number[] =>
    stage.answerer.received
      .filter(({ channel }) => channel.label === label)
      .map(({ data }) => ((data[0] as number) << 8) | (data[1] as number));
  assert.deepEqual(
    of('chat'),
    Array.from({ length: count }, (_, i) => i),
  );
  for (const label of ['lossy', 'brief']) {
    const numbers = of(label);
    assert.equal(new Set(numbers).size, numbers.length, `${label} delivered twice`);
    assert.ok(numbers.length > count * 0.6, `${label}: ${numbers.length}`);
  }
  assert.ok(of('lossy').length < count, 'nothing was lost');
  assert.deepEqual(
    of('lossy'),
    of('lossy').toSorted((a, b) => a - b),
  );
  stage.close();
});

test('32 channels from both sides, each its own messages, each closed', () => {
  const stage = new Stage({ link: { delay: 20, loss: 0.03 } });
  stage.connect();
  const labels = Array.from({ length: 32 }, (_, i) => `channel ${i}`);
  for (const [i, label] of labels.entries()) stage.peers[i % 2]?.createChannel({ label });
  stage.until(() => stage.peers.every(peer => labels.every(label => peer.channels.has(label))), 30_000, 'not open');
  for (const label of labels) stage.chat(label);
  for (const [i, label] of labels.entries()) {
    const peer = stage.peers[(i >> 1) % 2] as (typeof stage.peers)[0];
    peer.transport.closeChannel(peer.channels.get(label) as Channel);
  }
  stage.until(() => stage.peers.every(peer => peer.channels.size === 1), 30_000, 'not closed');
  stage.close();
});

test('the other side sees a close within a second', () => {
  for (const [index, what] of ['offerer', 'answerer'].entries()) {
    const stage = new Stage({ link: { delay: 100 } });
    stage.connect();
    const [first, second] = index === 0 ? stage.peers : [stage.answerer, stage.offerer];
    first.transport.close();
    const told = first.told.length;
    stage.until(() => second.told.some(told => told.startsWith('closed chat')), 1000, `the ${what} closed unseen`);
    assert.equal(first.told.length, told, 'no event follows our own close');
    assert.equal(first.transport.finished, true);
    stage.close();
  }
});

test('conditions drawn from seeds stay within the bounds that are claimed', () => {
  for (let seed = 0; seed < 500; seed++) {
    const { delay = 0, loss = 0, burst } = conditionsOf(new SeededRandom(seed));
    assert.ok(delay <= 200);
    const bad = burst === undefined ? 0 : (burst.enter / (burst.enter + burst.leave)) * burst.loss;
    assert.ok(loss + bad <= 0.1 + 1e-9, `${loss} ${bad}`);
  }
});
