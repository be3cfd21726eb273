/** Parameter sets of H.264 and H.265: ids and picture sizes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { h264ParameterSetId, h265ParameterSetId, readH264Sps, readH265Sps } from '../../../src/payload/h26x-params.ts';
import { bits, concat, h264Pps, h264Sps, h265Pps, h265Sps, h265Vps, ue } from './frames.ts';

/** An SPS of a profile with chroma format, its fields up to the size given as text. */
function high(profile: number, fields: string): Uint8Array {
  return concat([0x67, profile, 0, 0x1f], bits(`${ue(1)} ${fields}`), [0x80]);
}

test('an H.264 SPS tells id and size, cropping taken off', () => {
  assert.deepEqual(readH264Sps(h264Sps()), { id: 0, size: { width: 1280, height: 720 } });
  assert.deepEqual(readH264Sps(h264Sps(1920, 1080, 3)), { id: 3, size: { width: 1920, height: 1080 } });
});

test('what x264 writes for 1280×720 High is read', () => {
  const unit = Buffer.from('Z2QAH6zZQFAFuwEQAAADABAAAAMDIPGDGWA=', 'base64');
  assert.deepEqual(readH264Sps(unit), { id: 0, size: { width: 1280, height: 720 } });
});

test('chroma formats, scaling lists, picture orders and fields are passed over', () => {
  const size = `${ue(9)} ${ue(8)}`;
  const plain = `${ue(0)} ${ue(2)} ${ue(1)} 0 ${size} 1 1`;
  const read = (profile: number, fields: string) => readH264Sps(high(profile, fields))?.size;
  assert.deepEqual(read(100, `${ue(1)} ${ue(0)} ${ue(0)} 0 0 ${plain} 0`), { width: 160, height: 144 });
  const lists = `1 ${ue(1)} ${ue(0).repeat(15)} 1 ${ue(16)} 000000`;
  assert.deepEqual(read(100, `${ue(1)} ${ue(0)} ${ue(0)} 0 1 ${lists} ${plain} 0`), { width: 160, height: 144 });
  const crop = `1 ${ue(1)} ${ue(1)} ${ue(0)} ${ue(2)}`;
  assert.deepEqual(read(244, `${ue(3)} 0 ${ue(0)} ${ue(0)} 0 0 ${plain} ${crop}`), { width: 158, height: 142 });
  assert.deepEqual(read(244, `${ue(3)} 1 ${ue(0)} ${ue(0)} 0 1 ${'0'.repeat(12)} ${plain} 0`), {
    width: 160,
    height: 144,
  });
  assert.deepEqual(read(122, `${ue(2)} ${ue(0)} ${ue(0)} 0 0 ${plain} ${crop}`), { width: 156, height: 142 });
  const fields = `${ue(0)} ${ue(0)} ${ue(4)} ${ue(1)} 0 ${ue(9)} ${ue(3)} 0 0 1 1 ${ue(0)} ${ue(0)} ${ue(0)} ${ue(1)}`;
  assert.deepEqual(read(77, fields), { width: 160, height: 124 });
  const cycle = `${ue(0)} ${ue(1)} 0 ${ue(3)} ${ue(2)} ${ue(2)} ${ue(5)} ${ue(6)} ${ue(1)} 0 ${size} 1 1 0`;
  assert.deepEqual(read(66, cycle), { width: 160, height: 144 });
});

test('an SPS that is cut off or absurd is none', () => {
  const whole = h264Sps();
  for (let length = 1; length < whole.length - 1; length++) {
    assert.equal(readH264Sps(whole.subarray(0, length)), undefined, `${length} bytes`);
  }
  assert.equal(readH264Sps(high(100, `${ue(4)} ${'1'.repeat(60)}`)), undefined, 'chroma format 4');
  assert.equal(readH264Sps(high(66, `${ue(0)} ${ue(3)} ${'1'.repeat(60)}`)), undefined, 'picture order 3');
  assert.equal(readH264Sps(high(66, `${ue(0)} ${ue(1)} 0 1 1 ${ue(256)} ${'1'.repeat(300)}`)), undefined, 'long cycle');
  assert.equal(
    readH264Sps(high(66, `${ue(0)} ${ue(2)} ${ue(1)} 0 1 1 1 1 1 ${ue(90)} ${ue(0)} 1 1`)),
    undefined,
    'all cropped',
  );
  assert.equal(readH264Sps(high(66, `${ue(0)} ${ue(2)} ${ue(1)} 0 ${ue(9000)} 1 1 1 0`)), undefined, 'too wide');
});

test('an H.265 SPS tells id and size, the conformance window taken off', () => {
  assert.deepEqual(readH265Sps(h265Sps()), { id: 0, size: { width: 1280, height: 720 } });
  assert.deepEqual(readH265Sps(h265Sps(1920, 1088, 4)), { id: 0, size: { width: 1920, height: 1080 } });
  assert.deepEqual(readH265Sps(h265Sps(640, 480, 0, 2)), { id: 0, size: { width: 640, height: 480 } });
  assert.equal(readH265Sps(h265Sps().subarray(0, 12)), undefined);
});

test('parameter sets have ids', () => {
  assert.equal(h264ParameterSetId(h264Sps(1280, 720, 5), true), 5);
  assert.equal(h264ParameterSetId(h264Pps(7), false), 7);
  assert.equal(h264ParameterSetId(Uint8Array.of(0x68), false), undefined);
  assert.equal(h264ParameterSetId(h264Sps(1280, 720, 32), true), undefined);
  assert.equal(h265ParameterSetId(h265Vps(), 32), 0);
  assert.equal(h265ParameterSetId(h265Sps(), 33), 0);
  assert.equal(h265ParameterSetId(h265Pps(), 34), 0);
  assert.equal(h265ParameterSetId(Uint8Array.of(0x44, 1), 34), undefined);
});
