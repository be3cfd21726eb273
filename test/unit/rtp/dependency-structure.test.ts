/** Template dependency structures. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BitReader } from '../../../src/base/bit-reader.ts';
import { BitWriter } from '../../../src/base/bit-writer.ts';
import type { FrameDependencyStructure } from '../../../src/rtp/dependency-structure.ts';
import {
  indicationsEqual,
  numbersEqual,
  readStructure,
  writeStructure,
} from '../../../src/rtp/dependency-structure.ts';

function written(structure: FrameDependencyStructure): BitReader {
  const writer = new BitWriter();
  writeStructure(writer, structure);
  return new BitReader(writer.finish());
}

/** L2T2 with chains and resolutions. */
const L2T2: FrameDependencyStructure = {
  templateIdOffset: 60,
  decodeTargetCount: 2,
  protectedBy: { chainCount: 2, chains: [0, 1] },
  templates: [
    { spatialId: 0, temporalId: 0, indications: ['switch', 'required'], frameDiffs: [], chainDiffs: [0, 0] },
    { spatialId: 0, temporalId: 0, indications: ['switch', 'required'], frameDiffs: [4], chainDiffs: [4, 3] },
    { spatialId: 0, temporalId: 1, indications: ['discardable', 'required'], frameDiffs: [2], chainDiffs: [2, 1] },
    { spatialId: 1, temporalId: 0, indications: ['not-present', 'switch'], frameDiffs: [4, 1], chainDiffs: [1, 15] },
  ],
  resolutions: [
    { width: 640, height: 360 },
    { width: 65_536, height: 1 },
  ],
};

test('a structure with layers, chains and resolutions', () => {
  assert.deepEqual(readStructure(written(L2T2)), L2T2);
});

test('the smallest structure', () => {
  const smallest: FrameDependencyStructure = {
    templateIdOffset: 0,
    decodeTargetCount: 1,
    protectedBy: { chainCount: 0, chains: [] },
    templates: [{ spatialId: 0, temporalId: 0, indications: ['switch'], frameDiffs: [], chainDiffs: [] }],
    resolutions: undefined,
  };
  assert.deepEqual(readStructure(written(smallest)), smallest);
});

test('thirty-two decode targets', () => {
  const wide: FrameDependencyStructure = {
    templateIdOffset: 1,
    decodeTargetCount: 32,
    protectedBy: { chainCount: 32, chains: Array.from({ length: 32 }, (_, i) => i) },
    templates: [
      {
        spatialId: 0,
        temporalId: 0,
        indications: new Array<'required'>(32).fill('required'),
        frameDiffs: [16],
        chainDiffs: new Array<number>(32).fill(15),
      },
    ],
    resolutions: undefined,
  };
  assert.deepEqual(readStructure(written(wide)), wide);
});

test('what ends too early, has too many templates or too many layers is none', () => {
  const whole = written(L2T2).bytes;
  assert.equal(readStructure(new BitReader(whole, 0, whole.length - 1)), undefined);
  const layers = (steps: number[]): BitReader => {
    const writer = new BitWriter().bits(0, 11);
    for (const step of steps) writer.bits(step, 2);
    return new BitReader(writer.bits(3, 2).bits(0, 32).bits(0, 32).bits(0, 32).bits(0, 32).bits(0, 32).finish());
  };
  assert.notEqual(readStructure(layers(new Array<number>(30).fill(0))), undefined);
  assert.equal(readStructure(layers(new Array<number>(64).fill(0))), undefined);
  assert.equal(readStructure(layers(new Array<number>(8).fill(1))), undefined);
  assert.equal(readStructure(layers(new Array<number>(4).fill(2))), undefined);
  assert.equal(readStructure(new BitReader(new Uint8Array(0))), undefined);
});

test('lists are compared by what they hold', () => {
  assert.ok(indicationsEqual(['switch'], ['switch']));
  assert.ok(!indicationsEqual(['switch'], ['required']));
  assert.ok(!numbersEqual([1], [1, 2]));
});
