/** An allocation that is looked at and given back. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RelayTarget } from '../../../../src/cli/doctor/relay-probe.ts';
import { RelayProbe } from '../../../../src/cli/doctor/relay-probe.ts';
import { Clinic, SERVER } from './clinic.ts';

const target = (more: Partial<RelayTarget> = {}): RelayTarget => ({
  server: { address: SERVER, port: 3478, family: 4 },
  transport: 'udp',
  serverName: SERVER,
  authorities: undefined,
  username: 'user',
  credential: 'password',
  ...more,
});

for (const transport of ['udp', 'tcp'] as const) {
  test(`two relays over ${transport} reach each other`, async () => {
    const clinic = new Clinic();
    const probes = [1, 2].map(() => new RelayProbe(target({ transport }), clinic.runtime));
    const [one, two] = probes as [RelayProbe, RelayProbe];
    const outcomes = await clinic.wait(Promise.all(probes.map(probe => probe.outcome)));
    for (const outcome of outcomes) assert.equal(outcome.kind === 'allocated' && outcome.relayed.address, SERVER);
    assert.equal(await clinic.wait(one.reaches(two)), true);
    assert.ok(one.took > 0);
    one.close();
    assert.equal(await clinic.wait(two.reaches(one)), false, 'not one that is closed');
    two.close();
  });
}

test('a refusal has its code, silence its reason', async () => {
  const clinic = new Clinic();
  const refused = new RelayProbe(target({ credential: 'wrong' }), clinic.runtime);
  assert.deepEqual(await clinic.wait(refused.outcome), { kind: 'refused', code: 401, reason: 'Unauthenticated' });
  const silent = new RelayProbe(target({ server: { address: '198.51.100.99', port: 1, family: 4 } }), clinic.runtime);
  assert.equal((await clinic.wait(silent.outcome)).kind, 'unreachable');
  const nobody = new RelayProbe(
    target({ server: { address: SERVER, port: 1, family: 4 }, transport: 'tcp' }),
    clinic.runtime,
  );
  assert.equal((await clinic.wait(nobody.outcome)).kind, 'unreachable');
  for (const probe of [refused, silent, nobody]) probe.close();
});
