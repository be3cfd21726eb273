/** The quantizer in VP8's frame header. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoolEncoder } from '../../../src/media/bool-encoder.ts';
import { encodeMosaic } from '../../../src/media/mosaic-encoder.ts';
import { vp8Quantizer } from '../../../src/payload/vp8-quantizer.ts';

/** `[value, bits]` in order, behind a frame's tag. */
function frame(key: boolean, fields: readonly (readonly [value: number, bits: number])[]): Uint8Array {
  const header = new BoolEncoder();
  for (const [value, bits] of fields) header.literal(value, bits);
  header.literal(0, 64);
  const start = key ? [0x10, 0, 0, 0x9d, 0x01, 0x2a, 64, 0, 64, 0] : [0x11, 0, 0];
  return Uint8Array.from([...start, ...header.finish()]);
}

const PLAIN = [
  [0, 1], // segmentation_enabled
  [37, 10], // filter_type, loop_filter_level, sharpness_level
  [0, 1], // mode_ref_lf_delta_enabled
  [0, 2], // log2_nbr_of_dct_partitions
] as const;

test('of key frames and of others', () => {
  for (const quantizer of [0, 1, 63, 127]) {
    assert.equal(vp8Quantizer(frame(true, [[1, 2], ...PLAIN, [quantizer, 7]])), quantizer);
    assert.equal(vp8Quantizer(frame(false, [...PLAIN, [quantizer, 7]])), quantizer);
  }
});

test('behind segments and deltas of the loop filter', () => {
  const segments = [
    [1, 1], // segmentation_enabled
    [1, 1], // update_mb_segmentation_map
    [1, 1], // update_segment_feature_data
    [1, 1], // segment_feature_mode
    [1, 1],
    [0b1010101_1, 8],
    [0, 3], // quantizers: one of four
    [0, 2],
    [1, 1],
    [0b101010_0, 7],
    [0, 1], // loop filter: the third
    [1, 1],
    [200, 8],
    [0, 2], // probabilities: the first
  ] as const;
  const deltas = [
    [500, 10],
    [3, 2], // mode_ref_lf_delta_enabled, mode_ref_lf_delta_update
    [0, 7],
    [1, 1],
    [0b111111_1, 7], // the last of eight
    [2, 2],
  ] as const;
  assert.equal(vp8Quantizer(frame(true, [[0, 2], ...segments, ...deltas, [99, 7]])), 99);
  const unchanged = [
    [1, 1],
    [0, 2], // neither map nor features
    [0, 10],
    [2, 2], // deltas enabled, not updated
    [0, 2],
  ] as const;
  assert.equal(vp8Quantizer(frame(false, [...unchanged, [45, 7]])), 45);
});

test('of our own pictures it is 0', () => {
  const plane = new Uint8Array(16).fill(90);
  assert.equal(vp8Quantizer(encodeMosaic({ width: 64, height: 64, y: plane, u: plane, v: plane })), 0);
});

test('nothing of what is cut off', () => {
  const whole = frame(true, [[0, 2], ...PLAIN, [50, 7]]);
  for (const length of [0, 1, 9, 10, 11]) assert.equal(vp8Quantizer(whole.subarray(0, length)), undefined, `${length}`);
});
