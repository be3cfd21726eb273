/** `RTCError` and `RTCErrorEvent` (W3C webrtc-pc §11). */

import type { ProtocolError } from '../base/errors.ts';
import {
  type Converter,
  defineInterface,
  dictionary,
  domString,
  enumeration,
  interfaceType,
  long,
  optional,
  requireArguments,
  required,
  unsignedLong,
} from '../webidl/index.ts';
import { EVENT_INIT, type EventInit } from './event-init.ts';

/** What failed (W3C webrtc-pc §11.2). */
export type RTCErrorDetailType =
  | 'data-channel-failure'
  | 'dtls-failure'
  | 'fingerprint-failure'
  | 'sctp-failure'
  | 'sdp-syntax-error'
  | 'hardware-encoder-not-available'
  | 'hardware-encoder-error';

/** What an {@link RTCError} is made with. */
export interface RTCErrorInit {
  /** What failed. */
  errorDetail: RTCErrorDetailType;
  /** Of `sdp-syntax-error`. */
  sdpLineNumber?: number;
  /** Of `sctp-failure`. */
  sctpCauseCode?: number;
  /** Of `dtls-failure`. */
  receivedAlert?: number;
  /** Of `dtls-failure`. */
  sentAlert?: number;
  /** W3C webrtc-identity §9. */
  httpRequestStatusCode?: number;
}

const toErrorInit: Converter<RTCErrorInit> = dictionary('RTCErrorInit', {
  errorDetail: required(
    enumeration<RTCErrorDetailType>('RTCErrorDetailType', [
      'data-channel-failure',
      'dtls-failure',
      'fingerprint-failure',
      'sctp-failure',
      'sdp-syntax-error',
      'hardware-encoder-not-available',
      'hardware-encoder-error',
    ]),
  ),
  sdpLineNumber: optional(long()),
  sctpCauseCode: optional(long()),
  receivedAlert: optional(unsignedLong()),
  sentAlert: optional(unsignedLong()),
  httpRequestStatusCode: optional(long()),
});

/** A `DOMException` named `OperationError` that says what exactly failed. */
export class RTCError extends DOMException {
  readonly #init: RTCErrorInit;

  constructor(init: RTCErrorInit, message: string = '') {
    requireArguments(arguments.length, 1, "Failed to construct 'RTCError'");
    const converted = toErrorInit(init, "Failed to construct 'RTCError'");
    super(domString(message, "Failed to construct 'RTCError': message"), 'OperationError');
    this.#init = converted;
  }

  /** What failed. */
  get errorDetail(): RTCErrorDetailType {
    return this.#init.errorDetail;
  }

  /** Of `sdp-syntax-error`: the line, from 1. */
  get sdpLineNumber(): number | null {
    return this.#init.sdpLineNumber ?? null;
  }

  /** Of `sctp-failure`: the cause that the peer gave (RFC 9260 §3.3.10). */
  get sctpCauseCode(): number | null {
    return this.#init.sctpCauseCode ?? null;
  }

  /** Of `dtls-failure`: the alert that the peer sent (RFC 5246 §7.2). */
  get receivedAlert(): number | null {
    return this.#init.receivedAlert ?? null;
  }

  /** Of `dtls-failure`: the alert that was sent to the peer. */
  get sentAlert(): number | null {
    return this.#init.sentAlert ?? null;
  }

  /** Of an identity provider (W3C webrtc-identity §9). */
  get httpRequestStatusCode(): number | null {
    return this.#init.httpRequestStatusCode ?? null;
  }

  static {
    defineInterface(RTCError, 'RTCError');
  }
}

/** The `RTCError` that stands for the failure of a protocol. */
export function errorFromProtocol(errorDetail: RTCErrorDetailType, error: ProtocolError | undefined): RTCError {
  const init: RTCErrorInit = { errorDetail };
  if (error?.sctpCauseCode !== undefined) init.sctpCauseCode = error.sctpCauseCode;
  if (error?.receivedAlert !== undefined) init.receivedAlert = error.receivedAlert;
  if (error?.sentAlert !== undefined) init.sentAlert = error.sentAlert;
  return new RTCError(init, error?.message ?? '');
}

/** What an {@link RTCErrorEvent} is made with. */
export interface RTCErrorEventInit extends EventInit {
  /** What happened. */
  error: RTCError;
}

const toErrorEventInit: Converter<RTCErrorEventInit> = dictionary('RTCErrorEventInit', EVENT_INIT, {
  error: required(interfaceType('RTCError', (value): value is RTCError => value instanceof RTCError)),
});

/** Tells of an `RTCError`. */
export class RTCErrorEvent extends Event {
  readonly #error: RTCError;

  constructor(type: string, eventInitDict: RTCErrorEventInit) {
    requireArguments(arguments.length, 2, "Failed to construct 'RTCErrorEvent'");
    const init = toErrorEventInit(eventInitDict, "Failed to construct 'RTCErrorEvent'");
    super(type, init);
    this.#error = init.error;
  }

  /** What happened. */
  get error(): RTCError {
    return this.#error;
  }

  static {
    defineInterface(RTCErrorEvent, 'RTCErrorEvent');
  }
}
