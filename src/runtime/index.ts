/**
 * `purertc/runtime`: the types of a `Runtime`, everything that the stack asks of its surroundings, for tests and platforms
 * that bring a clock, a network or a cryptography of their own.
 *
 * ```ts
 * import { nodeRuntime, RTCPeerConnection } from 'purertc';
 * import type { Network } from 'purertc/runtime';
 *
 * const network: Network = { ...nodeRuntime.network, resolve: (name, answer) => answer(table.get(name) ?? []) };
 * const connection = new RTCPeerConnection({}, { runtime: { ...nodeRuntime, network } });
 * ```
 *
 * @module purertc/runtime
 */

export type { AddressFamily, TransportAddress } from '../base/address.ts';
export type { Duration, Instant } from '../base/instant.ts';
export type { Logger, LogLevel } from '../base/log.ts';
export type { Random } from '../base/random.ts';
export type {
  Aead,
  AeadAlgorithm,
  BlockCipher,
  CryptoProvider,
  HashAlgorithm,
  KeyShare,
  LocalCertificate,
  Mac,
  NamedGroup,
  PeerCertificate,
  RunningHash,
  SignatureScheme,
  SigningKey,
} from '../crypto/provider.ts';
export type {
  DatagramEvents,
  DatagramOptions,
  DatagramSocket,
  ListenEvents,
  Network,
  NetworkInterface,
  SharedPath,
  StreamEvents,
  StreamListener,
  StreamListenOptions,
  StreamOptions,
  StreamSecurity,
  StreamSocket,
} from './network.ts';
export type { CertificateRequest, Clock, Runtime, Tasks, TimerHandle } from './runtime.ts';
