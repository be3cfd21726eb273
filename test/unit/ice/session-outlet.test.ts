/** What a session tells goes to those whom it concerns. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RemoteCandidate } from '../../../src/ice/candidate.ts';
import type { DataIngress } from '../../../src/ice/data-ingress.ts';
import type { IceEvents } from '../../../src/ice/events.ts';
import type { LocalBase } from '../../../src/ice/local-base.ts';
import type { CandidatePair } from '../../../src/ice/pair.ts';
import type { Selection } from '../../../src/ice/selection.ts';
import { SessionOutlet } from '../../../src/ice/session-outlet.ts';
import type { SharedSockets } from '../../../src/ice/shared-sockets.ts';

test('a proof opens the way for packets, on the account of a pair; an answer counts for the selection, too', () => {
  const told: unknown[][] = [];
  const noted =
    (name: string) =>
    (...rest: unknown[]): void =>
      void told.push([name, ...rest]);
  const base = {} as LocalBase;
  const from = { address: '192.0.2.1', port: 1, family: 4 } as const;
  const pair = { base, to: from } as CandidatePair;
  const other = {} as CandidatePair;
  const selection: { pair: CandidatePair | undefined; responded: unknown } = {
    pair: undefined,
    responded: noted('responded'),
  };
  const outlet = new SessionOutlet(
    { heard: noted('heard') } as unknown as SharedSockets,
    { validated: noted('validated') } as unknown as DataIngress,
    selection as unknown as Selection,
    { remoteCandidate: noted('remoteCandidate'), roleChanged: noted('roleChanged') } as unknown as IceEvents,
  );
  outlet.vouched(base, from, 1);
  outlet.validated(base, from, pair, 2);
  selection.pair = other;
  outlet.vouched(base, from, 3);
  outlet.responded(pair, 4);
  const candidate = {} as RemoteCandidate;
  outlet.remoteCandidate(candidate);
  outlet.roleChanged('controlled');
  assert.deepEqual(told, [
    ['heard', base, from, false],
    ['heard', base, from, false],
    ['validated', base, from, pair, undefined, 2],
    ['heard', base, from, false],
    ['validated', base, from, other, other, 3],
    ['heard', base, from, true],
    ['responded', pair, 4],
    ['remoteCandidate', candidate],
    ['roleChanged', 'controlled'],
  ]);
});
