/** `a=group` (RFC 5888 §5): which media sections belong together, and why. */

import { isToken } from '../grammar.ts';

/** Media sections that belong together. */
export interface Group {
  /** `BUNDLE` (RFC 9143), `LS` (RFC 5888)… */
  readonly semantics: string;
  /** Their identification tags. */
  readonly mids: readonly string[];
}

/** Reads `<semantics>[ <mid>…]`. */
export function parseGroup(value: string): Group | undefined {
  const fields = value.trimEnd().split(' ');
  return fields.every(isToken) ? { semantics: fields[0] as string, mids: fields.slice(1) } : undefined;
}

/** The value of `a=group`. */
export function serializeGroup(group: Group): string {
  return group.mids.length === 0 ? group.semantics : `${group.semantics} ${group.mids.join(' ')}`;
}
