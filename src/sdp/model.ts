/** The model of a session description (RFC 8866 §5): every line kept, in order, attributes by name and value. */

/** `o=` (RFC 8866 §5.2). Numbers stay text: they have up to 64 bits. */
export interface Origin {
  /** Login; `-` for none. */
  readonly username: string;
  /** Digits. */
  readonly sessionId: string;
  /** Digits; one more with each change. */
  readonly sessionVersion: string;
  /** `IN`. */
  readonly networkType: string;
  /** `IP4` or `IP6`. */
  readonly addressType: string;
  /** Of the machine that wrote it. */
  readonly address: string;
}

/** `c=` (RFC 8866 §5.7). */
export interface Connection {
  /** `IN`. */
  readonly networkType: string;
  /** `IP4` or `IP6`. */
  readonly addressType: string;
  /** Where media goes, were it not for ICE. */
  readonly address: string;
}

/** `b=` (RFC 8866 §5.8). */
export interface Bandwidth {
  /** `AS`, `TIAS`, `CT`. */
  readonly type: string;
  /** Digits: of AS kilobits per second. */
  readonly value: string;
}

/** `t=` with its `r=` lines (RFC 8866 §5.9, §5.10). */
export interface Timing {
  /** Digits; 0 for always. */
  readonly start: string;
  /** Digits; 0 for always. */
  readonly stop: string;
  /** Values of the `r=` lines. */
  readonly repeats: readonly string[];
}

/** `a=` (RFC 8866 §5.13). */
export interface Attribute {
  /** What stands before the colon. */
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
  /** 0 rejects the section. */
  readonly port: number;
  /** `<number of ports>`; undefined if absent. */
  readonly portCount: number | undefined;
  /** `UDP/TLS/RTP/SAVPF`, `UDP/DTLS/SCTP`. */
  readonly protocol: string;
  /** Payload types, or `webrtc-datachannel`. */
  readonly formats: readonly string[];
  /** Value of `i=`. */
  readonly information: string | undefined;
  /** Its `c=` lines. */
  readonly connections: readonly Connection[];
  /** Its `b=` lines. */
  readonly bandwidths: readonly Bandwidth[];
  /** Value of `k=`, which is obsolete. */
  readonly key: string | undefined;
  /** Its `a=` lines. */
  readonly attributes: readonly Attribute[];
  /** Line number of `m=`, from 1; 0 if it was not read. */
  readonly line: number;
}

/** A whole description (RFC 8866 §5). */
export interface SessionDescription {
  /** `o=`. */
  readonly origin: Origin;
  /** Value of `s=`. */
  readonly sessionName: string;
  /** Value of `i=`. */
  readonly information: string | undefined;
  /** Value of `u=`. */
  readonly uri: string | undefined;
  /** Values of the `e=` lines. */
  readonly emails: readonly string[];
  /** Values of the `p=` lines. */
  readonly phones: readonly string[];
  /** `c=`. */
  readonly connection: Connection | undefined;
  /** `b=` lines. */
  readonly bandwidths: readonly Bandwidth[];
  /** `t=` lines, one at least. */
  readonly timings: readonly Timing[];
  /** Value of `z=`. */
  readonly zones: string | undefined;
  /** Value of `k=`, which is obsolete. */
  readonly key: string | undefined;
  /** `a=` lines before the first `m=`. */
  readonly attributes: readonly Attribute[];
  /** Media sections. */
  readonly media: readonly MediaSection[];
}

/** An attribute of ours. */
export function attribute(name: string, value?: string): Attribute {
  return { name, value, line: 0 };
}

/** The first attribute of each name: for who asks for many. */
export function firstAttributes(attributes: readonly Attribute[]): ReadonlyMap<string, Attribute> {
  const first = new Map<string, Attribute>();
  for (const candidate of attributes) if (!first.has(candidate.name)) first.set(candidate.name, candidate);
  return first;
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

/** Whether there is an attribute of that name. */
export function hasAttribute(attributes: readonly Attribute[], name: string): boolean {
  return findAttribute(attributes, name) !== undefined;
}
