/** The report is a read-only maplike. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStatsReport, type RTCStats, RTCStatsReport } from '../../../../src/api/stats/report.ts';

const entry = (id: string): RTCStats => ({ id, timestamp: 1, type: 'codec' });

test('reads as a map does', () => {
  const report = createStatsReport([entry('a'), entry('b')]);
  assert.equal(report.size, 2);
  assert.ok(report.has('a'));
  assert.equal(report.get('b')?.id, 'b');
  assert.equal(report.get('c'), undefined);
  assert.deepEqual([...report.keys()], ['a', 'b']);
  assert.deepEqual(
    [...report.values()].map(({ id }) => id),
    ['a', 'b'],
  );
  assert.deepEqual(
    [...report].map(([key]) => key),
    ['a', 'b'],
  );
  const seen: unknown[] = [];
  report.forEach(function (this: unknown, value, key, whole) {
    seen.push(this, value.id, key, whole);
  }, 'me');
  assert.deepEqual(seen.slice(0, 3), ['me', 'a', 'a']);
  assert.equal(seen[3], report);
});

test('cannot be written, made, or borrowed', () => {
  const report = createStatsReport([entry('a')]);
  assert.equal('set' in report, false);
  assert.throws(() => Reflect.construct(RTCStatsReport, []), TypeError);
  assert.throws(() => RTCStatsReport.prototype.get.call({} as RTCStatsReport, 'a'), TypeError);
  assert.throws(() => report.forEach(undefined as never), TypeError);
  assert.equal(Object.prototype.toString.call(report), '[object RTCStatsReport]');
});
