/** Configurations of old programs, read as those of today. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfiguration } from '../../../src/legacy/legacy-configuration.ts';

test('url, negotiate and public become what they meant', () => {
  const iceServers = [{ url: 'turn:192.0.2.1', username: 'u', credential: 'c', credentialType: 'password' }];
  const read = readConfiguration({ iceServers, rtcpMuxPolicy: 'negotiate', iceTransportPolicy: 'public' }, {});
  assert.deepEqual(read, {
    configuration: {
      iceServers: [{ urls: 'turn:192.0.2.1', username: 'u', credential: 'c' }],
      rtcpMuxPolicy: 'require',
      iceTransportPolicy: 'all',
    },
    hidesPrivateAddresses: true,
  });
});

test('what is of today stays as it is, right or wrong', () => {
  const given = {
    iceServers: [{ urls: ['stun:a', 'stun:b'] }, {}],
    iceTransportPolicy: 'relay',
    iceCandidatePoolSize: 2,
  };
  assert.deepEqual(readConfiguration(given as never, {}), { configuration: given, hidesPrivateAddresses: false });
  assert.deepEqual(readConfiguration({ iceTransportPolicy: 'nonsense' as never }, {}).configuration, {
    iceTransportPolicy: 'nonsense',
  });
});

test('the constraint IceTransports goes before the policy; none leaves nothing to gather', () => {
  const mandatory = (value: string): object => ({ mandatory: { IceTransports: value } });
  assert.equal(readConfiguration({}, mandatory('relay')).configuration.iceTransportPolicy, 'relay');
  assert.equal(
    readConfiguration({ iceTransportPolicy: 'relay' }, mandatory('all')).configuration.iceTransportPolicy,
    'all',
  );
  assert.deepEqual(readConfiguration({ iceServers: [{ url: 'turn:192.0.2.1' }] }, mandatory('none')), {
    configuration: { iceTransportPolicy: 'relay' },
    hidesPrivateAddresses: false,
  });
});
