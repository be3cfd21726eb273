/** Fuzz: Certificate with the X.509 in it, CertificateRequest, CertificateVerify and both key exchanges. */

import assert from 'node:assert/strict';
import {
  readCertificate,
  readCertificateRequest,
  readCertificateVerify,
  writeCertificate,
  writeCertificateVerify,
} from '../../src/dtls/handshake/certificate.ts';
import {
  readClientKeyExchange,
  readServerKeyExchange,
  writeClientKeyExchange,
  writeServerKeyExchange,
} from '../../src/dtls/handshake/key-exchange.ts';
import { nodeCrypto } from '../../src/node/crypto.ts';
import { handshakeBodies } from './support/dtls.ts';

export const name = 'dtls-messages';

export function fuzzOne(bytes: Uint8Array): void {
  const chain = readCertificate(bytes);
  if (chain !== undefined) {
    assert.deepEqual(writeCertificate(chain), bytes);
    for (const der of chain) {
      const certificate = nodeCrypto.readCertificate(der);
      certificate?.verify(0x0403, bytes, bytes);
    }
  }
  readCertificateRequest(bytes);
  const verify = readCertificateVerify(bytes);
  if (verify !== undefined) assert.deepEqual(writeCertificateVerify(verify), bytes);
  const server = readServerKeyExchange(bytes);
  if (server !== undefined) assert.deepEqual(writeServerKeyExchange(server.parameters, server.signed), bytes);
  const client = readClientKeyExchange(bytes);
  if (client !== undefined) assert.deepEqual(writeClientKeyExchange(client), bytes);
}

export function seeds(): Uint8Array[] {
  return handshakeBodies([11, 12, 13, 15, 16]);
}
