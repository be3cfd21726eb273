/** The size of packets follows the path: growth, narrowing in mid-transfer, another path; and bulk beside a chat. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../../src/base/random.ts';
import type { Channel } from '../../../src/datachannel/index.ts';
import { Stage } from '../stage.ts';

/** SCTP packets of 1,500 and 1,200 bytes of IP or UDP. */
const ETHERNET = 1432;
const BASE = 1160;

function mtus(stage: Stage): (number | undefined)[] {
  return stage.peers.map(peer => peer.transport.association?.mtu);
}

function sendBulk(stage: Stage, bytes: number, label: string = 'chat'): Uint8Array {
  const message = new SeededRandom(5).bytes(bytes);
  assert.ok(stage.offerer.transport.send(stage.offerer.channels.get(label) as Channel, message.slice(), false));
  return message;
}

function bulkArrives(stage: Stage, message: Uint8Array): void {
  const whole = (): Uint8Array | undefined =>
    stage.answerer.received.find(({ data }) => data.length === message.length)?.data;
  stage.until(() => whole() !== undefined, 600_000, 'no bulk');
  assert.equal(Buffer.compare(whole() as Uint8Array, message), 0);
}

test('who has more to send than a packet fills an Ethernet after one round trip', () => {
  const stage = new Stage({ link: { delay: 25, mtu: 1472 } });
  stage.connect();
  stage.world.advance(100);
  assert.deepEqual(mtus(stage), [BASE, BASE]);
  sendBulk(stage, 2000);
  stage.world.advance(100);
  assert.deepEqual(mtus(stage), [ETHERNET, BASE]);
  stage.chat();
  stage.close();
});

test('a path that narrows in mid-transfer loses no message', () => {
  for (const mtu of [1400, 1200]) {
    const stage = new Stage({ link: { delay: 25, rate: 20_000_000, queue: 200_000, mtu: 1472 } });
    stage.connect();
    const message = sendBulk(stage, 4_000_000);
    stage.world.advance(500);
    stage.setLinks({ delay: 25, rate: 20_000_000, queue: 200_000, mtu });
    const from = stage.world.now;
    bulkArrives(stage, message);
    assert.ok(stage.world.now - from < 10_000, `${stage.world.now - from} ms`);
    stage.world.advance(30_000);
    assert.ok((mtus(stage)[0] as number) + 37 <= mtu, `${mtus(stage)}`);
    stage.close();
  }
});

test('a path that was narrow is tried again after ten minutes, in mid-transfer or not', () => {
  const stage = new Stage({ link: { delay: 25, mtu: 1200 } });
  stage.connect();
  sendBulk(stage, 2000);
  stage.world.advance(60_000);
  assert.deepEqual(mtus(stage), [BASE, BASE]);
  stage.setLinks({ delay: 25, rate: 2_000_000, mtu: 1472 });
  stage.world.advance(540_000);
  const message = sendBulk(stage, 4_000_000);
  stage.world.advance(90_000);
  bulkArrives(stage, message);
  assert.equal(mtus(stage)[0], ETHERNET);
  stage.close();
});

test('jumbo frames are used where the interface has them and the path carries them', () => {
  for (const [mtu, found] of [
    [8972, 8932],
    [1472, ETHERNET],
  ] as const) {
    const stage = new Stage({ link: { delay: 5, mtu }, mtu: 9000 });
    stage.connect();
    bulkArrives(stage, sendBulk(stage, 1_000_000));
    stage.world.advance(60_000);
    assert.equal(mtus(stage)[0], found);
    stage.close();
  }
});

test('after an ICE restart the search begins anew', () => {
  const stage = new Stage({ link: { delay: 25, mtu: 1472 } });
  stage.connect();
  sendBulk(stage, 2000);
  stage.world.advance(1000);
  assert.equal(mtus(stage)[0], ETHERNET);
  stage.setLinks({ delay: 25, mtu: 1300 });
  stage.offerer.transport.restartIce();
  stage.signalling.negotiate();
  stage.until(() => mtus(stage)[0] === BASE, 10_000, 'no new search');
  bulkArrives(stage, sendBulk(stage, 300_000));
  stage.world.advance(60_000);
  for (const found of mtus(stage)) assert.ok((found as number) + 37 <= 1300);
  stage.close();
});

test('a transfer does not hold up a chat, nor does loss in it', () => {
  for (const loss of [0, 0.01]) {
    const stage = new Stage({ link: { delay: 20, rate: 20_000_000, queue: 100_000, loss, mtu: 1472 } });
    stage.connect();
    const bulk = stage.offerer.createChannel({ label: 'bulk', ordered: true });
    stage.until(() => stage.answerer.channels.has('bulk'), 30_000, 'no channel');
    assert.ok(stage.offerer.transport.send(bulk, new Uint8Array(12_000_000), false));
    const times: number[] = [];
    for (let i = 0; i < 40; i++) {
      const from = stage.world.now;
      const before = stage.answerer.received.length;
      stage.offerer.transport.send(stage.offerer.channels.get('chat') as Channel, Uint8Array.of(i), false);
      stage.until(() => stage.answerer.received.length > before, 60_000, 'no chat');
      times.push(stage.world.now - from);
      stage.world.advance(50);
    }
    assert.ok(
      stage.answerer.received.every(({ data }) => data.length === 1),
      'the transfer is still under way',
    );
    times.sort((a, b) => a - b);
    const median = times[20] as number;
    // 20 ms of path, and what the queue of the link holds: at most 40 ms of it.
    assert.ok(median < 90, `${median} ms at a loss of ${loss}`);
    stage.until(() => stage.answerer.received.some(({ data }) => data.length === 12_000_000), 600_000, 'no bulk');
    stage.close();
  }
});
