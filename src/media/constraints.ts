/** The dictionaries of constrainable properties (W3C mediacapture-streams §4.3.6 to §4.3.8, §11.3). */

import {
  any,
  boolean,
  type Converter,
  dictionary,
  domString,
  isIterableObject,
  type Member,
  optional,
  sequence,
} from '../webidl/index.ts';

export interface DoubleRange {
  max?: number;
  min?: number;
}

/** Whole numbers. */
export interface ULongRange {
  max?: number;
  min?: number;
}

export interface ConstrainDoubleRange extends DoubleRange {
  exact?: number;
  ideal?: number;
}

export interface ConstrainULongRange extends ULongRange {
  exact?: number;
  ideal?: number;
}

export interface ConstrainBooleanParameters {
  exact?: boolean;
  ideal?: boolean;
}

export interface ConstrainDOMStringParameters {
  exact?: string | string[];
  ideal?: string | string[];
}

export interface ConstrainBooleanOrDOMStringParameters {
  exact?: boolean | string;
  ideal?: boolean | string;
}

export type ConstrainDouble = number | ConstrainDoubleRange;
export type ConstrainULong = number | ConstrainULongRange;
export type ConstrainBoolean = boolean | ConstrainBooleanParameters;
export type ConstrainDOMString = string | string[] | ConstrainDOMStringParameters;
export type ConstrainBooleanOrDOMString = boolean | string | ConstrainBooleanOrDOMStringParameters;

export type VideoFacingModeEnum = 'user' | 'environment' | 'left' | 'right';
export type VideoResizeModeEnum = 'none' | 'crop-and-scale';
export type EchoCancellationModeEnum = 'all' | 'remote-only';

export interface MediaTrackConstraintSet {
  width?: ConstrainULong;
  height?: ConstrainULong;
  aspectRatio?: ConstrainDouble;
  frameRate?: ConstrainDouble;
  facingMode?: ConstrainDOMString;
  resizeMode?: ConstrainDOMString;
  sampleRate?: ConstrainULong;
  sampleSize?: ConstrainULong;
  echoCancellation?: ConstrainBooleanOrDOMString;
  autoGainControl?: ConstrainBoolean;
  noiseSuppression?: ConstrainBoolean;
  latency?: ConstrainDouble;
  channelCount?: ConstrainULong;
  deviceId?: ConstrainDOMString;
  groupId?: ConstrainDOMString;
  backgroundBlur?: ConstrainBoolean;
}

export interface MediaTrackConstraints extends MediaTrackConstraintSet {
  advanced?: MediaTrackConstraintSet[];
}

export interface MediaTrackSettings {
  width?: number;
  height?: number;
  aspectRatio?: number;
  frameRate?: number;
  facingMode?: string;
  resizeMode?: string;
  sampleRate?: number;
  sampleSize?: number;
  echoCancellation?: boolean | string;
  autoGainControl?: boolean;
  noiseSuppression?: boolean;
  latency?: number;
  channelCount?: number;
  deviceId?: string;
  groupId?: string;
  backgroundBlur?: boolean;
}

export interface MediaTrackCapabilities {
  width?: ULongRange;
  height?: ULongRange;
  aspectRatio?: DoubleRange;
  frameRate?: DoubleRange;
  facingMode?: string[];
  resizeMode?: string[];
  sampleRate?: ULongRange;
  sampleSize?: ULongRange;
  echoCancellation?: (boolean | string)[];
  autoGainControl?: boolean[];
  noiseSuppression?: boolean[];
  latency?: DoubleRange;
  channelCount?: ULongRange;
  deviceId?: string;
  groupId?: string;
  backgroundBlur?: boolean[];
}

export type PropertyName = keyof MediaTrackConstraintSet;

type PropertyType = 'integer' | 'double' | 'string' | 'boolean' | 'booleanOrString';

/** §4.3.8: every property that can be constrained, with the conversion of its bare value. */
const PROPERTIES: Readonly<Record<PropertyName, PropertyType>> = {
  width: 'integer',
  height: 'integer',
  aspectRatio: 'double',
  frameRate: 'double',
  facingMode: 'string',
  resizeMode: 'string',
  sampleRate: 'integer',
  sampleSize: 'integer',
  echoCancellation: 'booleanOrString',
  autoGainControl: 'boolean',
  noiseSuppression: 'boolean',
  latency: 'double',
  channelCount: 'integer',
  deviceId: 'string',
  groupId: 'string',
  backgroundBlur: 'boolean',
};

export const PROPERTY_NAMES: readonly PropertyName[] = Object.keys(PROPERTIES) as PropertyName[];

export type MediaTrackSupportedConstraints = { [Name in PropertyName]?: boolean };

/** `MediaDevices.getSupportedConstraints()`: all of them are understood. */
export function supportedConstraints(): Record<PropertyName, boolean> {
  return Object.fromEntries(PROPERTY_NAMES.map(name => [name, true])) as Record<PropertyName, boolean>;
}

/** WebIDL `double`: no infinity, no NaN. */
const double: Converter<number> = (value, context) => {
  const number = Number(value);
  if (!Number.isFinite(number)) throw new TypeError(`${context} is not a finite number.`);
  return number;
};

/** WebIDL `[Clamp] unsigned long`. */
const clampedUnsignedLong: Converter<number> = value => {
  const number = Number(value);
  return Number.isNaN(number) ? 0 : Math.round(Math.min(Math.max(number, 0), 0xffff_ffff));
};

const stringOrStrings: Converter<string | string[]> = (value, context) =>
  isIterableObject(value) ? sequence(domString)(value, context) : domString(value, context);

const booleanOrString: Converter<boolean | string> = (value, context) =>
  typeof value === 'boolean' ? value : domString(value, context);

const CONVERTERS: Readonly<Record<PropertyType, Converter<unknown>>> = {
  integer: numeric(clampedUnsignedLong),
  double: numeric(double),
  string: valueOrParameters(stringOrStrings),
  boolean: valueOrParameters(boolean),
  booleanOrString: valueOrParameters(booleanOrString),
};

/** A number, or a range of them. */
function numeric(bare: Converter<number>): Converter<unknown> {
  const range = dictionary(
    'range',
    { max: optional(bare), min: optional(bare) },
    { exact: optional(bare), ideal: optional(bare) },
  );
  return (value, context) => (isDictionary(value) ? range(value, context) : bare(value, context));
}

function valueOrParameters(bare: Converter<unknown>): Converter<unknown> {
  const parameters = dictionary('parameters', { exact: optional(bare), ideal: optional(bare) });
  return (value, context) => (isDictionary(value) ? parameters(value, context) : bare(value, context));
}

/** WebIDL unions: null and objects that are no sequence are the dictionary. */
function isDictionary(value: unknown): boolean {
  return value === null || (typeof value === 'object' && !isIterableObject(value)) || typeof value === 'function';
}

const CONSTRAINT_SET: Readonly<Record<string, Member<unknown>>> = Object.fromEntries(
  Object.entries(PROPERTIES).map(([name, type]) => [name, optional(CONVERTERS[type])]),
);

const toConstraintSet: Converter<MediaTrackConstraintSet> = dictionary('MediaTrackConstraintSet', CONSTRAINT_SET);

export const toMediaTrackConstraints: Converter<MediaTrackConstraints> = dictionary(
  'MediaTrackConstraints',
  CONSTRAINT_SET,
  { advanced: optional(sequence(toConstraintSet)) },
);

/** `(boolean or MediaTrackConstraints)` of getUserMedia: undefined for false. */
export function toRequestedConstraints(value: unknown, context: string): MediaTrackConstraints | undefined {
  if (isDictionary(value)) return toMediaTrackConstraints(value, context);
  return boolean(any(value, context), context) ? {} : undefined;
}
