/** What is asked of a description's sections and text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataSection, hasDataSection, withoutOrigin } from '../../../../src/api/peer-connection/descriptions.ts';
import type { AppliedDescription } from '../../../../src/jsep/index.ts';

const description = (...sections: object[]): AppliedDescription => ({ sections }) as unknown as AppliedDescription;

test('a rejected data section counts as one, but carries nothing', () => {
  const rejected = description({ carries: 'rtp', mid: '0' }, { carries: 'sctp', mid: '1', rejected: true });
  assert.equal(hasDataSection(rejected), true);
  assert.equal(dataSection(rejected), undefined);
  assert.equal(dataSection(description({ carries: 'sctp', mid: '1', rejected: false }))?.mid, '1');
  assert.equal(hasDataSection(description({ carries: 'rtp' })), false);
  assert.equal(hasDataSection(null), false);
});

test('texts are compared without their origins', () => {
  const text = (version: number): string => `v=0\r\no=- 1 ${version} IN IP4 0.0.0.0\r\ns=-\r\n`;
  assert.equal(withoutOrigin(text(1)), withoutOrigin(text(2)));
  assert.notEqual(withoutOrigin(text(1)), withoutOrigin(`${text(1)}a=x\r\n`));
});
