/** What each state lets through. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carriesData, takesData, takesSack } from '../../../src/sctp/state.ts';

test('data leaves until our SHUTDOWN, and is taken until theirs', () => {
  assert.deepEqual(
    (['cookie-echoed', 'established', 'shutdown-pending', 'shutdown-sent', 'shutdown-received'] as const).map(state => [
      carriesData(state),
      takesData(state),
      takesSack(state),
    ]),
    [
      [false, false, false],
      [true, true, true],
      [true, true, true],
      [false, true, true],
      [true, false, true],
    ],
  );
});
