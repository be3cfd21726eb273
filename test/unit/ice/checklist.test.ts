/** The checklist: order, freezing by foundation, triggered checks, bounds. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Checklist } from '../../../src/ice/checklist.ts';
import { pair } from './pieces.ts';

test('waiting pairs come best first', () => {
  const list = new Checklist(10);
  const [low, high, middle] = [pair(1), pair(3), pair(2)];
  for (const each of [low, high, middle]) assert.ok(list.add(each, false));
  assert.deepEqual(list.pairs, [high, middle, low]);
  assert.equal(list.next(false), high);
  high.state = 'in-progress';
  assert.equal(list.next(false), middle);
  assert.equal(list.next(true), undefined);
  assert.equal(list.underWay, 3);
});

test('of one foundation one pair waits; success unfreezes the others', () => {
  const list = new Checklist(10);
  const [first, second, third] = [pair(3, 'f'), pair(2, 'f'), pair(1, 'g')];
  for (const each of [first, second, third]) list.add(each, false);
  assert.deepEqual([first.state, second.state, third.state], ['waiting', 'frozen', 'waiting']);
  first.state = 'in-progress';
  third.state = 'failed';
  // Its foundation is being checked, so the frozen pair cannot start.
  assert.equal(list.startable, false);
  assert.equal(list.next(false), undefined);
  first.state = 'succeeded';
  list.unfreeze('1:f');
  assert.equal(second.state, 'waiting');
});

test('when nothing waits, a frozen pair whose foundation nobody checks does', () => {
  const list = new Checklist(10);
  const [first, second] = [pair(3, 'f'), pair(2, 'f')];
  list.add(first, false);
  list.add(second, false);
  first.state = 'failed';
  assert.equal(list.startable, true);
  assert.equal(list.next(false), second);
});

test('triggered pairs go first, once each, and not when decided meanwhile', () => {
  const list = new Checklist(10);
  const [high, low, other] = [pair(3), pair(1), pair(2)];
  for (const each of [high, low, other]) list.add(each, false);
  list.trigger(low);
  list.trigger(low);
  list.trigger(other);
  for (const each of [high, low, other]) each.state = 'succeeded';
  assert.equal(list.pending, false, 'what was decided since it was queued is no work left');
  for (const each of [low, other]) list.trigger(each);
  assert.equal(list.urgent, true);
  other.state = 'succeeded';
  assert.equal(list.next(true), low);
  low.state = 'in-progress';
  assert.equal(list.urgent, false);
  assert.equal(list.next(true), undefined);
  assert.equal(list.pending, true);
});

test('a full list keeps the best, gives up failed ones first, and makes room for what the peer asks for', () => {
  const list = new Checklist(3);
  const [one, two, three] = [pair(10), pair(20), pair(30)];
  for (const each of [one, two, three]) list.add(each, false);
  assert.equal(list.add(pair(5), false), false);
  const better = pair(15);
  assert.equal(list.add(better, false), true);
  assert.equal(list.pairs.includes(one), false);
  three.state = 'failed';
  assert.equal(list.add(pair(1), false), true);
  assert.equal(list.pairs.includes(three), false);
  for (const each of list.pairs) each.state = 'in-progress';
  assert.equal(list.add(pair(99), false), false);
  assert.equal(list.add(pair(1), true), true);
  assert.equal(list.pairs.length, 3);
  for (const each of list.pairs) each.state = 'succeeded';
  assert.equal(list.add(pair(99), true), false);
});

test('a switch of roles reorders', () => {
  const list = new Checklist(3);
  const [one, two] = [pair(10), pair(20)];
  list.add(one, false);
  list.add(two, false);
  const before = one.priority;
  list.prioritize('controlled');
  assert.notDeepEqual(one.priority, before);
  assert.deepEqual(list.pairs, [two, one]);
  list.clear();
  assert.equal(list.pairs.length, 0);
  assert.equal(list.pending, false);
});
