/**
 * The `purertc/dtls` export: DTLS 1.2 without sockets, clocks or promises.
 *
 * @module purertc/dtls
 */

export type { DropCounters, ProtocolError, ProtocolErrorOptions, ProtocolLayer } from '../base/errors.ts';
export type { Fingerprint } from '../crypto/fingerprint.ts';
export { DtlsConnection } from './connection.ts';
export { SRTP_EXPORTER_LABEL } from './exporter.ts';
export type {
  DtlsDrop,
  DtlsEnv,
  DtlsEvents,
  DtlsOptions,
  DtlsRole,
  DtlsState,
  SrtpProfile,
} from './options.ts';
