/** The objects of a transport that is not there yet. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTransportObjects } from '../../../../src/api/peer-connection/transport-objects.ts';
import { dtlsTransportOf } from '../../../../src/api/rtc-dtls-transport.ts';
import { iceTransportOf } from '../../../../src/api/rtc-ice-transport.ts';

test('they know one another and are new', () => {
  const { ice, dtls } = createTransportObjects();
  const iceObject = iceTransportOf(ice);
  const dtlsObject = dtlsTransportOf(dtls);
  assert.equal(dtlsObject.iceTransport, iceObject);
  assert.deepEqual([iceObject.state, iceObject.role, dtlsObject.state], ['new', 'unknown', 'new']);
  ice.iceTransportState = 'checking';
  dtls.dtlsTransportState = 'connecting';
  assert.deepEqual([iceObject.state, dtlsObject.state], ['checking', 'connecting']);
});

test('they are made when somebody looks, and are the same to everybody', () => {
  const { ice, dtls } = createTransportObjects();
  assert.deepEqual([ice.object, dtls.object], [undefined, undefined]);
  assert.equal(dtlsTransportOf(dtls), dtlsTransportOf(dtls));
  assert.equal(ice.object, undefined);
  assert.equal(dtlsTransportOf(dtls).iceTransport, iceTransportOf(ice));
});
