/** EventInit has three members, all false unless given. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVENT_INIT } from '../../../src/webidl/event-init.ts';
import { dictionary } from '../../../src/webidl/index.ts';

test('the defaults are false, and anything true counts', () => {
  const convert = dictionary('EventInit', EVENT_INIT);
  assert.deepEqual(convert(undefined, ''), { bubbles: false, cancelable: false, composed: false });
  assert.deepEqual(convert({ bubbles: 1 }, ''), { bubbles: true, cancelable: false, composed: false });
});
