/** What those who share sockets are told. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SharedSockets } from '../../../src/ice/shared-sockets.ts';
import { at, base } from './pieces.ts';

test('names, and whose an address is; a lite agent takes a check for a proof', () => {
  const log: string[] = [];
  const shared = {
    named: (fragments: readonly string[]) => void log.push(`named ${fragments.join(' ')}`),
    heard: (_local: unknown, remote: { address: string }, proven: boolean) =>
      void log.push(`${remote.address} ${proven}`),
  };
  const full = new SharedSockets(shared, false);
  full.named({ local: { ufrag: 'abcd', pwd: '' } } as never, undefined);
  full.heard(base(), at('203.0.113.1', 1), false);
  full.heard(base(), at('203.0.113.1', 1), true);
  full.named();
  new SharedSockets(shared, true).heard(base(), at('203.0.113.2', 1), false);
  assert.deepEqual(log, ['named abcd', '203.0.113.1 false', '203.0.113.1 true', 'named ', '203.0.113.2 true']);
  new SharedSockets(undefined, false).named();
});
