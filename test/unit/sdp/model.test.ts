/** Finding attributes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  attribute,
  attributeValue,
  attributeValues,
  findAttribute,
  firstAttributes,
  hasAttribute,
} from '../../../src/sdp/model.ts';

const attributes = [attribute('a', '1'), attribute('flag'), attribute('a', '2')];

test('attributes are found by name, the first or all', () => {
  assert.equal(attributeValue(attributes, 'a'), '1');
  assert.deepEqual(attributeValues(attributes, 'a'), ['1', '2']);
  assert.equal(findAttribute(attributes, 'flag')?.line, 0);
  assert.equal(attributeValue(attributes, 'flag'), undefined);
  assert.ok(hasAttribute(attributes, 'flag'));
  assert.ok(!hasAttribute(attributes, 'b'));
});

test('all that come first of their name are found at once', () => {
  const first = firstAttributes(attributes);
  assert.deepEqual([...first.keys()], ['a', 'flag']);
  for (const [name, found] of first) assert.equal(found, findAttribute(attributes, name));
});
