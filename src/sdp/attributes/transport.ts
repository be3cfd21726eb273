/**
 * Attributes of the transport below a media section: `ice-*` and `candidate` (RFC 8839), `fingerprint` (RFC 8122),
 * `setup` (RFC 4145, 8842), `tls-id` (RFC 8842), `sctp-port`, `max-message-size` (RFC 8841).
 */

/** `a=ice-ufrag` and `a=ice-pwd` (RFC 8839 §5.4). */
export interface IceCredentials {
  readonly ufrag: string;
  readonly pwd: string;
}

/** `a=fingerprint` (RFC 8122 §5); also the W3C RTCDtlsFingerprint. */
export interface Fingerprint {
  /** Lower case: `sha-256`. */
  readonly algorithm: string;
  /** Bytes in hexadecimal, separated by colons. */
  readonly value: string;
}
