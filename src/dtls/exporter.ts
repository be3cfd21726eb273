/** Keying-material exporters (RFC 5705). */

import { writeU16 } from '../base/be.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { RANDOM_LENGTH } from './handshake/client-hello.ts';
import { concat, MASTER_SECRET_LENGTH, type PrfHash, prf } from './key-schedule12.ts';

/** RFC 5764 §4.2: the label under which SRTP takes its keys. */
export const SRTP_EXPORTER_LABEL = 'EXTRACTOR-dtls_srtp';

/** Labels that the handshake itself uses. RFC 5705 §4 keeps exporters away from them. */
const RESERVED_LABELS: ReadonlySet<string> = new Set([
  'client finished',
  'server finished',
  'master secret',
  'extended master secret',
  'key expansion',
]);

/** What an exporter needs of a finished handshake. */
export interface ExporterSecret {
  readonly hash: PrfHash;
  readonly masterSecret: Uint8Array;
  readonly clientRandom: Uint8Array;
  readonly serverRandom: Uint8Array;
}

/**
 * What is kept of it for as long as the connection lives: one character a byte, which takes a fifth of the memory that
 * three arrays take.
 */
export type PackedSecret = string;

/** Master secret, client random, server random. */
export function packSecret(master: Uint8Array, clientRandom: Uint8Array, serverRandom: Uint8Array): PackedSecret {
  return String.fromCharCode(...master, ...clientRandom, ...serverRandom);
}

export function unpackSecret(hash: PrfHash, packed: PackedSecret): ExporterSecret {
  const bytes = Uint8Array.from(packed, character => character.charCodeAt(0));
  const serverRandom = MASTER_SECRET_LENGTH + RANDOM_LENGTH;
  return {
    hash,
    masterSecret: bytes.slice(0, MASTER_SECRET_LENGTH),
    clientRandom: bytes.slice(MASTER_SECRET_LENGTH, serverRandom),
    serverRandom: bytes.slice(serverRandom),
  };
}

/** RFC 5705 §4. No context and an empty context are different. */
export function exportKeyingMaterial(
  secret: ExporterSecret,
  label: string,
  context: Uint8Array | undefined,
  length: number,
  crypto: CryptoProvider,
): Uint8Array {
  if (RESERVED_LABELS.has(label)) throw new TypeError(`"${label}" is a label of the handshake itself`);
  let seed = concat(secret.clientRandom, secret.serverRandom);
  if (context !== undefined) {
    if (context.length > 0xffff) throw new TypeError('An exporter context has at most 65,535 bytes');
    const size = new Uint8Array(2);
    writeU16(size, 0, context.length);
    seed = concat(seed, concat(size, context));
  }
  return prf(secret.hash, secret.masterSecret, label, seed, length, crypto);
}
