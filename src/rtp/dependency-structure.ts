/** The template dependency structure of the dependency descriptor: what kinds of frames a stream has (AV1 RTP payload format, appendix A.8.3). */

import type { BitReader } from '../base/bit-reader.ts';
import type { BitWriter } from '../base/bit-writer.ts';

/** What a frame is to a decode target (§A.8.3.3: `-`, `D`, `S`, `R`). */
export type TargetIndication = 'not-present' | 'discardable' | 'switch' | 'required';

const INDICATIONS: readonly TargetIndication[] = ['not-present', 'discardable', 'switch', 'required'];

/** What one frame needs. */
export interface FrameDependencies {
  /** Its spatial layer. */
  readonly spatialId: number;
  /** Its temporal layer. */
  readonly temporalId: number;
  /** Of each decode target. */
  readonly indications: readonly TargetIndication[];
  /** How many frames before this one those are that it refers to. */
  readonly frameDiffs: readonly number[];
  /** Of each chain, how many frames before this one its last is; 0 for none. */
  readonly chainDiffs: readonly number[];
}

/** In a template frame diffs are 1 to 16, and chain diffs 0 to 15. */
export type FrameTemplate = FrameDependencies;

/** The templates that frames refer to. */
export interface FrameDependencyStructure {
  /** The id of the first template. */
  readonly templateIdOffset: number;
  /** 1 to 32. */
  readonly decodeTargetCount: number;
  /** Chains, which protect decode targets. */
  readonly protectedBy: {
    /** How many there are. */
    readonly chainCount: number;
    /** Of each decode target, the chain that it can be followed by; empty without chains. */
    readonly chains: readonly number[];
  };
  /** In order of their spatial and temporal ids; at most 64. */
  readonly templates: readonly FrameTemplate[];
  /** Of each spatial layer, 1 to 65,536 pixels; undefined if not told. */
  readonly resolutions:
    | readonly {
        /** Pixels. */
        readonly width: number;
        /** Pixels. */
        readonly height: number;
      }[]
    | undefined;
}

const MAX_TEMPLATES = 64;
/** What ids have room for where they are written elsewhere (AV1 §5.3.3: three bits and two). */
const MAX_TEMPORAL_ID = 7;
const MAX_SPATIAL_ID = 3;

const SAME_LAYER = 0;
const NEXT_TEMPORAL_LAYER = 1;
const NEXT_SPATIAL_LAYER = 2;
const NO_MORE_TEMPLATES = 3;

interface Layer {
  readonly spatialId: number;
  readonly temporalId: number;
}

/**
 * ```
 * template_id_offset f(6) │ dt_cnt_minus_one f(5)
 * layers:       next_layer_idc f(2) … 3                         per template
 * indications:  template_dti f(2)                               per template and decode target
 * frame diffs:  ( 1 │ fdiff_minus_one f(4) ) … 0                per template
 * chains:       chain_cnt ns(targets + 1) │ protected_by ns(chain_cnt) per decode target
 *               │ template_chain_fdiff f(4)                     per template and chain
 * resolutions:  f(1) │ ( width_minus_1 f(16) │ height_minus_1 f(16) ) per spatial layer
 * ```
 */
export function readStructure(reader: BitReader): FrameDependencyStructure | undefined {
  const templateIdOffset = reader.bits(6);
  const decodeTargetCount = reader.bits(5) + 1;
  const layers = readLayers(reader);
  if (layers === undefined) return undefined;
  const indications = layers.map(() => readIndications(reader, decodeTargetCount));
  const frameDiffs = layers.map(() => readTemplateDiffs(reader));
  const chainCount = reader.ns(decodeTargetCount + 1);
  const chains: number[] = [];
  if (chainCount > 0) for (let i = 0; i < decodeTargetCount; i++) chains.push(reader.ns(chainCount));
  const templates: FrameTemplate[] = layers.map(({ spatialId, temporalId }, i) => ({
    spatialId,
    temporalId,
    indications: indications[i] ?? [],
    frameDiffs: frameDiffs[i] ?? [],
    chainDiffs: readTemplateChains(reader, chainCount),
  }));
  const resolutions = reader.flag() ? readResolutions(reader, lastSpatialId(templates) + 1) : undefined;
  if (reader.overrun) return undefined;
  return { templateIdOffset, decodeTargetCount, protectedBy: { chainCount, chains }, templates, resolutions };
}

function readLayers(reader: BitReader): Layer[] | undefined {
  const layers: Layer[] = [];
  let spatialId = 0;
  let temporalId = 0;
  for (;;) {
    if (layers.length === MAX_TEMPLATES || reader.overrun) return undefined;
    layers.push({ spatialId, temporalId });
    const next = reader.bits(2);
    if (next === NO_MORE_TEMPLATES) return layers;
    if (next === NEXT_TEMPORAL_LAYER) {
      temporalId++;
    } else if (next === NEXT_SPATIAL_LAYER) {
      spatialId++;
      temporalId = 0;
    }
    if (temporalId > MAX_TEMPORAL_ID || spatialId > MAX_SPATIAL_ID) return undefined;
  }
}

export function readIndications(reader: BitReader, count: number): TargetIndication[] {
  const indications: TargetIndication[] = [];
  for (let i = 0; i < count; i++) indications.push(INDICATIONS[reader.bits(2)] as TargetIndication);
  return indications;
}

/** Ends at the end of the bytes at the latest: a flag read past it is 0. */
function readTemplateDiffs(reader: BitReader): number[] {
  const diffs: number[] = [];
  while (reader.flag()) diffs.push(reader.bits(4) + 1);
  return diffs;
}

function readTemplateChains(reader: BitReader, count: number): number[] {
  const diffs: number[] = [];
  for (let i = 0; i < count; i++) diffs.push(reader.bits(4));
  return diffs;
}

function readResolutions(reader: BitReader, count: number): { width: number; height: number }[] {
  const resolutions: { width: number; height: number }[] = [];
  for (let i = 0; i < count; i++) {
    const width = reader.bits(16) + 1;
    resolutions.push({ width, height: reader.bits(16) + 1 });
  }
  return resolutions;
}

function lastSpatialId(templates: readonly Layer[]): number {
  return templates[templates.length - 1]?.spatialId ?? 0;
}

export function writeStructure(writer: BitWriter, structure: FrameDependencyStructure): void {
  const { templates, decodeTargetCount, protectedBy } = structure;
  writer.bits(structure.templateIdOffset, 6).bits(decodeTargetCount - 1, 5);
  for (let i = 1; i < templates.length; i++) {
    writer.bits(stepBetween(templates[i - 1] as Layer, templates[i] as Layer), 2);
  }
  writer.bits(NO_MORE_TEMPLATES, 2);
  for (const template of templates) writeIndications(writer, template.indications);
  for (const template of templates) {
    for (const diff of template.frameDiffs) writer.flag(true).bits(diff - 1, 4);
    writer.flag(false);
  }
  writer.ns(protectedBy.chainCount, decodeTargetCount + 1);
  for (const chain of protectedBy.chains) writer.ns(chain, protectedBy.chainCount);
  for (const template of templates) for (const diff of template.chainDiffs) writer.bits(diff, 4);
  writer.flag(structure.resolutions !== undefined);
  for (const { width, height } of structure.resolutions ?? []) writer.bits(width - 1, 16).bits(height - 1, 16);
}

function stepBetween(one: Layer, next: Layer): number {
  if (next.spatialId !== one.spatialId) return NEXT_SPATIAL_LAYER;
  return next.temporalId === one.temporalId ? SAME_LAYER : NEXT_TEMPORAL_LAYER;
}

export function writeIndications(writer: BitWriter, indications: readonly TargetIndication[]): void {
  for (const indication of indications) writer.bits(INDICATIONS.indexOf(indication), 2);
}

export function indicationsEqual(a: readonly TargetIndication[], b: readonly TargetIndication[]): boolean {
  return a.length === b.length && a.every((indication, i) => indication === b[i]);
}

export function numbersEqual(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((number, i) => number === b[i]);
}
