/** `DtlsConnection`: one DTLS 1.2 association over one datagram path (RFC 6347). */

import { DropCounters } from '../base/errors.ts';
import { type Instant, NEVER } from '../base/instant.ts';
import type { DtlsDrop, DtlsEnv, DtlsEvents, DtlsOptions, DtlsRole, DtlsState, SrtpProfile } from './options.ts';

export class DtlsConnection {
  readonly role: DtlsRole;
  readonly drops: DropCounters<DtlsDrop>;
  constructor(options: DtlsOptions, events: DtlsEvents, env: DtlsEnv) {
    this.role = options.role;
    this.drops = new DropCounters();
    void events;
    void env;
  }
  get state(): DtlsState {
    return 'new';
  }
  /** The peer's certificates, DER, leaf first; empty until they came. */
  get remoteCertificates(): readonly Uint8Array[] {
    return [];
  }
  /** `TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256`, once negotiated. */
  get cipherSuite(): string | undefined {
    return undefined;
  }
  /** The negotiated version as it is on the wire, four hex digits: `FEFD` is DTLS 1.2. */
  get version(): string | undefined {
    return undefined;
  }
  get selectedSrtpProfile(): SrtpProfile | undefined {
    return undefined;
  }
  /** Bytes that `seal` adds. */
  get overhead(): number {
    return 37;
  }
  start(_now: Instant): void {}
  receive(_packet: Uint8Array, _now: Instant): void {}
  handleTimeout(_now: Instant): void {}
  nextTimeout(): Instant {
    return NEVER;
  }
  pollTransmit(_now: Instant): Uint8Array | undefined {
    return undefined;
  }
  /** One record of application data, ready to send; only while connected. */
  seal(data: Uint8Array): Uint8Array {
    return data;
  }
  close(_now: Instant): void {}
  /** RFC 5705; only while connected. */
  exportKeyingMaterial(_label: string, _context: Uint8Array | undefined, length: number): Uint8Array {
    return new Uint8Array(length);
  }
}
