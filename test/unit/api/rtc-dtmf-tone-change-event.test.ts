/** RTCDTMFToneChangeEvent has a tone, empty by default. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RTCDTMFToneChangeEvent } from '../../../src/api/rtc-dtmf-tone-change-event.ts';

test('a tone, or none', () => {
  assert.equal(new RTCDTMFToneChangeEvent('tonechange', { tone: '1' }).tone, '1');
  assert.equal(new RTCDTMFToneChangeEvent('tonechange').tone, '');
  assert.throws(() => Reflect.construct(RTCDTMFToneChangeEvent, []), TypeError);
});
