/** DTLS roles, and what counts as the same association. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredSetup, continuesAssociation, roleOf, sameFingerprints } from '../../../src/jsep/association.ts';
import type { Section } from '../../../src/jsep/media-section.ts';
import type { TransportRecord } from '../../../src/jsep/session.ts';

const A = { algorithm: 'sha-256', value: 'AA:BB' };
const B = { algorithm: 'sha-512', value: 'CC:DD' };

test('fingerprints are compared as sets, without case', () => {
  assert.ok(sameFingerprints([A, B], [B, { ...A, value: 'aa:bb' }]));
  assert.ok(!sameFingerprints([A], [A, B]));
  assert.ok(!sameFingerprints([A, B], [A]));
  assert.ok(!sameFingerprints([A], [B]));
});

test('roles follow the setup attribute', () => {
  assert.equal(answeredSetup('active', undefined), 'passive');
  assert.equal(answeredSetup('passive', 'server'), 'active');
  assert.equal(answeredSetup('actpass', undefined), 'active');
  assert.equal(answeredSetup('actpass', 'server'), 'passive');
  assert.equal(answeredSetup('actpass', 'client'), 'active');
  assert.equal(roleOf('active', true), 'client');
  assert.equal(roleOf('active', false), 'server');
  assert.equal(roleOf('passive', true), 'server');
  assert.equal(roleOf('passive', false), 'client');
});

test('an association goes on with the same fingerprints and, where there is one, the same tls-id', () => {
  const record = { dtlsRole: 'client', remoteFingerprints: [A], remoteTlsId: 'x' } as unknown as TransportRecord;
  const section = (tlsId: string | undefined, fingerprints = [A]): Section =>
    ({ tlsId, fingerprints }) as unknown as Section;
  assert.ok(continuesAssociation(record, section('x')));
  assert.ok(continuesAssociation(record, section(undefined)));
  assert.ok(!continuesAssociation(record, section('y')));
  assert.ok(!continuesAssociation(record, section('x', [B])));
  assert.ok(!continuesAssociation({ ...record, dtlsRole: undefined }, section('x')));
});
