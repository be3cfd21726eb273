/** RTP: what is written is read back. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { DependencyDescriptor, FrameDependencies, FrameDependencyStructure } from '../../src/rtp/index.ts';
import { RtpPacket, readDependencyDescriptor, writeDependencyDescriptor, writeRtpHeader } from '../../src/rtp/index.ts';

const SEED = { seed: 8285, numRuns: 300 };

const element = (maxId: number, maxLength: number) =>
  fc.record(
    { id: fc.integer({ min: 1, max: maxId }), data: fc.uint8Array({ minLength: maxLength === 16 ? 1 : 0, maxLength }) },
    { noNullPrototype: true },
  );

const extensions = fc.oneof(
  fc.uniqueArray(element(14, 16), { maxLength: 8, selector: ({ id }) => id }),
  fc.uniqueArray(element(255, 255), { maxLength: 8, selector: ({ id }) => id }),
);

test('headers, extensions, payload and padding are read as they were written', () => {
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.nat(127),
      fc.nat(0xffff),
      fc.nat(0xffff_ffff),
      fc.array(fc.nat(0xffff_ffff), { maxLength: 15 }),
      extensions,
      fc.uint8Array({ maxLength: 50 }),
      fc.nat(20),
      (marker, payloadType, sequenceNumber, timestamp, csrcs, elements, payload, padding) => {
        const init = {
          marker,
          payloadType,
          sequenceNumber,
          timestamp,
          ssrc: timestamp ^ 1,
          csrcs,
          extensions: elements,
        };
        const { header, offsets } = writeRtpHeader({ ...init, ssrc: init.ssrc >>> 0 });
        const bytes = new Uint8Array(header.length + payload.length + padding);
        bytes.set(header);
        bytes.set(payload, header.length);
        if (padding > 0) {
          bytes[0] = (bytes[0] as number) | 0x20;
          bytes[bytes.length - 1] = padding;
        }
        const packet = RtpPacket.read(bytes);
        assert.ok(packet);
        assert.deepEqual(
          [packet.marker, packet.payloadType, packet.sequenceNumber, packet.timestamp, packet.ssrc],
          [marker, payloadType, sequenceNumber, timestamp, init.ssrc >>> 0],
        );
        assert.deepEqual(packet.csrcs, csrcs);
        assert.deepEqual(packet.payload, payload);
        assert.equal(packet.paddingLength, padding);
        assert.deepEqual(
          packet.extensionIds,
          elements.map(({ id }) => id),
        );
        elements.forEach(({ id, data }, i) => {
          assert.deepEqual(packet.extension(id), data);
          assert.equal(packet.extensionAt(id), offsets[i]);
        });
      },
    ),
    SEED,
  );
});

const structure: fc.Arbitrary<FrameDependencyStructure> = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.nat(4), fc.nat(63), fc.integer({ min: 1, max: 12 }), fc.boolean())
  .chain(([decodeTargetCount, chains, templateIdOffset, templateCount, sized]) => {
    const chainCount = Math.min(chains, decodeTargetCount);
    const list = <T>(item: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> =>
      fc.array(item, { minLength: length, maxLength: length });
    return fc
      .tuple(
        list(chainCount === 0 ? fc.constant(0) : fc.nat(chainCount - 1), chainCount === 0 ? 0 : decodeTargetCount),
        list(fc.nat(2), templateCount),
        list(
          fc.tuple(
            list(fc.constantFrom('not-present' as const, 'discardable', 'switch', 'required'), decodeTargetCount),
            fc.array(fc.integer({ min: 1, max: 16 }), { maxLength: 3 }),
            list(fc.nat(15), chainCount),
          ),
          templateCount,
        ),
      )
      .map(([protectedBy, steps, parts]) => {
        const templates: FrameDependencies[] = [];
        let spatialId = 0;
        let temporalId = 0;
        parts.forEach(([indications, frameDiffs, chainDiffs], i) => {
          if (i > 0 && steps[i] === 1 && temporalId < 7) {
            temporalId++;
          } else if (i > 0 && steps[i] === 2 && spatialId < 3) {
            spatialId++;
            temporalId = 0;
          }
          templates.push({ spatialId, temporalId, indications, frameDiffs, chainDiffs });
        });
        const sizes = Array.from({ length: spatialId + 1 }, (_, i) => ({ width: 65_536 >> i, height: i + 1 }));
        return {
          templateIdOffset,
          decodeTargetCount,
          protectedBy: { chainCount, chains: protectedBy },
          templates,
          resolutions: sized ? sizes : undefined,
        };
      });
  });

test('dependency descriptors are read as they were written', () => {
  fc.assert(
    fc.property(
      structure,
      fc.boolean(),
      fc.nat(),
      fc.nat(0xffff),
      fc.array(fc.integer({ min: 1, max: 4_096 }), { maxLength: 3 }),
      fc.option(fc.nat(), { nil: undefined }),
      (known, isKey, pick, frameNumber, frameDiffs, active) => {
        const index = pick % known.templates.length;
        const all = 2 ** known.decodeTargetCount - 1;
        const descriptor: DependencyDescriptor = {
          startOfFrame: isKey,
          endOfFrame: !isKey,
          templateId: (known.templateIdOffset + index) % 64,
          frameNumber,
          structure: isKey ? known : undefined,
          activeDecodeTargets: isKey && active === undefined ? all : active === undefined ? undefined : active & all,
          frame: { ...(known.templates[index] as FrameDependencies), frameDiffs },
        };
        const data = writeDependencyDescriptor(descriptor, known);
        assert.deepEqual(readDependencyDescriptor(data, isKey ? undefined : known), descriptor);
      },
    ),
    SEED,
  );
});
