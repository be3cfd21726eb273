/** The secrets of one TLS 1.2 handshake, from the agreed pre-master secret on (RFC 5246 §8.1, RFC 7627 §4). */

import { packSecret, unpackSecret } from './exporter.ts';
import type { HandshakePort, Session } from './handshake-port.ts';
import { extendedMasterSecret, type KeyMaterial, keyMaterial, masterSecret, verifyData } from './key-schedule12.ts';
import { DTLS_1_2 } from './record/header.ts';

/** What the hellos have settled. */
export interface Negotiated extends Omit<Session, 'secret' | 'version'> {
  readonly clientRandom: Uint8Array;
  readonly serverRandom: Uint8Array;
}

export class Secrets12 {
  readonly session: Session;
  readonly #port: HandshakePort;

  /** Make it when the transcript ends with ClientKeyExchange: RFC 7627 §3 takes the session hash there. */
  constructor(negotiated: Negotiated, preMasterSecret: Uint8Array, port: HandshakePort) {
    const { suite, group, srtpProfile, clientRandom, serverRandom } = negotiated;
    const { crypto, transcript } = port;
    const master = negotiated.extendedMasterSecret
      ? extendedMasterSecret(suite, preMasterSecret, transcript.hash(suite.hash, crypto), crypto)
      : masterSecret(suite, preMasterSecret, clientRandom, serverRandom, crypto);
    this.session = {
      version: DTLS_1_2,
      suite,
      secret: packSecret(master, clientRandom, serverRandom),
      extendedMasterSecret: negotiated.extendedMasterSecret,
      group,
      srtpProfile,
    };
    this.#port = port;
    port.keyLog(clientRandom, master);
  }

  keyMaterial(): KeyMaterial {
    const { suite, secret } = this.session;
    const { masterSecret: master, clientRandom, serverRandom } = unpackSecret(suite.hash, secret);
    return keyMaterial(suite, master, clientRandom, serverRandom, this.#port.crypto);
  }

  /** What `sender` has to say in Finished, over the transcript so far. */
  verifyData(sender: 'client' | 'server'): Uint8Array {
    const { suite, secret } = this.session;
    const { crypto, transcript } = this.#port;
    const { masterSecret: master } = unpackSecret(suite.hash, secret);
    return verifyData(suite, master, sender, transcript.hash(suite.hash, crypto), crypto);
  }
}
