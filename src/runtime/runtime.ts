/** `Runtime`: everything the stack asks of its surroundings, in one record that tests and the simulator replace. */

import type { Duration, Instant } from '../base/instant.ts';
import type { Logger } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { CryptoProvider, LocalCertificate } from '../crypto/provider.ts';
import type { Network } from './network.ts';

/** Where time comes from. */
export interface Clock {
  /** The monotonic clock. Only the driver asks, once per turn. */
  now(): Instant;
  /** Milliseconds since the Unix epoch at the moment `now`. */
  wallTime(now: Instant): number;
}

/** Where user code and timers run. */
export interface Tasks {
  /** Runs `steps` after the current I/O callbacks, first in, first out, with a microtask checkpoint after each. */
  queue(steps: () => void): void;
  /** Runs `steps` once, `delay` ms from now. It does not keep the process alive: `hold` does. */
  setTimer(delay: Duration, steps: () => void): TimerHandle;
  /** Keeps the process alive from `hold()` until as many `release()`s. */
  hold(): void;
  /** Undoes one `hold()`. */
  release(): void;
}

/** A timer that has been set. */
export interface TimerHandle {
  /** It is not to run. */
  cancel(): void;
  /**
   * Has it run `delay` ms from now, which is later than it would, if that costs less than to let it fire and to set
   * another; tells whether it will. Need not be there.
   */
  postpone?(delay: Duration): boolean;
}

/** What a certificate is issued with (W3C webrtc-pc §4.9). */
export interface CertificateRequest {
  /** Kind and size of the key. */
  readonly key:
    | {
        /** An elliptic curve key. */
        readonly type: 'ecdsa';
        /** P-256 or P-384. */
        readonly curve: 'secp256r1' | 'secp384r1';
      }
    | {
        /** An RSA key. */
        readonly type: 'rsa';
        /** Of the modulus. */
        readonly bits: number;
        /** Of the signature. */
        readonly hash: 'sha256' | 'sha384' | 'sha512';
      };
  /** Wall-clock milliseconds. */
  readonly notBefore: number;
  /** Wall-clock milliseconds. */
  readonly notAfter: number;
}

/** Everything the stack asks of its surroundings, in one record. */
export interface Runtime {
  /** Time. */
  readonly clock: Clock;
  /** Random numbers: ids, credentials, transaction ids. */
  readonly random: Random;
  /** Tasks and timers. */
  readonly tasks: Tasks;
  /** Sockets, interfaces and names. */
  readonly network: Network;
  /** Cryptography. */
  readonly crypto: CryptoProvider;
  /**
   * Bytes of any content, in a buffer of their own, for who writes all of them before anybody reads one: to zero long
   * ones costs more than to fill them.
   */
  readonly allocate: (length: number) => Uint8Array;
  /**
   * Takes bytes that nobody reads any more, in packets and messages: if they fill their buffer, its memory may be given back
   * before a collector comes for it, and they have a length of 0 then. Bytes that share their buffer are left alone.
   */
  readonly release: (bytes: Uint8Array) => void;
  /** Who hears what happens inside. */
  readonly log: Logger;
  /** Issues a self-signed certificate. */
  issueCertificate(request: CertificateRequest): Promise<LocalCertificate>;
}
