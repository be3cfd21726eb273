/** Groups of sections. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseGroup, serializeGroup } from '../../../../src/sdp/attributes/group.ts';

test('a group has semantics and mids', () => {
  assert.deepEqual(parseGroup('BUNDLE a1 v1'), { semantics: 'BUNDLE', mids: ['a1', 'v1'] });
  assert.deepEqual(parseGroup('BUNDLE'), { semantics: 'BUNDLE', mids: [] });
  assert.equal(parseGroup('BUNDLE a1  v1'), undefined);
  assert.equal(parseGroup(''), undefined);
  assert.equal(serializeGroup({ semantics: 'LS', mids: ['a', 'b'] }), 'LS a b');
});
