/** The slots of a connection: certificates are made once, descriptions become objects once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstConfiguration, toConfiguration } from '../../../../src/api/peer-connection/configuration.ts';
import { ConnectionSlots } from '../../../../src/api/peer-connection/slots.ts';
import type { AppliedDescription } from '../../../../src/jsep/index.ts';
import { Host } from '../../../sim/network.ts';
import { simulatedRuntime } from '../../../sim/runtime.ts';
import { World } from '../../../sim/world.ts';

function slots(): ConnectionSlots {
  const world = new World(1);
  return new ConnectionSlots({
    object: new EventTarget() as never,
    configuration: firstConfiguration(toConfiguration({}, ''), 0),
    runtime: simulatedRuntime(world, new Host(world)),
    options: {},
    chainEmptied: () => {},
  });
}

test('a certificate is made once, when it is first asked for', async () => {
  const connection = slots();
  assert.deepEqual(connection.knownCertificates, []);
  const [first, second] = await Promise.all([connection.certificates, connection.certificates]);
  assert.equal(first[0], second[0]);
  assert.equal(connection.knownCertificates, first);
  assert.equal(connection.jsepOptions(first).fingerprints[0]?.algorithm, 'sha-256');
});

test('a description keeps its object until something is added to it', () => {
  const connection = slots();
  const applied = {
    type: 'offer',
    sdp: 'v=0',
    sections: [],
    trickled: [],
  } as Partial<AppliedDescription> as AppliedDescription;
  connection.session = { ...connection.session, pendingLocal: applied };
  const object = connection.describe(applied, 'local');
  assert.equal(connection.describe(applied, 'local'), object);
  assert.equal(connection.describe(null, 'local'), null);
  const added = connection.describe({ ...applied, sdp: 'v=0\r\n' }, 'local');
  assert.notEqual(added, object);
  assert.equal(added?.sdp, 'v=0\r\n');
});

test('a closed session keeps its descriptions', () => {
  const connection = slots();
  connection.closeSession();
  assert.equal(connection.signalingState, 'closed');
});
