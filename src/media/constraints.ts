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

/** From `min` to `max`; one that is missing is no bound (W3C mediacapture-streams §4.3.7). */
export interface DoubleRange {
  /** Largest value. */
  max?: number;
  /** Smallest value. */
  min?: number;
}

/** From `min` to `max`, whole numbers; one that is missing is no bound. */
export interface ULongRange {
  /** Largest value. */
  max?: number;
  /** Smallest value. */
  min?: number;
}

/** What is asked of a number. */
export interface ConstrainDoubleRange extends DoubleRange {
  /** This value and no other. */
  exact?: number;
  /** As near as can be. */
  ideal?: number;
}

/** What is asked of a whole number. */
export interface ConstrainULongRange extends ULongRange {
  /** This value and no other. */
  exact?: number;
  /** As near as can be. */
  ideal?: number;
}

/** What is asked of a switch. */
export interface ConstrainBooleanParameters {
  /** This value and no other. */
  exact?: boolean;
  /** This value if possible. */
  ideal?: boolean;
}

/** What is asked of a name. */
export interface ConstrainDOMStringParameters {
  /** One of these and no other. */
  exact?: string | string[];
  /** One of these if possible. */
  ideal?: string | string[];
}

/** What is asked of a property that is a switch with names. */
export interface ConstrainBooleanOrDOMStringParameters {
  /** This value and no other. */
  exact?: boolean | string;
  /** This value if possible. */
  ideal?: boolean | string;
}

/** A bare number is an ideal one. */
export type ConstrainDouble = number | ConstrainDoubleRange;
/** A bare number is an ideal one. */
export type ConstrainULong = number | ConstrainULongRange;
/** A bare value is an ideal one. */
export type ConstrainBoolean = boolean | ConstrainBooleanParameters;
/** Bare names are ideal ones. */
export type ConstrainDOMString = string | string[] | ConstrainDOMStringParameters;
/** A bare value is an ideal one. */
export type ConstrainBooleanOrDOMString = boolean | string | ConstrainBooleanOrDOMStringParameters;

/** Which way a camera looks (W3C mediacapture-streams §4.3.8). */
export type VideoFacingModeEnum = 'user' | 'environment' | 'left' | 'right';
/** Whether pictures may be cropped and scaled to the size asked for. */
export type VideoResizeModeEnum = 'none' | 'crop-and-scale';
/** What echo cancellation takes away. */
export type EchoCancellationModeEnum = 'all' | 'remote-only';

/** What is asked of a track, by property (W3C mediacapture-streams §4.3.8). */
export interface MediaTrackConstraintSet {
  /** Pixels. */
  width?: ConstrainULong;
  /** Pixels. */
  height?: ConstrainULong;
  /** Width divided by height. */
  aspectRatio?: ConstrainDouble;
  /** Frames per second. */
  frameRate?: ConstrainDouble;
  /** A {@link VideoFacingModeEnum}. */
  facingMode?: ConstrainDOMString;
  /** A {@link VideoResizeModeEnum}. */
  resizeMode?: ConstrainDOMString;
  /** Hz. */
  sampleRate?: ConstrainULong;
  /** Bits of one sample. */
  sampleSize?: ConstrainULong;
  /** On, off, or an {@link EchoCancellationModeEnum}. */
  echoCancellation?: ConstrainBooleanOrDOMString;
  /** Whether loudness is levelled. */
  autoGainControl?: ConstrainBoolean;
  /** Whether noise is taken away. */
  noiseSuppression?: ConstrainBoolean;
  /** Seconds from the sound to its samples. */
  latency?: ConstrainDouble;
  /** Channels of audio. */
  channelCount?: ConstrainULong;
  /** Of which device, as {@link MediaDeviceInfo.deviceId}. */
  deviceId?: ConstrainDOMString;
  /** Of which group, as {@link MediaDeviceInfo.groupId}. */
  groupId?: ConstrainDOMString;
  /** Whether what is behind people is blurred (W3C mediacapture-extensions). */
  backgroundBlur?: ConstrainBoolean;
}

/** What is asked of a track, and what more if possible (W3C mediacapture-streams §4.3.6). */
export interface MediaTrackConstraints extends MediaTrackConstraintSet {
  /** Sets that are tried in order, each as a whole. */
  advanced?: MediaTrackConstraintSet[];
}

/** How a track is now; what it has not is missing (W3C mediacapture-streams §4.3.6). */
export interface MediaTrackSettings {
  /** Pixels. */
  width?: number;
  /** Pixels. */
  height?: number;
  /** Width divided by height. */
  aspectRatio?: number;
  /** Frames per second. */
  frameRate?: number;
  /** A {@link VideoFacingModeEnum}. */
  facingMode?: string;
  /** A {@link VideoResizeModeEnum}. */
  resizeMode?: string;
  /** Hz. */
  sampleRate?: number;
  /** Bits of one sample. */
  sampleSize?: number;
  /** On, off, or an {@link EchoCancellationModeEnum}. */
  echoCancellation?: boolean | string;
  /** Whether loudness is levelled. */
  autoGainControl?: boolean;
  /** Whether noise is taken away. */
  noiseSuppression?: boolean;
  /** Seconds from the sound to its samples. */
  latency?: number;
  /** Channels of audio. */
  channelCount?: number;
  /** Of which device, as {@link MediaDeviceInfo.deviceId}. */
  deviceId?: string;
  /** Of which group, as {@link MediaDeviceInfo.groupId}. */
  groupId?: string;
  /** Whether what is behind people is blurred (W3C mediacapture-extensions). */
  backgroundBlur?: boolean;
}

/** What a track can be; what it never has is missing (W3C mediacapture-streams §4.3.6). */
export interface MediaTrackCapabilities {
  /** Pixels. */
  width?: ULongRange;
  /** Pixels. */
  height?: ULongRange;
  /** Width divided by height. */
  aspectRatio?: DoubleRange;
  /** Frames per second. */
  frameRate?: DoubleRange;
  /** Some of {@link VideoFacingModeEnum}. */
  facingMode?: string[];
  /** Some of {@link VideoResizeModeEnum}. */
  resizeMode?: string[];
  /** Hz. */
  sampleRate?: ULongRange;
  /** Bits of one sample. */
  sampleSize?: ULongRange;
  /** On, off, and some of {@link EchoCancellationModeEnum}. */
  echoCancellation?: (boolean | string)[];
  /** Whether loudness can be levelled. */
  autoGainControl?: boolean[];
  /** Whether noise can be taken away. */
  noiseSuppression?: boolean[];
  /** Seconds from the sound to its samples. */
  latency?: DoubleRange;
  /** Channels of audio. */
  channelCount?: ULongRange;
  /** Of which device, as {@link MediaDeviceInfo.deviceId}. */
  deviceId?: string;
  /** Of which group, as {@link MediaDeviceInfo.groupId}. */
  groupId?: string;
  /** Whether what is behind people can be blurred (W3C mediacapture-extensions). */
  backgroundBlur?: boolean[];
}

/** The properties that can be constrained. */
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

/** The names of all properties that can be constrained. */
export const PROPERTY_NAMES: readonly PropertyName[] = Object.keys(PROPERTIES) as PropertyName[];

/** True for each property that `getUserMedia` understands (W3C mediacapture-streams §4.3.6). */
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

/** The dictionary as WebIDL converts it. @internal */
export const toMediaTrackConstraints: Converter<MediaTrackConstraints> = dictionary(
  'MediaTrackConstraints',
  CONSTRAINT_SET,
  { advanced: optional(sequence(toConstraintSet)) },
);

/** `(boolean or MediaTrackConstraints)` of getUserMedia: undefined for false. @internal */
export function toRequestedConstraints(value: unknown, context: string): MediaTrackConstraints | undefined {
  if (isDictionary(value)) return toMediaTrackConstraints(value, context);
  return boolean(any(value, context), context) ? {} : undefined;
}
