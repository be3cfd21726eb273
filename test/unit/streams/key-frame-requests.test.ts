/** When a key frame is asked for, and when again. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NEVER } from '../../../src/base/instant.ts';
import { KeyFrameRequests } from '../../../src/streams/key-frame-requests.ts';

describe('KeyFrameRequests', () => {
  it('asks at once, and is silent when the key frame begins', () => {
    const requests = new KeyFrameRequests();
    assert.equal(requests.poll(0), false);
    assert.equal(requests.nextTimeout(), NEVER);
    requests.request();
    assert.ok(requests.nextTimeout() <= 0);
    assert.equal(requests.poll(0), true);
    assert.equal(requests.repeats, false);
    assert.equal(requests.poll(0), false);
    requests.satisfied();
    assert.equal(requests.nextTimeout(), NEVER);
    assert.equal(requests.poll(1000), false);
  });

  it('repeats ever more seldom, six times, then waits for another request', () => {
    const requests = new KeyFrameRequests();
    requests.request();
    const asked: number[] = [];
    for (let now = 0; now < 60_000; now += 10) if (requests.poll(now)) asked.push(now);
    assert.equal(asked.length, 6);
    assert.deepEqual(asked.slice(0, 3), [0, 300, 750]);
    assert.equal(requests.repeats, true);
    assert.equal(requests.waiting, false);
    requests.request();
    assert.equal(requests.poll(60_000), true);
    assert.equal(requests.repeats, false);
  });

  it('does not ask again sooner than the last request allows, whoever asks', () => {
    const requests = new KeyFrameRequests();
    requests.request();
    assert.equal(requests.poll(0), true);
    requests.satisfied();
    requests.request();
    assert.equal(requests.poll(100), false);
    assert.equal(requests.nextTimeout(), 300);
    assert.equal(requests.poll(300), true);
  });

  it('leaves a long round trip its time', () => {
    const requests = new KeyFrameRequests();
    requests.roundTripTime = 600;
    requests.request();
    requests.poll(0);
    assert.equal(requests.nextTimeout(), 900);
  });
});
