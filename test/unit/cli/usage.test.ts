/** Options that make no sense are said to the user. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileText, UsageError, wholeNumber } from '../../../src/cli/usage.ts';

test('numbers are whole, and within bounds', () => {
  assert.equal(wholeNumber('port', '3478', 0, 65_535), 3478);
  assert.equal(wholeNumber('port', undefined, 0, 65_535), undefined);
  for (const text of ['', '-1', '1.5', '65536', 'all', '9999999999']) {
    assert.throws(() => wholeNumber('port', text, 0, 65_535), UsageError, text);
  }
});

test('a file that cannot be read is a mistake of the caller', () => {
  assert.throws(() => fileText('cert', '/nowhere/at/all'), /--cert: ENOENT/);
});
