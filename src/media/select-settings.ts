/** SelectSettings: the settings of a source that satisfy constraints best (W3C mediacapture-streams §11.3.2). */

import {
  type ConstrainDoubleRange,
  type DoubleRange,
  type MediaTrackCapabilities,
  type MediaTrackConstraintSet,
  type MediaTrackConstraints,
  type MediaTrackSettings,
  PROPERTY_NAMES,
  type PropertyName,
} from './constraints.ts';

export type SelectedSettings =
  | { readonly settings: MediaTrackSettings }
  /** The name of a required constraint that cannot be satisfied. */
  | { readonly failed: PropertyName };

type Value = number | string | boolean;

/** What a property may still be: an interval, or a list of values. */
type Choice = { readonly min: number; readonly max: number } | { readonly values: readonly Value[] };
type Choices = Partial<Record<PropertyName, Choice>>;

interface Range extends ConstrainDoubleRange {
  readonly kind: 'range';
}

interface Listed {
  exact?: Value | Value[];
  ideal?: Value | Value[];
  readonly kind: 'listed';
}

/**
 * Each property of our sources can be chosen on its own, so that the candidates' space is a box: required constraints
 * cut it, advanced sets cut it as long as something is left, and in what is left the value nearest to the ideal wins.
 */
export function selectSettings(
  capabilities: Readonly<MediaTrackCapabilities>,
  current: Readonly<MediaTrackSettings>,
  constraints: MediaTrackConstraints,
): SelectedSettings {
  // Steps 1 to 3: every settings dictionary that the source can do.
  let choices = choicesOf(capabilities, current);
  // Step 3: "if the fitness distance is infinite…": by required constraints.
  for (const name of PROPERTY_NAMES) {
    const narrowed = narrow(choices, constraints, name, false);
    if (narrowed === undefined) return { failed: name };
    choices = narrowed;
  }
  // Step 6: advanced sets in order; one that leaves no candidate is ignored.
  for (const advanced of constraints.advanced ?? []) {
    let tried: Choices | undefined = choices;
    for (const name of PROPERTY_NAMES) tried = tried && narrow(tried, advanced, name, true);
    choices = tried ?? choices;
  }
  return { settings: nearest(choices, current, constraints) };
}

function choicesOf(capabilities: MediaTrackCapabilities, current: MediaTrackSettings): Choices {
  const choices: Choices = {};
  for (const name of PROPERTY_NAMES) {
    const capability: unknown = capabilities[name];
    const setting = current[name];
    if (Array.isArray(capability)) choices[name] = { values: capability as Value[] };
    else if (typeof capability === 'object' && capability !== null) choices[name] = interval(capability as DoubleRange);
    else if (typeof capability === 'string') choices[name] = { values: [capability] };
    else if (setting !== undefined) choices[name] = { values: [setting] };
  }
  return choices;
}

function interval(range: DoubleRange): Choice {
  return { min: range.min ?? Number.NEGATIVE_INFINITY, max: range.max ?? Number.POSITIVE_INFINITY };
}

/** The choices that satisfy the constraint; undefined if none does. A bare value is required in advanced sets only. */
function narrow(
  choices: Choices,
  constraints: MediaTrackConstraintSet,
  name: PropertyName,
  advanced: boolean,
): Choices | undefined {
  const given = constraintOf(constraints, name, advanced);
  if (given === undefined) return choices;
  const choice = choices[name];
  // §11.3.2 "fitness distance", step 2: a constraint that does not apply to the source costs nothing.
  if (choice === undefined) return requires(given) && advanced ? undefined : choices;
  const left = 'values' in choice ? narrowValues(choice.values, given) : narrowInterval(choice, given);
  return left === undefined ? undefined : { ...choices, [name]: left };
}

function requires(given: Range | Listed): boolean {
  return given.exact !== undefined || (given.kind === 'range' && (given.min !== undefined || given.max !== undefined));
}

function narrowValues(values: readonly Value[], given: Range | Listed): Choice | undefined {
  const left = values.filter(value => {
    if (given.kind === 'listed') return given.exact === undefined || [given.exact].flat().includes(value);
    const number = Number(value);
    if (given.exact !== undefined && number !== given.exact) return false;
    return number >= (given.min ?? Number.NEGATIVE_INFINITY) && number <= (given.max ?? Number.POSITIVE_INFINITY);
  });
  return left.length > 0 ? { values: left } : undefined;
}

function narrowInterval(choice: { min: number; max: number }, given: Range | Listed): Choice | undefined {
  if (given.kind === 'listed') return choice;
  const min = Math.max(choice.min, given.min ?? choice.min, given.exact ?? choice.min);
  const max = Math.min(choice.max, given.max ?? choice.max, given.exact ?? choice.max);
  return min <= max ? { min, max } : undefined;
}

/** Bare values are `ideal` in a basic set and `exact` in an advanced one. */
function constraintOf(
  constraints: MediaTrackConstraintSet,
  name: PropertyName,
  advanced: boolean,
): Range | Listed | undefined {
  const given: unknown = constraints[name];
  if (given === undefined) return undefined;
  const bare = advanced ? 'exact' : 'ideal';
  if (typeof given === 'number') return { kind: 'range', [bare]: given };
  if (typeof given !== 'object' || Array.isArray(given)) return { kind: 'listed', [bare]: given };
  const parameters = given as ConstrainDoubleRange;
  const isRange = [parameters.min, parameters.max, parameters.exact, parameters.ideal].some(x => typeof x === 'number');
  return { ...(given as object), kind: isRange ? 'range' : 'listed' };
}

/** In each choice the value with the least fitness distance; without an ideal, the present one if it is left. */
function nearest(
  choices: Choices,
  current: MediaTrackSettings,
  constraints: MediaTrackConstraints,
): MediaTrackSettings {
  const settings: Record<string, Value> = {};
  for (const name of PROPERTY_NAMES) {
    const choice = choices[name];
    if (choice === undefined) continue;
    const ideal = constraintOf(constraints, name, false)?.ideal;
    const value =
      'values' in choice ? nearestValue(choice.values, ideal, current[name]) : clamp(choice, ideal, current[name]);
    if (value !== undefined) settings[name] = value;
  }
  const { width, height } = settings;
  if (typeof width === 'number' && typeof height === 'number') settings.aspectRatio = width / height;
  return settings;
}

function nearestValue(values: readonly Value[], ideal: unknown, current: Value | undefined): Value | undefined {
  const wanted = [ideal].flat();
  const match = values.find(value => wanted.includes(value));
  if (match !== undefined) return match;
  return current !== undefined && values.includes(current) ? current : values[0];
}

function clamp(choice: { min: number; max: number }, ideal: unknown, current: Value | undefined): number | undefined {
  const wanted = typeof ideal === 'number' ? ideal : Number(current ?? choice.min);
  const value = Math.min(Math.max(wanted, choice.min), choice.max);
  return Number.isFinite(value) ? value : undefined;
}
