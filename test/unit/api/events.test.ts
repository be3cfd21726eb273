/** The event classes take what their dictionaries say and nothing else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  RTCDataChannelEvent,
  RTCPeerConnectionIceErrorEvent,
  RTCPeerConnectionIceEvent,
} from '../../../src/api/events.ts';
import { RTCIceCandidate } from '../../../src/api/rtc-ice-candidate.ts';
import { Pair } from './connections.ts';

test('an icecandidate event carries a candidate, or null', () => {
  const candidate = new RTCIceCandidate({ sdpMid: '0' });
  const event = new RTCPeerConnectionIceEvent('icecandidate', { candidate, url: 'stun:x' });
  assert.equal(event.candidate, candidate);
  assert.equal(event.url, 'stun:x');
  const empty = new RTCPeerConnectionIceEvent('icecandidate');
  assert.equal(empty.candidate, null);
  assert.equal(empty.url, null);
  assert.throws(() => new RTCPeerConnectionIceEvent('x', { candidate: {} as never }), TypeError);
  assert.throws(() => Reflect.construct(RTCPeerConnectionIceEvent, []), TypeError);
});

test('an icecandidateerror event needs its code', () => {
  const event = new RTCPeerConnectionIceErrorEvent('icecandidateerror', { errorCode: 701, address: '192.0.2.1' });
  assert.deepEqual(
    [event.errorCode, event.errorText, event.address, event.port, event.url],
    [701, '', '192.0.2.1', null, ''],
  );
  assert.throws(() => new RTCPeerConnectionIceErrorEvent('x', {} as never), TypeError);
});

test('a datachannel event needs a channel', () => {
  const { a } = new Pair();
  const channel = a.connection.createDataChannel('x');
  assert.equal(new RTCDataChannelEvent('datachannel', { channel }).channel, channel);
  assert.throws(() => new RTCDataChannelEvent('datachannel', { channel: null as never }), TypeError);
  assert.throws(() => new RTCDataChannelEvent('datachannel', {} as never), TypeError);
});
