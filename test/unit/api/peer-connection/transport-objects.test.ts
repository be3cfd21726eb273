/** The objects of a transport that is not there yet. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTransportObjects } from '../../../../src/api/peer-connection/transport-objects.ts';

test('they know one another and are new', () => {
  const { ice, iceObject, dtls, dtlsObject } = createTransportObjects();
  assert.equal(dtlsObject.iceTransport, iceObject);
  assert.deepEqual([iceObject.state, iceObject.role, dtlsObject.state], ['new', 'unknown', 'new']);
  ice.iceTransportState = 'checking';
  dtls.dtlsTransportState = 'connecting';
  assert.deepEqual([iceObject.state, dtlsObject.state], ['checking', 'connecting']);
});
