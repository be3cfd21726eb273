/** What a selector has: its streams, and what they lead to. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RTCStats } from '../../../../src/api/stats/report.ts';
import { select } from '../../../../src/api/stats/selection.ts';

const entry = (id: string, more: object = {}): RTCStats => ({ id, timestamp: 0, type: 'codec', ...more });

test('references are followed, in circles too, and nothing else', () => {
  const stats = [
    entry('a', { remoteId: 'b', codecId: 'c', label: 'e', otherId: 7, lostId: 'nowhere' }),
    entry('b', { localId: 'a' }),
    entry('c', { transportId: 'd' }),
    entry('d'),
    entry('e'),
  ];
  const ids = select(stats, [stats[0] as RTCStats]).map(({ id }) => id);
  assert.deepEqual(ids, ['a', 'b', 'c', 'd']);
  assert.deepEqual(select(stats, []), []);
});
