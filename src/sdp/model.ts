/** The model of a session description (RFC 8866 §5): every line kept, in order, attributes by name and value. */

/** `o=` (RFC 8866 §5.2). Numbers stay text: they have up to 64 bits. */
export interface Origin {
  readonly username: string;
  readonly sessionId: string;
  readonly sessionVersion: string;
  readonly networkType: string;
  readonly addressType: string;
  readonly address: string;
}

/** `c=` (RFC 8866 §5.7). */
export interface Connection {
  readonly networkType: string;
  readonly addressType: string;
  readonly address: string;
}

/** `b=` (RFC 8866 §5.8). */
export interface Bandwidth {
  readonly type: string;
  readonly value: string;
}

/** `t=` with its `r=` lines (RFC 8866 §5.9, §5.10). */
export interface Timing {
  readonly start: string;
  readonly stop: string;
  readonly repeats: readonly string[];
}

/** `a=` (RFC 8866 §5.13). */
export interface Attribute {
  readonly name: string;
  /** What follows the colon; undefined for a property attribute, which has no colon. */
  readonly value: string | undefined;
  /** Line number in the text it was read from, from 1; 0 if it was not read. */
  readonly line: number;
}

/** `m=` and what belongs to it (RFC 8866 §5.14). */
export interface MediaSection {
  /** `audio`, `video`, `application`, or whatever else. */
  readonly kind: string;
  readonly port: number;
  /** `<number of ports>`; undefined if absent. */
  readonly portCount: number | undefined;
  readonly protocol: string;
  readonly formats: readonly string[];
  readonly information: string | undefined;
  readonly connections: readonly Connection[];
  readonly bandwidths: readonly Bandwidth[];
  readonly key: string | undefined;
  readonly attributes: readonly Attribute[];
  /** Line number of `m=`, from 1; 0 if it was not read. */
  readonly line: number;
}

export interface SessionDescription {
  readonly origin: Origin;
  readonly sessionName: string;
  readonly information: string | undefined;
  readonly uri: string | undefined;
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  readonly connection: Connection | undefined;
  readonly bandwidths: readonly Bandwidth[];
  readonly timings: readonly Timing[];
  readonly zones: string | undefined;
  readonly key: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly media: readonly MediaSection[];
}

/** An attribute of ours. */
export function attribute(name: string, value?: string): Attribute {
  return { name, value, line: 0 };
}

/** The first attribute of that name. */
export function findAttribute(attributes: readonly Attribute[], name: string): Attribute | undefined {
  for (const candidate of attributes) if (candidate.name === name) return candidate;
  return undefined;
}

/** The value of the first attribute of that name; undefined if it is absent or has none. */
export function attributeValue(attributes: readonly Attribute[], name: string): string | undefined {
  return findAttribute(attributes, name)?.value;
}

/** The values of all attributes of that name, in order. */
export function attributeValues(attributes: readonly Attribute[], name: string): string[] {
  const values: string[] = [];
  for (const candidate of attributes) {
    if (candidate.name === name && candidate.value !== undefined) values.push(candidate.value);
  }
  return values;
}

export function hasAttribute(attributes: readonly Attribute[], name: string): boolean {
  return findAttribute(attributes, name) !== undefined;
}
