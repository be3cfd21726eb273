/** The error a protocol machine closes with, and the sink for counted drops. */

import { SparseMap } from './sparse-map.ts';

/** Which machine failed. */
export type ProtocolLayer = 'ice' | 'turn' | 'dtls' | 'sctp' | 'datachannel' | 'internal';

/** What else is known of a failure. */
export interface ProtocolErrorOptions {
  /** Where the failure is specified: `RFC 9260 §8.1`. */
  readonly section?: string;
  /** TLS alert that the peer sent (RFC 8446 §6). */
  readonly receivedAlert?: number;
  /** TLS alert that we sent. */
  readonly sentAlert?: number;
  /** SCTP error cause code (RFC 9260 §3.3.10). */
  readonly sctpCauseCode?: number;
  /** What brought it about. */
  readonly cause?: unknown;
}

/** A protocol failed as a whole: what a machine's `closed` event carries. */
export class ProtocolError extends Error {
  /** Always the same. */
  override readonly name: string = 'ProtocolError';
  /** Which machine failed. */
  readonly layer: ProtocolLayer;
  /** A stable kebab-case code within the layer: `fingerprint-mismatch`, `retransmission-limit`… */
  readonly code: string;
  /** Where the failure is specified: `RFC 9260 §8.1`. */
  readonly section: string | undefined;
  /** TLS alert that the peer sent. */
  readonly receivedAlert: number | undefined;
  /** TLS alert that we sent. */
  readonly sentAlert: number | undefined;
  /** SCTP error cause code (RFC 9260 §3.3.10). */
  readonly sctpCauseCode: number | undefined;

  constructor(layer: ProtocolLayer, code: string, message: string, options: ProtocolErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.layer = layer;
    this.code = code;
    this.section = options.section;
    this.receivedAlert = options.receivedAlert;
    this.sentAlert = options.sentAlert;
    this.sctpCauseCode = options.sctpCauseCode;
  }
}

/** Counts of what was dropped, by reason. A machine owns one; a peer's bad bytes move a counter and nothing else. */
export class DropCounters<Reason extends string> {
  /** None until something was dropped: a connection has many of these, and most stay empty. */
  #counts: SparseMap<Reason, number> | undefined;

  constructor() {
    this.#counts = undefined;
  }

  /** One more for this reason. */
  drop(reason: Reason): void {
    this.#counts ??= new SparseMap();
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  }

  /** How many for this reason. */
  count(reason: Reason): number {
    return this.#counts?.get(reason) ?? 0;
  }

  /** How many in all. */
  get total(): number {
    let sum = 0;
    for (const count of this.#counts?.values() ?? []) sum += count;
    return sum;
  }

  /** How many for each reason that there was. */
  entries(): ReadonlyMap<Reason, number> {
    return new Map(this.#counts);
  }
}
