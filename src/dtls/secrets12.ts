/** The secrets of one TLS 1.2 handshake, from the agreed pre-master secret on (RFC 5246 §8.1, RFC 7627 §4). */

import { packSecret } from './exporter.ts';
import type { HandshakePort, Session } from './handshake-port.ts';
import { extendedMasterSecret, type KeyMaterial, keyMaterial, masterSecret, verifyData } from './key-schedule12.ts';
import { DTLS_1_2 } from './record/header.ts';

/** What the hellos have settled. */
export interface Negotiated extends Omit<Session, 'secret' | 'version'> {
  readonly clientRandom: Uint8Array;
  readonly serverRandom: Uint8Array;
}

export class Secrets12 {
  readonly #negotiated: Negotiated;
  readonly #master: Uint8Array;
  readonly #port: HandshakePort;

  /** Make it when the transcript ends with ClientKeyExchange: RFC 7627 §3 takes the session hash there. */
  constructor(negotiated: Negotiated, preMasterSecret: Uint8Array, port: HandshakePort) {
    const { suite, clientRandom, serverRandom } = negotiated;
    const { crypto, transcript } = port;
    this.#negotiated = negotiated;
    this.#master = negotiated.extendedMasterSecret
      ? extendedMasterSecret(suite, preMasterSecret, transcript.hash(suite.hash, crypto), crypto)
      : masterSecret(suite, preMasterSecret, clientRandom, serverRandom, crypto);
    this.#port = port;
    port.keyLog(clientRandom, this.#master);
  }

  /** For when the handshake is over. */
  session(): Session {
    const { suite, group, srtpProfile, extendedMasterSecret, clientRandom, serverRandom } = this.#negotiated;
    const secret = packSecret(this.#master, clientRandom, serverRandom);
    return { version: DTLS_1_2, suite, secret, extendedMasterSecret, group, srtpProfile };
  }

  keyMaterial(): KeyMaterial {
    const { suite, clientRandom, serverRandom } = this.#negotiated;
    return keyMaterial(suite, this.#master, clientRandom, serverRandom, this.#port.crypto);
  }

  /** What `sender` has to say in Finished, over the transcript so far. */
  verifyData(sender: 'client' | 'server'): Uint8Array {
    const { suite } = this.#negotiated;
    const { crypto, transcript } = this.#port;
    return verifyData(suite, this.#master, sender, transcript.hash(suite.hash, crypto), crypto);
  }
}
