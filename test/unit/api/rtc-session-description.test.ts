/** RTCSessionDescription holds a type and a text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  RTCSessionDescription,
  toLocalSessionDescriptionInit,
  toSessionDescriptionInit,
} from '../../../src/api/rtc-session-description.ts';

test('it is what it was made of, also as JSON', () => {
  const description = new RTCSessionDescription({ type: 'offer', sdp: 'v=0' });
  assert.equal(description.type, 'offer');
  assert.equal(description.sdp, 'v=0');
  assert.equal(JSON.stringify(description), '{"type":"offer","sdp":"v=0"}');
  assert.equal(new RTCSessionDescription({ type: 'rollback' }).sdp, '');
});

test('a type is required, but not of a local description', () => {
  assert.throws(() => new RTCSessionDescription({} as never), TypeError);
  assert.throws(() => new RTCSessionDescription({ type: 'other' as never }), TypeError);
  assert.throws(() => toSessionDescriptionInit({}, ''), TypeError);
  assert.deepEqual(toLocalSessionDescriptionInit(undefined, ''), { sdp: '' });
});
