/** The parameter sets of an H.264 or H.265 stream that were seen last, for key frames that come without. */

/** What differs between the two codecs. */
export interface NalSyntax {
  typeOf(unit: Uint8Array): number;
  /** NAL unit types, in the order in which a decoder needs them. */
  readonly parameterSets: readonly number[];
  parameterSetId(unit: Uint8Array, type: number): number | undefined;
  /** Whether decoding can begin at a picture of this NAL unit type. */
  isKey(type: number): boolean;
  /** The access unit delimiter's type. */
  readonly delimiter: number;
}

/** Of all types together; streams have two or three. */
const MAX_SETS = 64;
/** Bytes of one set; larger ones are legal but nobody's. */
const MAX_SET_LENGTH = 4096;

export class ParameterSets {
  readonly #syntax: NalSyntax;
  /** By type and id; a set sent again takes the place of the older one. */
  readonly #sets: Map<number, { type: number; unit: Uint8Array }> = new Map();

  constructor(syntax: NalSyntax) {
    this.#syntax = syntax;
  }

  /** Keeps a copy of `unit` if it is a parameter set; the oldest goes when there are too many. Whether it was one. */
  remember(unit: Uint8Array): boolean {
    const type = this.#syntax.typeOf(unit);
    if (unit.length > MAX_SET_LENGTH || !this.#syntax.parameterSets.includes(type)) return false;
    const id = this.#syntax.parameterSetId(unit, type);
    if (id === undefined) return false;
    const key = type * 0x1_0000 + id;
    const known = this.#sets.get(key);
    if (known !== undefined && sameBytes(known.unit, unit)) return true;
    this.#sets.delete(key);
    if (this.#sets.size >= MAX_SETS) {
      for (const oldest of this.#sets.keys()) {
        this.#sets.delete(oldest);
        break;
      }
    }
    this.#sets.set(key, { type, unit: unit.slice() });
    return true;
  }

  /**
   * Remembers the parameter sets among the `units` of a picture. If it is a key frame and lacks some, all known ones
   * are put in; undefined if what it lacks is not known.
   */
  complete(units: Uint8Array[]): Uint8Array[] | undefined {
    const { typeOf, parameterSets, delimiter, isKey } = this.#syntax;
    const missing = new Set(parameterSets);
    let key = false;
    for (const unit of units) {
      const type = typeOf(unit);
      key ||= isKey(type);
      if (this.remember(unit)) missing.delete(type);
    }
    if (!key || missing.size === 0) return units;
    const known = this.#ofTypes(parameterSets);
    for (const type of missing) if (!known.some(unit => typeOf(unit) === type)) return undefined;
    // H.264 §7.4.1.2.3, H.265 §7.4.2.4.4: a delimiter is first in the access unit; parameter sets precede the picture.
    const at = units[0] !== undefined && typeOf(units[0]) === delimiter ? 1 : 0;
    return [...units.slice(0, at), ...known, ...units.slice(at)];
  }

  #ofTypes(types: readonly number[]): Uint8Array[] {
    const units: Uint8Array[] = [];
    for (const type of types) {
      for (const set of this.#sets.values()) if (set.type === type) units.push(set.unit);
    }
    return units;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
