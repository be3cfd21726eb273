/** Asking a server who we are, and being left without an answer. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BindingProbe } from '../../../../src/cli/doctor/binding-probe.ts';
import { ALTERNATE, Clinic, SERVER } from './clinic.ts';

const at = (address: string) => ({ address, port: 3478, family: 4 }) as const;

test('an answer has our address, the other one of the server, and its time', async () => {
  const clinic = new Clinic({ alternate: true });
  const probe = await clinic.wait(BindingProbe.open(clinic.runtime, 4));
  assert.ok(probe);
  const answer = await clinic.wait(probe.ask(at(SERVER)));
  assert.equal(answer?.mapped.address, '192.0.2.1');
  assert.deepEqual(answer.other, { address: ALTERNATE, port: 3479, family: 4 });
  assert.equal(answer.milliseconds, 10);
  probe.close();
});

test('silence ends after some seconds, and a refusal at once', async () => {
  const clinic = new Clinic();
  const probe = await clinic.wait(BindingProbe.open(clinic.runtime, 4));
  assert.ok(probe);
  const before = clinic.world.now;
  assert.equal(await clinic.wait(probe.ask(at('198.51.100.99'))), undefined);
  assert.equal(clinic.world.now - before, 2_800);
  assert.equal(await clinic.wait(probe.ask(at(SERVER), { changeIp: true, changePort: true })), undefined, '420');
  probe.close();
});
