/** `.local` names where nobody answers: bounded in time. That somebody answers is tested with browsers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveMdns } from '../../../src/node/mdns.ts';

test('a name that nobody knows resolves to nothing, for everyone who asked', { timeout: 10_000 }, async () => {
  const ask = (): Promise<readonly string[]> => new Promise(answer => resolveMdns('nobody-here-at-all.local', answer));
  assert.deepEqual(await Promise.all([ask(), ask()]), [[], []]);
});
