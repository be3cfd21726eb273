/** `Runtime`: everything the stack asks of its surroundings, in one record that tests and the simulator replace. */

import type { Duration, Instant } from '../base/instant.ts';
import type { Logger } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { CryptoProvider, LocalCertificate } from '../crypto/provider.ts';
import type { Network } from './network.ts';

export interface Clock {
  /** The monotonic clock. Only the driver asks, once per turn. */
  now(): Instant;
  /** Milliseconds since the Unix epoch at the moment `now`. */
  wallTime(now: Instant): number;
}

export interface Tasks {
  /** Runs `steps` after the current I/O callbacks, first in, first out, with a microtask checkpoint after each. */
  queue(steps: () => void): void;
  /** Runs `steps` once, `delay` ms from now. Does not keep the process alive by itself unless `ref` is true. */
  setTimer(delay: Duration, steps: () => void): TimerHandle;
  /** Keeps the process alive from `hold()` until as many `release()`s. */
  hold(): void;
  release(): void;
}

export interface TimerHandle {
  cancel(): void;
}

/** What a certificate is issued with (W3C webrtc-pc §4.9). */
export interface CertificateRequest {
  readonly key:
    | { readonly type: 'ecdsa'; readonly curve: 'secp256r1' | 'secp384r1' }
    | { readonly type: 'rsa'; readonly bits: number; readonly hash: 'sha256' | 'sha384' | 'sha512' };
  /** Wall-clock milliseconds. */
  readonly notBefore: number;
  readonly notAfter: number;
}

export interface Runtime {
  readonly clock: Clock;
  readonly random: Random;
  readonly tasks: Tasks;
  readonly network: Network;
  readonly crypto: CryptoProvider;
  readonly log: Logger;
  /** Issues a self-signed certificate. */
  issueCertificate(request: CertificateRequest): Promise<LocalCertificate>;
}
