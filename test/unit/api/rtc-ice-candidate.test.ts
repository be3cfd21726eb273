/** RTCIceCandidate shows what its line says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createCandidatePair,
  isIceCandidate,
  RTCIceCandidate,
  RTCIceCandidatePair,
} from '../../../src/api/rtc-ice-candidate.ts';

const LINE = 'candidate:842 1 udp 1677729535 192.0.2.7 61665 typ srflx raddr 10.0.0.7 rport 5000 ufrag abcd';

test('every field of the line is parsed', () => {
  const candidate = new RTCIceCandidate({
    candidate: LINE,
    sdpMid: '0',
    usernameFragment: 'abcd',
    relayProtocol: 'tls',
    url: 'turns:x',
  });
  const { foundation, component, priority, address, protocol, port, type, tcpType } = candidate;
  const { relatedAddress, relatedPort, usernameFragment, relayProtocol, url } = candidate;
  assert.deepEqual(
    { foundation, component, priority, address, protocol, port, type, tcpType, relatedAddress, relatedPort },
    {
      foundation: '842',
      component: 'rtp',
      priority: 1677729535,
      address: '192.0.2.7',
      protocol: 'udp',
      port: 61665,
      type: 'srflx',
      tcpType: null,
      relatedAddress: '10.0.0.7',
      relatedPort: 5000,
    },
  );
  assert.deepEqual([usernameFragment, relayProtocol, url], ['abcd', 'tls', 'turns:x']);
  assert.deepEqual(candidate.toJSON(), {
    candidate: LINE,
    sdpMid: '0',
    sdpMLineIndex: null,
    usernameFragment: 'abcd',
  });
});

test('component 2 is rtcp, a TCP candidate has its type', () => {
  const line = 'candidate:1 2 tcp 5 192.0.2.7 9 typ host tcptype active';
  const candidate = new RTCIceCandidate({ candidate: `a=${line}`, sdpMLineIndex: 0 });
  assert.equal(candidate.component, 'rtcp');
  assert.equal(candidate.tcpType, 'active');
});

test('a line that cannot be parsed leaves the fields null', () => {
  const candidate = new RTCIceCandidate({ candidate: 'candidate:nonsense', sdpMid: 'x' });
  assert.equal(candidate.candidate, 'candidate:nonsense');
  assert.equal(candidate.foundation, null);
  assert.equal(candidate.type, null);
});

test('it belongs to a section', () => {
  assert.throws(() => new RTCIceCandidate(), TypeError);
  assert.throws(() => new RTCIceCandidate({ candidate: LINE }), TypeError);
  assert.equal(new RTCIceCandidate({ sdpMLineIndex: 65_537 }).sdpMLineIndex, 1);
});

test('a pair cannot be made by users, and the brand can be checked', () => {
  const candidate = new RTCIceCandidate({ sdpMid: '0' });
  const pair = createCandidatePair(candidate, candidate);
  assert.equal(pair.local, candidate);
  assert.equal(pair.remote, candidate);
  assert.throws(() => Reflect.construct(RTCIceCandidatePair, []), TypeError);
  assert.equal(isIceCandidate(candidate), true);
  assert.equal(isIceCandidate(Object.create(RTCIceCandidate.prototype)), false);
  assert.equal(isIceCandidate(null), false);
});
