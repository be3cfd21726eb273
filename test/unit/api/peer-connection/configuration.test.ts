/** What may be configured, and what may be changed later. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  copyConfiguration,
  firstConfiguration,
  nextConfiguration,
  toConfiguration,
} from '../../../../src/api/peer-connection/configuration.ts';
import { defaultCertificate } from '../../../../src/api/rtc-certificate.ts';
import { Host } from '../../../sim/network.ts';
import { simulatedRuntime } from '../../../sim/runtime.ts';
import { World } from '../../../sim/world.ts';

const set = (configuration: unknown, now: number = 0) => firstConfiguration(toConfiguration(configuration, ''), now);

test('the defaults are those of the specification', () => {
  assert.deepEqual(copyConfiguration(set(undefined)), {
    iceServers: [],
    iceTransportPolicy: 'all',
    bundlePolicy: 'balanced',
    rtcpMuxPolicy: 'require',
    certificates: [],
    iceCandidatePoolSize: 0,
    alwaysNegotiateDataChannels: false,
  });
});

test('every URL of every server is one server for ICE', () => {
  const { iceServers } = set({
    iceServers: [
      { urls: ['stun:a.example', 'stun:b.example:99'] },
      { urls: 'turn:c.example?transport=tcp', username: 'u', credential: 'p' },
    ],
  });
  assert.deepEqual(
    iceServers.map(({ url: { scheme, host, port, transport }, username }) => [scheme, host, port, transport, username]),
    [
      ['stun', 'a.example', 3478, 'udp', undefined],
      ['stun', 'b.example', 99, 'udp', undefined],
      ['turn', 'c.example', 3478, 'tcp', 'u'],
    ],
  );
});

test('URLs that are none, and TURN without credentials, are refused', () => {
  for (const urls of ['', 'http://a', 'stun:', 'stun://a', 'stun:a?transport=udp', 'turn:a?transport=x', []]) {
    assert.throws(() => set({ iceServers: [{ urls, username: 'u', credential: 'p' }] }), { name: 'SyntaxError' });
  }
  for (const rest of [{}, { username: 'u' }, { credential: 'p' }, { username: 'x'.repeat(509), credential: 'p' }]) {
    assert.throws(() => set({ iceServers: [{ urls: 'turn:a', ...rest }] }), { name: 'InvalidAccessError' });
  }
  assert.throws(() => set({ iceServers: [{}] }), TypeError);
  assert.throws(() => set({ iceServers: 'stun:a' }), TypeError);
});

test('an expired certificate is refused', async () => {
  const world = new World(1);
  const certificate = await defaultCertificate(simulatedRuntime(world, new Host(world)));
  const configuration = { certificates: [certificate] };
  assert.equal(set(configuration, certificate.expires - 1).dictionary.certificates[0], certificate);
  assert.throws(() => set(configuration, certificate.expires), { name: 'InvalidAccessError' });
});

test('policies cannot be changed, servers can, and the pool only before the first local description', () => {
  const old = set({ iceCandidatePoolSize: 1 });
  const change = (configuration: object, described: boolean = false) =>
    nextConfiguration(old, toConfiguration({ iceCandidatePoolSize: 1, ...configuration }, ''), described);
  assert.equal(change({ iceServers: [{ urls: 'stun:a' }] }, true).iceServers.length, 1);
  assert.equal(change({ iceTransportPolicy: 'relay' }).dictionary.iceTransportPolicy, 'relay');
  assert.throws(() => change({ bundlePolicy: 'max-compat' }), { name: 'InvalidModificationError' });
  assert.equal(change({ iceCandidatePoolSize: 2 }).dictionary.iceCandidatePoolSize, 2);
  assert.throws(() => change({ iceCandidatePoolSize: 2 }, true), { name: 'InvalidModificationError' });
  assert.throws(() => toConfiguration({ iceCandidatePoolSize: 256 }, ''), TypeError);
  assert.throws(() => toConfiguration({ rtcpMuxPolicy: 'negotiate' }, ''), TypeError);
});

test('the copy can be changed without harm', () => {
  const configuration = set({ iceServers: [{ urls: ['stun:a'] }] });
  const [copied] = copyConfiguration(configuration).iceServers;
  if (Array.isArray(copied?.urls)) copied.urls.push('x');
  assert.deepEqual(copyConfiguration(configuration).iceServers[0]?.urls, ['stun:a']);
});
