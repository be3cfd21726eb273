/** RTCError and its event. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorFromProtocol, RTCError, RTCErrorEvent } from '../../../src/api/rtc-error.ts';
import { ProtocolError } from '../../../src/base/errors.ts';

test('an RTCError is a DOMException named OperationError', () => {
  const error = new RTCError({ errorDetail: 'sdp-syntax-error', sdpLineNumber: 3 }, 'bad line');
  assert.ok(error instanceof DOMException && error instanceof Error);
  assert.equal(error.name, 'OperationError');
  assert.equal(error.message, 'bad line');
  assert.equal(error.errorDetail, 'sdp-syntax-error');
  assert.equal(error.sdpLineNumber, 3);
  assert.equal(error.sctpCauseCode, null);
  assert.equal(error.receivedAlert, null);
  assert.equal(error.sentAlert, null);
  assert.equal(error.httpRequestStatusCode, null);
  assert.equal(Object.prototype.toString.call(error), '[object RTCError]');
});

test('the detail is required, and one of the known ones', () => {
  assert.throws(() => Reflect.construct(RTCError, []), TypeError);
  assert.throws(() => new RTCError({} as never), TypeError);
  assert.throws(() => new RTCError({ errorDetail: 'other' as never }), TypeError);
});

test('what a protocol failed with becomes the numbers of the error', () => {
  const cause = new ProtocolError('dtls', 'handshake', 'alert', {
    sentAlert: 42,
    receivedAlert: 40,
    sctpCauseCode: 12,
  });
  const error = errorFromProtocol('dtls-failure', cause);
  assert.deepEqual(
    [error.errorDetail, error.sentAlert, error.receivedAlert, error.sctpCauseCode, error.message],
    ['dtls-failure', 42, 40, 12, 'alert'],
  );
  assert.equal(errorFromProtocol('sctp-failure', undefined).sctpCauseCode, null);
});

test('an RTCErrorEvent needs its error', () => {
  const error = new RTCError({ errorDetail: 'sctp-failure' });
  assert.equal(new RTCErrorEvent('error', { error }).error, error);
  assert.equal(new RTCErrorEvent('error', { error, bubbles: true }).bubbles, true);
  assert.throws(() => new RTCErrorEvent('error', {} as never), TypeError);
  assert.throws(() => new RTCErrorEvent('error', { error: new Error('x') as never }), TypeError);
  assert.throws(() => Reflect.construct(RTCErrorEvent, ['error']), TypeError);
});
