/** The encodings that addTransceiver takes, and those that an offer proposes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  defaultEncodings,
  proposedEncodings,
  validateSendEncodings,
} from '../../../../src/api/peer-connection/send-encodings.ts';
import { type RTCRtpEncodingParameters, toEncodings } from '../../../../src/api/rtp-parameters.ts';
import type { MediaKind } from '../../../../src/rtp/parameters.ts';

const validate = (given: RTCRtpEncodingParameters[], kind: MediaKind = 'video') =>
  validateSendEncodings(kind, toEncodings(given, ''), 'x');

test('three layers become 4:2:1, and one has no rid', () => {
  const layers = validate([{ rid: 'q' }, { rid: 'h', active: false }, { rid: 'f' }]);
  assert.deepEqual(
    layers.map(({ rid, active, scaleResolutionDownBy }) => [rid, active, scaleResolutionDownBy]),
    [
      ['q', true, 4],
      ['h', false, 2],
      ['f', true, 1],
    ],
  );
  assert.deepEqual(validate([{ rid: 'f' }]), [{ active: true, priority: 'low', scaleResolutionDownBy: 1 }]);
});

test('a scale for one is 1 for the others', () => {
  const layers = validate([{ rid: 'a', scaleResolutionDownBy: 8 }, { rid: 'b' }]);
  assert.deepEqual(
    layers.map(one => one.scaleResolutionDownBy),
    [8, 1],
  );
});

test('rids are well-formed, all or none, and different', () => {
  for (const rids of [['@'], [''], ['a'.repeat(17)], ['a', 'a']]) {
    assert.throws(() => validate(rids.map(rid => ({ rid }))), TypeError, rids.join());
  }
  assert.throws(() => validate([{ rid: 'a' }, {}]), TypeError);
  assert.deepEqual(
    validate([{}, {}]).map(({ rid }) => rid),
    ['0', '1'],
  );
});

test('numbers are in range, codecs are ours', () => {
  assert.throws(() => validate([{ scaleResolutionDownBy: 0.5 }]), RangeError);
  assert.throws(() => validate([{ maxFramerate: 0 }]), RangeError);
  const codec = { mimeType: 'video/none', clockRate: 90_000 };
  assert.throws(() => validate([{ codec }]), { name: 'OperationError' });
});

test('scalability modes are those of the registry', () => {
  for (const scalabilityMode of ['L1T1', 'L1T3', 'L2T2h', 'L3T3_KEY', 'L3T2_KEY_SHIFT', 'S3T3h']) {
    assert.equal(validate([{ scalabilityMode }])[0]?.scalabilityMode, scalabilityMode);
  }
  for (const scalabilityMode of ['', 'L1T2h', 'S1T1', 'L4T1', 'L3T1_KEY_SHIFT', 'l1t1', 'L1T3 ']) {
    assert.throws(() => validate([{ scalabilityMode }]), { name: 'OperationError' }, scalabilityMode);
  }
});

test('pictures are restricted in all encodings that are sent, or in none', () => {
  const scaleResolutionDownTo = { maxWidth: 320, maxHeight: 240 };
  const restricted = validate([
    { rid: 'a', active: false },
    { rid: 'b', scaleResolutionDownTo },
  ]);
  assert.deepEqual(restricted[1]?.scaleResolutionDownTo, scaleResolutionDownTo);
  for (const wrong of [{}, { scaleResolutionDownTo: {} }, { scaleResolutionDownTo: { maxWidth: 5, maxHeight: 0 } }]) {
    const given = [
      { rid: 'a', ...wrong },
      { rid: 'b', scaleResolutionDownTo },
    ];
    assert.throws(() => validate(given), { name: 'OperationError' });
  }
});

test('the length of packets is fixed or adapted, not both', () => {
  assert.equal(validate([{ ptime: 40 }], 'audio')[0]?.ptime, 40);
  assert.equal('ptime' in (validate([{ ptime: 40 }])[0] ?? {}), false);
  const both = [{ ptime: 40, adaptivePtime: true }];
  assert.throws(() => validate(both, 'audio'), { name: 'InvalidModificationError' });
});

test('audio has one encoding and nothing of video', () => {
  const foreign = { scaleResolutionDownBy: 0.1, maxFramerate: -1, scalabilityMode: 'L1T2' };
  const given = [{ rid: 'a', ...foreign, maxBitrate: 8 }, { rid: 'b' }];
  const usual = { active: true, priority: 'low', adaptivePtime: false };
  assert.deepEqual(validate(given, 'audio'), [{ ...usual, maxBitrate: 8 }]);
  assert.deepEqual(validate([{ adaptivePtime: true }], 'audio'), [{ ...usual, adaptivePtime: true }]);
  assert.ok(!('adaptivePtime' in (validate([{ adaptivePtime: true }])[0] ?? {})));
  assert.deepEqual(defaultEncodings('audio'), [usual]);
});

test('an offer that wants layers proposes them once each, and not without end', () => {
  const proposed = proposedEncodings('video', ['a', 'b', 'a']);
  assert.deepEqual(
    proposed.map(({ rid, scaleResolutionDownBy }) => [rid, scaleResolutionDownBy]),
    [
      ['a', 2],
      ['b', 1],
    ],
  );
  const many = Array.from({ length: 50 }, (_, i) => `${i}`);
  assert.equal(proposedEncodings('video', many).length, 8);
  assert.equal(defaultEncodings('video')[0]?.scaleResolutionDownBy, 1);
});
