/** Dependency descriptors. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DependencyDescriptor } from '../../../src/rtp/dependency-descriptor.ts';
import { readDependencyDescriptor, writeDependencyDescriptor } from '../../../src/rtp/dependency-descriptor.ts';
import type { FrameDependencyStructure } from '../../../src/rtp/dependency-structure.ts';

const L1T2: FrameDependencyStructure = {
  templateIdOffset: 62,
  decodeTargetCount: 2,
  protectedBy: { chainCount: 1, chains: [0, 0] },
  templates: [
    { spatialId: 0, temporalId: 0, indications: ['switch', 'switch'], frameDiffs: [], chainDiffs: [0] },
    { spatialId: 0, temporalId: 0, indications: ['switch', 'switch'], frameDiffs: [2], chainDiffs: [2] },
    { spatialId: 0, temporalId: 1, indications: ['not-present', 'discardable'], frameDiffs: [1], chainDiffs: [1] },
  ],
  resolutions: [{ width: 320, height: 180 }],
};

const key: DependencyDescriptor = {
  startOfFrame: true,
  endOfFrame: false,
  templateId: 62,
  frameNumber: 1,
  structure: L1T2,
  activeDecodeTargets: 3,
  frame: L1T2.templates[0],
};

const delta: DependencyDescriptor = {
  startOfFrame: true,
  endOfFrame: true,
  // The third template: ids wrap at 64.
  templateId: 0,
  frameNumber: 0xffff,
  structure: undefined,
  activeDecodeTargets: undefined,
  frame: L1T2.templates[2],
};

test('a frame that is like its template takes three bytes', () => {
  const data = writeDependencyDescriptor(delta, L1T2);
  assert.deepEqual(data, Uint8Array.of(0xc0, 0xff, 0xff));
  assert.deepEqual(readDependencyDescriptor(data, L1T2), delta);
});

test('a key frame brings the structure', () => {
  const data = writeDependencyDescriptor(key, undefined);
  assert.deepEqual(readDependencyDescriptor(data, undefined), key);
  // It takes the place of the one before.
  assert.deepEqual(readDependencyDescriptor(data, { ...L1T2, decodeTargetCount: 1 }), key);
});

test('decode targets may become inactive', () => {
  for (const descriptor of [
    { ...key, activeDecodeTargets: 1 },
    { ...delta, activeDecodeTargets: 2 },
  ]) {
    assert.deepEqual(readDependencyDescriptor(writeDependencyDescriptor(descriptor, L1T2), L1T2), descriptor);
  }
});

test('what differs from the template is written out', () => {
  const frame = { ...L1T2.templates[2] } as NonNullable<DependencyDescriptor['frame']>;
  for (const custom of [
    { ...frame, indications: ['required', 'not-present'] as const },
    { ...frame, frameDiffs: [1, 16, 17, 256, 257, 4_096] },
    { ...frame, frameDiffs: [] },
    { ...frame, chainDiffs: [255] },
  ]) {
    const descriptor = { ...delta, frame: custom };
    const data = writeDependencyDescriptor(descriptor, L1T2);
    assert.ok(data.length > 3);
    assert.deepEqual(readDependencyDescriptor(data, L1T2), descriptor);
  }
});

test('without a structure only the mandatory fields are known', () => {
  const data = writeDependencyDescriptor(delta, L1T2);
  assert.deepEqual(readDependencyDescriptor(data, undefined), { ...delta, frame: undefined });
  assert.deepEqual(writeDependencyDescriptor({ ...delta, frame: undefined }, undefined), data);
});

test('what is cut off, or of no template, is malformed', () => {
  assert.equal(readDependencyDescriptor(Uint8Array.of(0xc0, 0), L1T2), undefined);
  assert.equal(readDependencyDescriptor(Uint8Array.of(1, 0, 0), L1T2), undefined);
  const data = writeDependencyDescriptor(key, undefined);
  assert.equal(readDependencyDescriptor(data.subarray(0, data.length - 1), undefined), undefined);
  const long = writeDependencyDescriptor({ ...delta, activeDecodeTargets: 1, frame: key.frame }, L1T2);
  assert.equal(readDependencyDescriptor(long.subarray(0, 4), L1T2), undefined);
});
