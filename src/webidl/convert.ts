/** Conversions from ECMAScript values to WebIDL types (WebIDL §3.2). */

/** Converts a value, or throws a `TypeError` whose message starts with `context`. */
export type Converter<T> = (value: unknown, context: string) => T;

export interface IntegerOptions {
  /** `[EnforceRange]`: a `TypeError` instead of wrapping around. */
  readonly enforceRange?: boolean;
}

export const any: Converter<unknown> = value => value;

export const boolean: Converter<boolean> = value => Boolean(value);

export const domString: Converter<string> = (value, context) => {
  if (typeof value === 'string') return value;
  if (typeof value === 'symbol') throw new TypeError(`${context} cannot be converted to a string: it is a symbol.`);
  return String(value);
};

/** A lone surrogate: a high one that no low one follows, or a low one that no high one precedes. */
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

export const usvString: Converter<string> = (value, context) => {
  const text = domString(value, context);
  // Hardly any text has a surrogate, lone or not, and whether it has is told faster.
  return /[\uD800-\uDFFF]/.test(text) ? text.replace(LONE_SURROGATE, '\uFFFD') : text;
};

/** WebIDL §3.2.4.9, ConvertToInt. */
function integer(bits: number, signed: boolean, options: IntegerOptions): Converter<number> {
  // Up to 32 bits wrap around; 64-bit integers keep to what a double can say exactly.
  const upper = bits === 64 ? Number.MAX_SAFE_INTEGER : 2 ** (signed ? bits - 1 : bits) - 1;
  const lower = signed ? (bits === 64 ? Number.MIN_SAFE_INTEGER : -(2 ** (bits - 1))) : 0;
  return (value, context) => {
    const x = toNumber(value, context);
    if (options.enforceRange === true) {
      if (!Number.isFinite(x)) throw new TypeError(`${context} is not a finite number.`);
      const whole = Math.trunc(x) + 0;
      if (whole < lower || whole > upper) throw new TypeError(`${context} is outside the range [${lower}, ${upper}].`);
      return whole;
    }
    if (!Number.isFinite(x)) return 0;
    const modulus = 2 ** bits;
    const wrapped = ((Math.trunc(x) % modulus) + modulus) % modulus;
    return signed && wrapped >= modulus / 2 ? wrapped - modulus : wrapped;
  };
}

function toNumber(value: unknown, context: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint' || typeof value === 'symbol') {
    throw new TypeError(`${context} cannot be converted to a number: it is a ${typeof value}.`);
  }
  return Number(value);
}

export function octet(options: IntegerOptions = {}): Converter<number> {
  return integer(8, false, options);
}

export function unsignedShort(options: IntegerOptions = {}): Converter<number> {
  return integer(16, false, options);
}

export function long(options: IntegerOptions = {}): Converter<number> {
  return integer(32, true, options);
}

export function unsignedLong(options: IntegerOptions = {}): Converter<number> {
  return integer(32, false, options);
}

export function unsignedLongLong(options: IntegerOptions = {}): Converter<number> {
  return integer(64, false, options);
}

/** `double`: a number that is finite. */
export const double: Converter<number> = (value, context) => {
  const x = toNumber(value, context);
  if (!Number.isFinite(x)) throw new TypeError(`${context} is not a finite number.`);
  return x;
};

export function nullable<T>(converter: Converter<T>): Converter<T | null> {
  return (value, context) => (value === undefined || value === null ? null : converter(value, context));
}

/** An enumeration: a `TypeError` for any string but its values. */
export function enumeration<T extends string>(name: string, values: readonly T[]): Converter<T> {
  const known: ReadonlySet<string> = new Set(values);
  return (value, context) => {
    const text = domString(value, context);
    if (!known.has(text)) throw new TypeError(`${context}: '${text}' is not a valid value for enumeration ${name}.`);
    return text as T;
  };
}

/** `sequence<T>`: any iterable object. */
export function sequence<T>(converter: Converter<T>): Converter<T[]> {
  return (value, context) => {
    if (!isIterableObject(value)) throw new TypeError(`${context} is not a sequence.`);
    const result: T[] = [];
    for (const item of value) result.push(converter(item, `${context}[${result.length}]`));
    return result;
  };
}

export function isIterableObject(value: unknown): value is Iterable<unknown> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  const iterator: unknown = Reflect.get(value, Symbol.iterator);
  if (iterator !== undefined && iterator !== null && typeof iterator !== 'function') {
    throw new TypeError('Symbol.iterator is not a function.');
  }
  return typeof iterator === 'function';
}

/** An interface type: an object that `is` recognizes. */
export function interfaceType<T>(name: string, is: (value: unknown) => value is T): Converter<T> {
  return (value, context) => {
    if (!is(value)) throw new TypeError(`${context} is not of type '${name}'.`);
    return value;
  };
}

/** A callback function type: any callable. */
export const callback: Converter<(...args: never[]) => unknown> = (value, context) => {
  if (typeof value !== 'function') throw new TypeError(`${context} is not a function.`);
  return value as (...args: never[]) => unknown;
};
