/** Why a description or a candidate was refused, as plain data. */

/**
 * | kind | the API throws |
 * |---|---|
 * | `sdp-syntax-error` | RTCError, `errorDetail` 'sdp-syntax-error', `sdpLineNumber` |
 * | `invalid-state` | DOMException InvalidStateError |
 * | `invalid-access` | DOMException InvalidAccessError: well-formed, but its content is invalid |
 * | `invalid-modification` | DOMException InvalidModificationError: not what createOffer/createAnswer gave |
 * | `operation` | DOMException OperationError: everything else |
 */
export type JsepErrorKind =
  | 'sdp-syntax-error'
  | 'invalid-state'
  | 'invalid-access'
  | 'invalid-modification'
  | 'operation';

export interface JsepError {
  readonly kind: JsepErrorKind;
  readonly message: string;
  /** From 1; only and always with `sdp-syntax-error`. */
  readonly lineNumber: number | undefined;
}

/** A failed result. */
export interface Refusal {
  readonly ok: false;
  readonly error: JsepError;
}

export function refuse(kind: Exclude<JsepErrorKind, 'sdp-syntax-error'>, message: string): Refusal {
  return { ok: false, error: { kind, message, lineNumber: undefined } };
}
