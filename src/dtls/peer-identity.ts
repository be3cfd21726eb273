/** Who the peer is: its certificate against the announced fingerprints (RFC 8122 §6.2, RFC 8827 §5.6.4). */

import { matchesFingerprint } from '../crypto/fingerprint.ts';
import type { PeerCertificate } from '../crypto/provider.ts';
import { BAD_CERTIFICATE, DECODE_ERROR, HANDSHAKE_FAILURE, UNSUPPORTED_CERTIFICATE } from './alert.ts';
import { readCertificate } from './handshake/certificate.ts';
import type { HandshakeMessage } from './handshake/header.ts';
import { HandshakeFailure } from './handshake-failures.ts';
import type { HandshakePort } from './handshake-port.ts';
import { isAcceptableKey } from './signature.ts';

/**
 * The leaf of a Certificate message, once it is known to be the announced one.
 *
 * The fingerprint comes first: a certificate that nobody announced is not even parsed. Names, dates and issuers are not
 * looked at: RFC 8827 §6.5 makes the fingerprint the identity.
 */
export function readPeerCertificate(
  message: HandshakeMessage,
  port: HandshakePort,
): PeerCertificate | HandshakeFailure {
  const chain = readCertificate(message.body);
  if (chain === undefined) {
    return new HandshakeFailure(DECODE_ERROR, 'malformed-message', 'Malformed Certificate', 'RFC 5246 §7.4.2');
  }
  port.remoteCertificates(chain);
  const leaf = chain[0];
  if (leaf === undefined) {
    // RFC 5246 §7.4.6: a client without a certificate gets a fatal handshake_failure if the server needs one.
    return new HandshakeFailure(HANDSHAKE_FAILURE, 'no-certificate', 'The peer has no certificate', 'RFC 5246 §7.4.6');
  }
  // RFC 8122 §6.2: a certificate that does not match ends the session, with a bad_certificate alert.
  if (!matchesFingerprint(leaf, port.options.remoteFingerprints, port.crypto)) {
    return new HandshakeFailure(
      BAD_CERTIFICATE,
      'fingerprint-mismatch',
      'The certificate of the peer matches none of its fingerprints',
      'RFC 8122 §6.2',
    );
  }
  const certificate = port.crypto.readCertificate(leaf);
  if (certificate === undefined) {
    return new HandshakeFailure(
      BAD_CERTIFICATE,
      'malformed-certificate',
      'Not an X.509 certificate',
      'RFC 5246 §7.4.2',
    );
  }
  if (!isAcceptableKey(certificate)) {
    return new HandshakeFailure(
      UNSUPPORTED_CERTIFICATE,
      'unsupported-certificate',
      'The key of the certificate is neither ECDSA on P-256 or P-384 nor RSA of 2,048 bits',
      'RFC 5246 §7.4.2',
    );
  }
  return certificate;
}
