/** A transport's numbers start at nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TransportCounters } from '../../../src/transport/counters.ts';

test('all numbers start at zero, and drops are counted by their reason', () => {
  const { drops, srtp, routes, streams, ...numbers } = new TransportCounters();
  assert.deepEqual(new Set(Object.values(numbers)), new Set([0]));
  assert.deepEqual([srtp.total, routes.total, streams.total], [0, 0, 0]);
  drops.drop('malformed-rtp');
  assert.equal(drops.count('malformed-rtp'), 1);
  assert.equal(drops.total, 1);
});

test('what was dropped is told to whoever reads the log, and nothing if nothing was', () => {
  const counters = new TransportCounters();
  const texts: string[] = [];
  let listening = true;
  const log = {
    enabled: () => listening,
    log: (_: string, scope: string, text: string) => texts.push(`${scope} ${text}`),
  };
  counters.report(log);
  assert.deepEqual(texts, []);
  counters.srtp.drop('replayed');
  counters.srtp.drop('replayed');
  counters.streams.drop('duplicate');
  counters.routes.drop('unknown-mid');
  counters.drops.drop('unrouted-rtp');
  counters.report(log);
  const told = 'transport/unrouted-rtp 1, srtp/replayed 2, routes/unknown-mid 1, streams/duplicate 1';
  assert.deepEqual(texts, [`transport dropped: ${told}`]);
  assert.equal(counters.dropped(), told);
  listening = false;
  counters.report(log);
  assert.equal(texts.length, 1);
});
