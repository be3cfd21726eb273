/** Why ICE failed, as the log tells it: each pair, what was tried, what it means; no address in full. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Logger } from '../../../src/base/log.ts';
import { describePair, logState } from '../../../src/ice/log-state.ts';
import { pair } from './pieces.ts';

function logger(most: 'debug' | 'info' | 'none'): { readonly log: Logger; readonly lines: string[] } {
  const lines: string[] = [];
  const enabled = (level: string): boolean => most === 'debug' || (most === 'info' && level !== 'debug');
  return { log: { enabled, log: (_level, _scope, text) => void lines.push(text) }, lines };
}

test('a change of state is one line, a failure one for each pair', () => {
  const { log, lines } = logger('debug');
  logState(log, 'new', 'checking', [pair(1)]);
  assert.deepEqual(lines, ['new → checking']);
  logState(log, 'checking', 'failed', [pair(1), pair(2)]);
  assert.equal(lines.length, 4);
  assert.match(lines[2] ?? '', /^failed: host 19….* → host 20….* \(udp\): 0 requests sent/);
  assert.ok(lines.every(line => !line.includes('192.0.2.1') && !line.includes('203.0.113.1')));
});

test('no pairs at all are said, too', () => {
  const { log, lines } = logger('info');
  logState(log, 'checking', 'failed', []);
  assert.match(lines.join(), /there were no pairs/);
});

test('nobody listens: nothing is written', () => {
  const { log, lines } = logger('none');
  logState(log, 'checking', 'failed', [pair(1)]);
  assert.deepEqual(lines, []);
});

test('counters tell what happened', () => {
  const one = pair(1);
  assert.match(describePair(one), /never tried/);
  one.requestsSent = 7;
  assert.match(describePair(one), /7 requests sent, 0 answered, 0 received: nothing came back/);
  one.requestsReceived = 1;
  assert.match(describePair(one), /packets of the peer arrive/);
  one.responsesReceived = 1;
  assert.match(describePair(one), /was not used/);
  one.suspect = true;
  assert.match(describePair(one), /fell silent/);
});
