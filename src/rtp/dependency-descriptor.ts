/** The dependency descriptor: which frames a frame needs, and whom it serves (AV1 RTP payload format, appendix A). */

import { BitReader } from '../base/bit-reader.ts';
import { BitWriter } from '../base/bit-writer.ts';
import type { FrameDependencies, FrameDependencyStructure, FrameTemplate } from './dependency-structure.ts';
import {
  indicationsEqual,
  numbersEqual,
  readIndications,
  readStructure,
  writeIndications,
  writeStructure,
} from './dependency-structure.ts';

/** What a packet says of the frames that its own needs. */
export interface DependencyDescriptor {
  /** The first packet of its frame. */
  readonly startOfFrame: boolean;
  /** The last packet of its frame. */
  readonly endOfFrame: boolean;
  /** Six bits: which template the frame is like. */
  readonly templateId: number;
  /** Sixteen bits: in decode order, of all layers. */
  readonly frameNumber: number;
  /** The structure that is in force from this frame on: with key frames. */
  readonly structure: FrameDependencyStructure | undefined;
  /** One bit per decode target, target 0 lowest: which of them are still sent; undefined: as before. */
  readonly activeDecodeTargets: number | undefined;
  /** Undefined if no structure is known. */
  readonly frame: FrameDependencies | undefined;
}

/** Bytes of a descriptor that has only the mandatory fields. */
const MANDATORY_LENGTH = 3;

/** A distance to another frame, written out, has up to three groups of four bits. */
const MAX_DIFF_GROUPS = 3;

/**
 * Reads one descriptor; `known` is the structure that an earlier one of the stream brought.
 *
 * ```
 *  0                   1                   2
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |S|E| template  |         frame number          |   mandatory
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |T|A|I|F|C|  structure if T │ active targets if A │   only if there are more than 3 bytes
 * +-+-+-+-+-+
 * |  indications if I │ frame diffs if F │ chain diffs if C │ zeros
 * ```
 */
export function readDependencyDescriptor(
  data: Uint8Array,
  known: FrameDependencyStructure | undefined,
): DependencyDescriptor | undefined {
  if (data.length < MANDATORY_LENGTH) return undefined;
  const reader = new BitReader(data);
  const startOfFrame = reader.flag();
  const endOfFrame = reader.flag();
  const templateId = reader.bits(6);
  const frameNumber = reader.bits(16);
  const mandatory = { startOfFrame, endOfFrame, templateId, frameNumber };
  const extended = data.length > MANDATORY_LENGTH;
  const hasStructure = extended && reader.flag();
  const hasActive = extended && reader.flag();
  const customIndications = extended && reader.flag();
  const customFrameDiffs = extended && reader.flag();
  const customChainDiffs = extended && reader.flag();

  const structure = hasStructure ? readStructure(reader) : undefined;
  if (hasStructure && structure === undefined) return undefined;
  const inForce = structure ?? known;
  if (inForce === undefined) {
    return { ...mandatory, structure: undefined, activeDecodeTargets: undefined, frame: undefined };
  }
  let activeDecodeTargets = structure === undefined ? undefined : allTargets(structure);
  if (hasActive) activeDecodeTargets = reader.bits(inForce.decodeTargetCount);

  const template = templateOf(inForce, templateId);
  if (template === undefined) return undefined;
  const frame: FrameDependencies = {
    spatialId: template.spatialId,
    temporalId: template.temporalId,
    indications: customIndications ? readIndications(reader, inForce.decodeTargetCount) : template.indications,
    frameDiffs: customFrameDiffs ? readFrameDiffs(reader) : template.frameDiffs,
    chainDiffs: customChainDiffs ? readChainDiffs(reader, inForce.protectedBy.chainCount) : template.chainDiffs,
  };
  if (reader.overrun) return undefined;
  return { ...mandatory, structure, activeDecodeTargets, frame };
}

/** Bits of all decode targets. */
function allTargets(structure: FrameDependencyStructure): number {
  return 2 ** structure.decodeTargetCount - 1;
}

/** Template ids count on from that of the first template, modulo 64. */
function templateOf(structure: FrameDependencyStructure, templateId: number): FrameTemplate | undefined {
  return structure.templates[(templateId + 64 - structure.templateIdOffset) % 64];
}

function readFrameDiffs(reader: BitReader): number[] {
  const diffs: number[] = [];
  for (let groups = reader.bits(2); groups !== 0; groups = reader.bits(2)) diffs.push(reader.bits(4 * groups) + 1);
  return diffs;
}

function readChainDiffs(reader: BitReader, count: number): number[] {
  const diffs: number[] = [];
  for (let i = 0; i < count; i++) diffs.push(reader.bits(8));
  return diffs;
}

/**
 * Writes one descriptor. `known` is the structure that the receiver has; one in the descriptor takes its place. What
 * the template does not say of the frame is written out.
 */
export function writeDependencyDescriptor(
  descriptor: DependencyDescriptor,
  known: FrameDependencyStructure | undefined,
): Uint8Array {
  const { structure, frame } = descriptor;
  const inForce = structure ?? known;
  const writer = new BitWriter()
    .flag(descriptor.startOfFrame)
    .flag(descriptor.endOfFrame)
    .bits(descriptor.templateId, 6)
    .bits(descriptor.frameNumber, 16);
  const template = inForce === undefined ? undefined : templateOf(inForce, descriptor.templateId);
  if (inForce === undefined || template === undefined || frame === undefined) return writer.finish();

  const active = descriptor.activeDecodeTargets;
  const tellActive = active !== undefined && (structure === undefined || active !== allTargets(structure));
  const customIndications = !indicationsEqual(frame.indications, template.indications);
  const customFrameDiffs = !numbersEqual(frame.frameDiffs, template.frameDiffs);
  const customChainDiffs = !numbersEqual(frame.chainDiffs, template.chainDiffs);
  if (structure === undefined && !tellActive && !customIndications && !customFrameDiffs && !customChainDiffs) {
    return writer.finish();
  }
  writer
    .flag(structure !== undefined)
    .flag(tellActive)
    .flag(customIndications)
    .flag(customFrameDiffs)
    .flag(customChainDiffs);
  if (structure !== undefined) writeStructure(writer, structure);
  if (tellActive) writer.bits(active, inForce.decodeTargetCount);
  if (customIndications) writeIndications(writer, frame.indications);
  if (customFrameDiffs) writeFrameDiffs(writer, frame.frameDiffs);
  if (customChainDiffs) for (const diff of frame.chainDiffs) writer.bits(diff, 8);
  return writer.finish();
}

function writeFrameDiffs(writer: BitWriter, diffs: readonly number[]): void {
  for (const diff of diffs) {
    let groups = 1;
    while (groups < MAX_DIFF_GROUPS && diff - 1 >= 2 ** (4 * groups)) groups++;
    writer.bits(groups, 2).bits(diff - 1, 4 * groups);
  }
  writer.bits(0, 2);
}
