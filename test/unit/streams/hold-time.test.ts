/** How long media is held, whatever the network and the clocks do. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HoldTime } from '../../../src/streams/hold-time.ts';

function holding(target: number): HoldTime {
  const hold = new HoldTime();
  hold.target = target;
  return hold;
}

describe('HoldTime', () => {
  it('holds nothing without a target', () => {
    assert.equal(holding(0).release(960, 48_000, 5), 5);
  });

  it('lets media out in its own rhythm, a target after the fastest packets', () => {
    const hold = holding(100);
    const arrivals = [0, 25, 40, 95, 80, 100];
    const leaving = arrivals.map((at, n) => hold.release(n * 960, 48_000, at));
    assert.deepEqual(leaving, [100, 120, 140, 160, 180, 200]);
  });

  it('never holds longer than the target, if a path becomes faster', () => {
    const hold = holding(100);
    assert.equal(hold.release(0, 48_000, 50), 150);
    assert.equal(hold.release(960, 48_000, 51), 151);
  });

  it('follows a slower path and a slower clock within twenty seconds', () => {
    const hold = holding(100);
    let last = 0;
    for (let n = 0; n < 1500; n++) last = hold.release(n * 960, 48_000, n * 20 * 1.001) - n * 20 * 1.001;
    assert.ok(last > 75 && last <= 100, `${last}`);
  });

  it('begins anew with a source that does', () => {
    const hold = holding(100);
    hold.release(1_000_000, 48_000, 0);
    assert.equal(hold.release(5000, 48_000, 20), 120);
    assert.equal(hold.release(900_000_000, 48_000, 40), 140);
  });
});
