/** Sources that change. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SourceWatch } from '../../../src/api/source-watch.ts';
import { packet } from '../streams/receive-support.ts';

test('a change is told once, the first packet being one', () => {
  const told: [boolean, boolean][] = [];
  const watch = new SourceWatch((...what) => void told.push(what));
  for (const one of [
    { ssrc: 1 },
    { ssrc: 1 },
    { ssrc: 1, csrcs: [7, 8] },
    { ssrc: 1, csrcs: [7, 8] },
    { ssrc: 1, csrcs: [7, 9] },
    { ssrc: 2 },
  ]) {
    watch.packet(packet(1, one));
  }
  assert.deepEqual(told, [
    [true, false],
    [false, true],
    [false, true],
    [true, true],
  ]);
});
