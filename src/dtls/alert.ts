/** Alerts (RFC 5246 §7.2): codes, wire format, names. */

/*
 * +---------------+------------------+
 * | AlertLevel(8) | AlertDescription |     level: 1 warning, 2 fatal
 * +---------------+------------------+
 */

export const ALERT_LENGTH = 2;
export const WARNING = 1;
export const FATAL = 2;

export type AlertDescription = number;

export const CLOSE_NOTIFY = 0;
export const UNEXPECTED_MESSAGE = 10;
export const HANDSHAKE_FAILURE = 40;
export const BAD_CERTIFICATE = 42;
export const UNSUPPORTED_CERTIFICATE = 43;
export const ILLEGAL_PARAMETER = 47;
export const DECODE_ERROR = 50;
export const DECRYPT_ERROR = 51;
export const PROTOCOL_VERSION = 70;
export const NO_RENEGOTIATION = 100;
export const UNSUPPORTED_EXTENSION = 110;

const NAMES: ReadonlyMap<AlertDescription, string> = new Map([
  [CLOSE_NOTIFY, 'close_notify'],
  [UNEXPECTED_MESSAGE, 'unexpected_message'],
  [20, 'bad_record_mac'],
  [22, 'record_overflow'],
  [HANDSHAKE_FAILURE, 'handshake_failure'],
  [BAD_CERTIFICATE, 'bad_certificate'],
  [UNSUPPORTED_CERTIFICATE, 'unsupported_certificate'],
  [44, 'certificate_revoked'],
  [45, 'certificate_expired'],
  [46, 'certificate_unknown'],
  [ILLEGAL_PARAMETER, 'illegal_parameter'],
  [48, 'unknown_ca'],
  [49, 'access_denied'],
  [DECODE_ERROR, 'decode_error'],
  [DECRYPT_ERROR, 'decrypt_error'],
  [PROTOCOL_VERSION, 'protocol_version'],
  [71, 'insufficient_security'],
  [80, 'internal_error'],
  [86, 'inappropriate_fallback'],
  [90, 'user_canceled'],
  [NO_RENEGOTIATION, 'no_renegotiation'],
  [109, 'missing_extension'],
  [UNSUPPORTED_EXTENSION, 'unsupported_extension'],
  [112, 'unrecognized_name'],
  [116, 'certificate_required'],
  [120, 'no_application_protocol'],
]);

/** The RFC's name of an alert, or its number. */
export function alertName(description: AlertDescription): string {
  return NAMES.get(description) ?? `alert ${description}`;
}

export interface Alert {
  readonly level: number;
  readonly description: AlertDescription;
}

export function readAlert(bytes: Uint8Array): Alert | undefined {
  if (bytes.length !== ALERT_LENGTH) return undefined;
  const level = bytes[0] as number;
  if (level !== WARNING && level !== FATAL) return undefined;
  return { level, description: bytes[1] as number };
}

export function writeAlert(level: number, description: AlertDescription): Uint8Array {
  return Uint8Array.of(level, description);
}
