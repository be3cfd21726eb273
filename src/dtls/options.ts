/** What a `DtlsConnection` is made with: options, events and surroundings, each limit with its default and its reason. */

import type { ProtocolError } from '../base/errors.ts';
import type { Duration } from '../base/instant.ts';
import type { Logger } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { Fingerprint } from '../crypto/fingerprint.ts';
import type { CryptoProvider, LocalCertificate } from '../crypto/provider.ts';

/** Who begins. */
export type DtlsRole = 'client' | 'server';

/** W3C RTCDtlsTransportState (webrtc-pc §5.5). */
export type DtlsState = 'new' | 'connecting' | 'connected' | 'closed' | 'failed';

/** DTLS-SRTP protection profile, by its code point in the IANA registry (RFC 5764 §4.1.2). */
export type SrtpProfile = number;

/** What a connection is made with. */
export interface DtlsOptions {
  /** Who begins: `a=setup` says it (RFC 8842 §5). */
  readonly role: DtlsRole;
  /** Ours. */
  readonly certificate: LocalCertificate;
  /** What the peer's certificate must match (RFC 8122). Empty, or without a trusted hash: every certificate is refused. */
  readonly remoteFingerprints: readonly Fingerprint[];
  /** Largest datagram of a handshake, in bytes, at least 64. Default 1,200: fits every path that WebRTC stacks assume. */
  readonly mtu?: number;
  /** DTLS-SRTP profiles, most preferred first. Default none: the extension is neither offered nor answered. */
  readonly srtpProfiles?: readonly SrtpProfile[];
  /** Cipher suites by code point, most preferred first. Default all of `CIPHER_SUITES`. */
  readonly cipherSuites?: readonly number[];
  /** Server: ask for a cookie first (RFC 6347 §4.2.1). Default false: behind ICE the address is already proven. */
  readonly cookieExchange?: boolean;
  /** Refuse a peer without extended master secret (RFC 7627). Default false. */
  readonly requireExtendedMasterSecret?: boolean;
  /** Time to the first retransmission of a flight, at least: two round trips if that is longer. Default 100 ms; doubles each time. Above 0. */
  readonly initialTimeout?: Duration;
  /** Where doubling ends. Default 3,000 ms. Above 0. */
  readonly maximumTimeout?: Duration;
  /** The whole handshake must be over after this; with `peerTimeout`, so long after the peer's first message. Default 30,000 ms. */
  readonly handshakeTimeout?: Duration;
  /** How long the first message of the peer may take. Default: as long as the whole handshake. */
  readonly peerTimeout?: Duration;
}

/** What a connection tells its owner. A method may call anything but the connection that called it. */
export interface DtlsEvents {
  /** The handshake is complete: the peer holds the key of the certificate that the fingerprints announced. */
  connected(): void;
  /** Application data of one record. The receiver owns it, and with it `memory`: bytes that hold nothing else. */
  data(data: Uint8Array, memory?: Uint8Array): void;
  /** It ended, by the peer's close_notify (no error) or by a failure. Once; never in answer to our own `close`. */
  closed(error?: ProtocolError): void;
  /** The certificates that the peer presented, DER, leaf first; before they are checked. */
  remoteCertificates?(chain: readonly Uint8Array[]): void;
  /** A line in NSS key-log format, for a packet log on request. */
  keyLog?(line: string): void;
}

/** What a connection asks of its surroundings. */
export interface DtlsEnv {
  /** Cryptography. */
  readonly crypto: CryptoProvider;
  /** Client and server random, cookies. */
  readonly random: Random;
  /** Who hears what happens inside. */
  readonly log: Logger;
  /** Takes datagrams that nobody reads any more, and the buffers that they fill. */
  readonly release?: ((bytes: Uint8Array) => void) | undefined;
}

/** Why something that arrived was dropped. */
export type DtlsDrop =
  | 'malformed-record'
  | 'unknown-content-type'
  | 'unexpected-epoch'
  | 'replayed'
  | 'not-authentic'
  | 'early-record-overflow'
  | 'malformed-handshake'
  | 'handshake-overflow'
  | 'conflicting-fragment'
  | 'unexpected-handshake'
  | 'unauthenticated-alert'
  | 'malformed-alert'
  | 'unexpected-change-cipher-spec'
  | 'unexpected-application-data'
  | 'not-open';
