/** The client of a DTLS 1.2 handshake (RFC 5246 §7.3, RFC 6347 §4.2): one step per awaited message. */

import { assert, defined } from '../base/assert.ts';
import { ByteWriter } from '../base/byte-writer.ts';
import type { KeyShare, PeerCertificate, SignatureScheme } from '../crypto/provider.ts';
import * as alert from './alert.ts';
import { CIPHER_SUITES, type CipherSuite, cipherSuites } from './cipher-suite.ts';
import {
  type CertificateRequest,
  readCertificateRequest,
  writeCertificate,
  writeCertificateVerify,
} from './handshake/certificate.ts';
import { RANDOM_LENGTH, RANDOM_OFFSET, writeClientHello } from './handshake/client-hello.ts';
import * as ext from './handshake/extensions.ts';
import * as hs from './handshake/header.ts';
import { readServerKeyExchange, serverKeyExchangeInput, writeClientKeyExchange } from './handshake/key-exchange.ts';
import { readHelloVerifyRequest, readServerHello, type ServerHello } from './handshake/server-hello.ts';
import {
  badSignature,
  HandshakeFailure,
  illegal,
  malformed,
  nothingMore,
  unexpected,
  wrongFinished,
} from './handshake-failures.ts';
import type { Expect, Handshake, HandshakePort } from './handshake-port.ts';
import { readPeerCertificate } from './peer-identity.ts';
import { DTLS_1_2 } from './record/header.ts';
import { Secrets12 } from './secrets12.ts';
import { chooseScheme, isSignedBy, SIGNATURE_SCHEMES } from './signature.ts';

/*
 * Client                                          Server
 * ClientHello                        -------->                       flight 1
 *                                    <--------    HelloVerifyRequest flight 2, if the server wants a cookie
 * ClientHello                        -------->                       flight 3
 *                                                        ServerHello
 *                                    <--------           Certificate flight 4, first part
 *                                                  ServerKeyExchange
 *                                                 CertificateRequest
 *                                    <--------       ServerHelloDone flight 4, the rest
 * Certificate
 * ClientKeyExchange                  -------->                       flight 5, first part
 * CertificateVerify
 * [ChangeCipherSpec] Finished        -------->                       flight 5, the rest
 *                                    <-------- [ChangeCipherSpec] Finished flight 6
 */

/** In every ClientHello. */
const OFFERED_EXTENSIONS: ext.Extensions = writeExtensions([
  [ext.EXTENDED_MASTER_SECRET, () => {}],
  [ext.RENEGOTIATION_INFO, writer => writer.bytes(ext.EMPTY_RENEGOTIATION_INFO)],
  [ext.SUPPORTED_GROUPS, writer => ext.writeSupportedGroups(writer, ext.NAMED_GROUPS)],
  [ext.EC_POINT_FORMATS, writer => writer.bytes(ext.POINT_FORMATS)],
  [ext.SIGNATURE_ALGORITHMS, writer => ext.writeSignatureAlgorithms(writer, SIGNATURE_SCHEMES)],
]);

const NOTHING = new Uint8Array(0);
const NO_PROFILES: readonly number[] = [];

/** Cookies that one server may ask for: a second one if the first grew old. */
const MAX_COOKIES = 3;

export class Client12 implements Handshake {
  readonly #port: HandshakePort;
  readonly #suites: readonly CipherSuite[];
  readonly #random: Uint8Array;
  #expect: Expect;
  #cookies: number;
  #serverHello: ServerHello | undefined;
  #suite: CipherSuite | undefined;
  #srtpProfile: number | undefined;
  #serverCertificate: PeerCertificate | undefined;
  #keyShare: KeyShare | undefined;
  #serverGroup: number;
  #serverPublicKey: Uint8Array | undefined;
  #request: CertificateRequest | undefined;
  #scheme: SignatureScheme | undefined;
  #secrets: Secrets12 | undefined;

  constructor(port: HandshakePort) {
    this.#port = port;
    const codes = port.options.cipherSuites;
    this.#suites = codes === undefined ? CIPHER_SUITES : cipherSuites(codes);
    this.#random = port.random.bytes(RANDOM_LENGTH);
    this.#expect = this.#expectServerHello;
    this.#cookies = 0;
    this.#serverHello = undefined;
    this.#suite = undefined;
    this.#srtpProfile = undefined;
    this.#serverCertificate = undefined;
    this.#keyShare = undefined;
    this.#serverGroup = 0;
    this.#serverPublicKey = undefined;
    this.#request = undefined;
    this.#scheme = undefined;
    this.#secrets = undefined;
  }

  start(): void {
    this.#sendClientHello(NOTHING);
  }

  receive(message: hs.HandshakeMessage): HandshakeFailure | undefined {
    const next = this.#expect(message);
    if (next instanceof HandshakeFailure) return next;
    this.#expect = next;
    return undefined;
  }

  #sendClientHello(cookie: Uint8Array): void {
    const profiles = this.#port.options.srtpProfiles ?? NO_PROFILES;
    const body =
      cookie.length === 0
        ? helloOf(this.#suites, profiles, this.#random)
        : writeHello(this.#suites, profiles, this.#random, cookie);
    this.#port.transcript.reset();
    this.#port.beginFlight();
    this.#port.send(hs.CLIENT_HELLO, body);
    this.#port.endFlight('awaits-answer');
  }

  #expectServerHello(message: hs.HandshakeMessage): Expect | HandshakeFailure {
    if (message.type === hs.HELLO_VERIFY_REQUEST) {
      const cookie = readHelloVerifyRequest(message.body);
      if (cookie === undefined) return malformed('HelloVerifyRequest', 'RFC 6347 §4.2.1');
      if (++this.#cookies > MAX_COOKIES) return unexpected(message, 'RFC 6347 §4.2.1');
      this.#sendClientHello(cookie);
      return this.#expectServerHello;
    }
    if (message.type !== hs.SERVER_HELLO) return unexpected(message, 'RFC 5246 §7.4.1.3');
    const hello = readServerHello(message.body);
    if (hello === undefined) return malformed('ServerHello', 'RFC 5246 §7.4.1.3');
    this.#record(message);
    this.#serverHello = hello;
    return this.#checkServerHello(hello) ?? this.#checkServerExtensions(hello) ?? this.#expectCertificate;
  }

  #checkServerHello(hello: ServerHello): HandshakeFailure | undefined {
    const section = 'RFC 5246 §7.4.1.3';
    // RFC 8446 §4.1.3 marks the server's random against a downgrade. We offered 1.2 as our best, so that a server that
    // could do 1.3 is no downgrade; a choice below 1.2 ends here in any case.
    if (hello.version !== DTLS_1_2) {
      return new HandshakeFailure(
        alert.PROTOCOL_VERSION,
        'protocol-version',
        `The server chose version ${hello.version.toString(16)}`,
        section,
      );
    }
    this.#suite = this.#suites.find(suite => suite.code === hello.cipherSuite);
    if (this.#suite === undefined) return illegal('The server chose a cipher suite that was not offered', section);
    if (hello.compressionMethod !== 0) return illegal('The server chose a compression', section);
    return undefined;
  }

  #offered(extension: ext.ExtensionType): boolean {
    if (extension === ext.USE_SRTP) return (this.#port.options.srtpProfiles ?? []).length > 0;
    return OFFERED_EXTENSIONS.has(extension);
  }

  #checkServerExtensions(hello: ServerHello): HandshakeFailure | undefined {
    for (const [type, data] of hello.extensions) {
      // RFC 5246 §7.4.1.4: an extension that was not asked for ends the handshake with unsupported_extension.
      if (!this.#offered(type)) {
        return new HandshakeFailure(
          alert.UNSUPPORTED_EXTENSION,
          'unsupported-extension',
          `The server answered extension ${type}, which was not offered`,
          'RFC 5246 §7.4.1.4',
        );
      }
      if (type === ext.EXTENDED_MASTER_SECRET && data.length !== 0) {
        return malformed('extended_master_secret', 'RFC 7627 §5.1');
      }
      // RFC 5746 §3.4: anything but an empty renegotiation_info in a first handshake must end it.
      if (type === ext.RENEGOTIATION_INFO && !ext.isEmptyRenegotiationInfo(data)) {
        return new HandshakeFailure(
          alert.HANDSHAKE_FAILURE,
          'renegotiation-info',
          'The server takes this for a renegotiation',
          'RFC 5746 §3.4',
        );
      }
      if (type === ext.EC_POINT_FORMATS && ext.readPointFormats(data) !== true) {
        return illegal('The server cannot do uncompressed points', 'RFC 8422 §5.2');
      }
      if (type === ext.USE_SRTP) {
        const answer = ext.readUseSrtp(data);
        if (answer === undefined) return malformed('use_srtp', 'RFC 5764 §4.1.1');
        const profile = answer.profiles[0];
        // RFC 5764 §4.1.1: exactly one profile, one of ours, and the MKI that we sent: none.
        const offered = this.#port.options.srtpProfiles ?? [];
        if (profile === undefined || answer.profiles.length !== 1 || !offered.includes(profile)) {
          return illegal('The server chose an SRTP profile that was not offered', 'RFC 5764 §4.1.1');
        }
        if (answer.mki.length !== 0) return illegal('The server answered with an MKI', 'RFC 5764 §4.1.3');
        this.#srtpProfile = profile;
      }
    }
    if (this.#port.options.requireExtendedMasterSecret === true && !hello.extensions.has(ext.EXTENDED_MASTER_SECRET)) {
      return new HandshakeFailure(
        alert.HANDSHAKE_FAILURE,
        'no-extended-master-secret',
        'The server does not do extended master secret',
        'RFC 7627 §5.2',
      );
    }
    return undefined;
  }

  #expectCertificate(message: hs.HandshakeMessage): Expect | HandshakeFailure {
    if (message.type !== hs.CERTIFICATE) return unexpected(message, 'RFC 5246 §7.4.2');
    const certificate = readPeerCertificate(message, this.#port);
    if (certificate instanceof HandshakeFailure) return certificate;
    if (certificate.keyType !== this.#suite?.keyType) {
      return new HandshakeFailure(
        alert.UNSUPPORTED_CERTIFICATE,
        'unsupported-certificate',
        'The certificate does not fit the cipher suite',
        'RFC 5246 §7.4.2',
      );
    }
    this.#record(message);
    this.#serverCertificate = certificate;
    return this.#expectServerKeyExchange;
  }

  #expectServerKeyExchange(message: hs.HandshakeMessage): Expect | HandshakeFailure {
    const section = 'RFC 8422 §5.4';
    if (message.type !== hs.SERVER_KEY_EXCHANGE) return unexpected(message, section);
    const exchange = readServerKeyExchange(message.body);
    if (exchange === undefined) return malformed('ServerKeyExchange', section);
    const group = ext.groupOfCode(exchange.group);
    if (group === undefined) return illegal('The server chose a group that was not offered', section);
    const hello = defined(this.#serverHello, 'ServerHello came first');
    const certificate = defined(this.#serverCertificate, 'Certificate came first');
    const input = serverKeyExchangeInput(this.#random, hello.random, exchange.parameters);
    if (!isSignedBy(certificate, exchange.signed.scheme, input, exchange.signed.signature)) {
      return badSignature('ServerKeyExchange', section);
    }
    this.#record(message);
    this.#keyShare = this.#port.crypto.keyShare(group);
    this.#serverGroup = exchange.group;
    this.#serverPublicKey = exchange.publicKey;
    return this.#expectRequestOrDone;
  }

  #expectRequestOrDone(message: hs.HandshakeMessage): Expect | HandshakeFailure {
    if (message.type !== hs.CERTIFICATE_REQUEST) return this.#expectServerHelloDone(message);
    const request = readCertificateRequest(message.body);
    if (request === undefined) return malformed('CertificateRequest', 'RFC 5246 §7.4.4');
    this.#record(message);
    this.#request = request;
    return this.#expectServerHelloDone;
  }

  #expectServerHelloDone(message: hs.HandshakeMessage): Expect | HandshakeFailure {
    if (message.type !== hs.SERVER_HELLO_DONE) return unexpected(message, 'RFC 5246 §7.4.5');
    if (message.body.length !== 0) return malformed('ServerHelloDone', 'RFC 5246 §7.4.5');
    this.#record(message);
    return this.#sendSecondFlight() ?? this.#expectFinished;
  }

  /** Flight 5. The server has enough to do with the first two messages while the others are made. */
  #sendSecondFlight(): HandshakeFailure | undefined {
    const port = this.#port;
    const { der, key } = port.options.certificate;
    const share = defined(this.#keyShare, 'ServerKeyExchange came first');
    this.#scheme = this.#request === undefined ? undefined : chooseScheme(key, this.#request.signatureAlgorithms);
    if (this.#request !== undefined && this.#scheme === undefined) {
      return new HandshakeFailure(
        alert.HANDSHAKE_FAILURE,
        'no-common-signature',
        'The server accepts no signature that our certificate can make',
        'RFC 5246 §7.4.4',
      );
    }
    port.beginFlight();
    if (this.#request !== undefined) port.send(hs.CERTIFICATE, writeCertificate([der]));
    port.send(hs.CLIENT_KEY_EXCHANGE, writeClientKeyExchange(share.publicKey));
    port.sendAhead();
    return undefined;
  }

  /** The rest of flight 5. */
  resume(): HandshakeFailure | undefined {
    const port = this.#port;
    const { key } = port.options.certificate;
    const share = defined(this.#keyShare, 'ServerKeyExchange came first');
    const preMasterSecret = share.agree(defined(this.#serverPublicKey, 'ServerKeyExchange came first'));
    if (preMasterSecret === undefined) return illegal('The public key of the server is invalid', 'RFC 8422 §5.11');
    const hello = defined(this.#serverHello, 'ServerHello came first');
    const secrets = new Secrets12(
      {
        suite: defined(this.#suite, 'ServerHello came first'),
        clientRandom: this.#random,
        serverRandom: hello.random,
        extendedMasterSecret: hello.extensions.has(ext.EXTENDED_MASTER_SECRET),
        group: defined(ext.groupOfCode(this.#serverGroup), 'The group was checked'),
        srtpProfile: this.#srtpProfile,
      },
      preMasterSecret,
      port,
    );
    const scheme = this.#scheme;
    if (scheme !== undefined) {
      const signature = key.sign(scheme, port.transcript.bytes());
      port.send(hs.CERTIFICATE_VERIFY, writeCertificateVerify({ scheme, signature }));
    }
    const keys = secrets.keyMaterial();
    port.protect(keys.server, keys.client);
    port.sendChangeCipherSpec();
    port.send(hs.FINISHED, secrets.verifyData('client'));
    port.endFlight('awaits-answer');
    this.#secrets = secrets;
    this.#forgetServerFlight();
    return undefined;
  }

  /** The server may take its time with its answer, and nothing that it said before is asked for again. */
  #forgetServerFlight(): void {
    this.#serverHello = undefined;
    this.#serverCertificate = undefined;
    this.#keyShare = undefined;
    this.#serverPublicKey = undefined;
    this.#request = undefined;
  }

  #expectFinished(message: hs.HandshakeMessage): Expect | HandshakeFailure {
    if (message.type !== hs.FINISHED) return unexpected(message, 'RFC 5246 §7.4.9');
    const secrets = defined(this.#secrets, 'The keys are known');
    if (!this.#port.crypto.equal(message.body, secrets.verifyData('server'))) return wrongFinished();
    this.#port.beginFlight();
    this.#port.established(secrets.session());
    return nothingMore;
  }

  #record(message: hs.HandshakeMessage): void {
    assert(message.epoch === 0, 'Finished alone is in epoch 1');
    this.#port.transcript.add(message.type, message.messageSeq, message.body);
  }
}

/** The last hello without a cookie. */
let lastHello: { readonly suites: unknown; readonly profiles: unknown; readonly body: Uint8Array } | undefined;

/** Of connections with the same options, as all of a process usually are, only the random differs. */
function helloOf(suites: readonly CipherSuite[], profiles: readonly number[], random: Uint8Array): Uint8Array {
  if (lastHello?.suites !== suites || lastHello.profiles !== profiles) {
    lastHello = { suites, profiles, body: writeHello(suites, profiles, random, NOTHING) };
  }
  const body = lastHello.body.slice();
  body.set(random, RANDOM_OFFSET);
  return body;
}

function writeHello(
  suites: readonly CipherSuite[],
  profiles: readonly number[],
  random: Uint8Array,
  cookie: Uint8Array,
): Uint8Array {
  return writeClientHello({
    version: DTLS_1_2,
    random,
    sessionId: NOTHING,
    cookie,
    cipherSuites: suites.map(suite => suite.code),
    compressionMethods: Uint8Array.of(0),
    extensions: clientExtensions(profiles),
  });
}

function clientExtensions(srtpProfiles: readonly number[]): ext.Extensions {
  if (srtpProfiles.length === 0) return OFFERED_EXTENSIONS;
  const srtp = writeExtensions([[ext.USE_SRTP, writer => ext.writeUseSrtp(writer, srtpProfiles)]]);
  return new Map([...OFFERED_EXTENSIONS, ...srtp]);
}

function writeExtensions(
  list: readonly (readonly [ext.ExtensionType, (writer: ByteWriter) => void])[],
): ext.Extensions {
  const extensions = new Map<ext.ExtensionType, Uint8Array>();
  for (const [type, write] of list) {
    const writer = new ByteWriter(32);
    write(writer);
    extensions.set(type, writer.finish());
  }
  return extensions;
}
