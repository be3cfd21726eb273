/** The server of a DTLS 1.2 handshake (RFC 5246 §7.3, RFC 6347 §4.2): one step per awaited message. */

import { defined } from '../base/assert.ts';
import { ByteWriter } from '../base/byte-writer.ts';
import type { KeyShare, NamedGroup, PeerCertificate, SignatureScheme } from '../crypto/provider.ts';
import * as alert from './alert.ts';
import { CIPHER_SUITES, type CipherSuite, cipherSuites, EMPTY_RENEGOTIATION_INFO_SCSV } from './cipher-suite.ts';
import { COOKIE_SECRET_LENGTH, CookieJar } from './cookie.ts';
import { readCertificateVerify, writeCertificate, writeCertificateRequest } from './handshake/certificate.ts';
import { type ClientHello, RANDOM_LENGTH, readClientHello } from './handshake/client-hello.ts';
import * as ext from './handshake/extensions.ts';
import * as hs from './handshake/header.ts';
import {
  readClientKeyExchange,
  serverKeyExchangeInput,
  writeServerKeyExchange,
  writeServerParameters,
} from './handshake/key-exchange.ts';
import { writeHelloVerifyRequest, writeServerHello } from './handshake/server-hello.ts';
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
import type { KeyMaterial } from './key-schedule12.ts';
import { readPeerCertificate } from './peer-identity.ts';
import { DTLS_1_0, DTLS_1_2 } from './record/header.ts';
import { Secrets12 } from './secrets12.ts';
import { chooseScheme, isSignedBy, SIGNATURE_SCHEMES } from './signature.ts';

const CERTIFICATE_REQUEST = writeCertificateRequest(SIGNATURE_SCHEMES);
const NOTHING = new Uint8Array(0);

/** How often one client is asked for a cookie. */
const MAX_COOKIES = 3;

/** What a ClientHello and our options have in common. */
interface Choice {
  readonly suite: CipherSuite;
  readonly group: NamedGroup;
  readonly scheme: SignatureScheme;
  readonly srtpProfile: number | undefined;
  readonly extendedMasterSecret: boolean;
}

export class Server12 implements Handshake {
  readonly #port: HandshakePort;
  readonly #suites: readonly CipherSuite[];
  readonly #random: Uint8Array;
  readonly #cookies: CookieJar | undefined;
  #expect: Expect;
  #cookiesAsked: number;
  #clientRandom: Uint8Array;
  #choice: Choice | undefined;
  #keyShare: KeyShare | undefined;
  #clientCertificate: PeerCertificate | undefined;
  #secrets: Secrets12 | undefined;
  #keys: KeyMaterial | undefined;

  constructor(port: HandshakePort) {
    this.#port = port;
    const codes = port.options.cipherSuites;
    this.#suites = codes === undefined ? CIPHER_SUITES : cipherSuites(codes);
    this.#random = port.random.bytes(RANDOM_LENGTH);
    this.#cookies =
      port.options.cookieExchange === true
        ? new CookieJar(port.random.bytes(COOKIE_SECRET_LENGTH), port.crypto)
        : undefined;
    this.#expect = this.#expectClientHello;
    this.#cookiesAsked = 0;
    this.#clientRandom = NOTHING;
    this.#choice = undefined;
    this.#keyShare = undefined;
    this.#clientCertificate = undefined;
    this.#secrets = undefined;
    this.#keys = undefined;
  }

  start(): void {}

  receive(message: hs.HandshakeMessage): HandshakeFailure | undefined {
    const next = this.#expect(message);
    if (next instanceof HandshakeFailure) return next;
    this.#expect = next;
    return undefined;
  }

  #expectClientHello(message: hs.HandshakeMessage): Expect | HandshakeFailure {
    if (message.type !== hs.CLIENT_HELLO) return unexpected(message, 'RFC 5246 §7.4.1.2');
    const hello = readClientHello(message.body);
    if (hello === undefined) return malformed('ClientHello', 'RFC 5246 §7.4.1.2');
    if (this.#cookies !== undefined && !this.#cookies.vouchesFor(hello)) {
      // RFC 6347 §4.2.1: "If a server receives a ClientHello with an invalid cookie, it SHOULD treat it the same as a
      // ClientHello with no cookie." The client may have believed a HelloVerifyRequest that was not ours.
      if (++this.#cookiesAsked > MAX_COOKIES) return illegal('The cookie is wrong', 'RFC 6347 §4.2.1');
      this.#port.beginFlight();
      this.#port.send(hs.HELLO_VERIFY_REQUEST, writeHelloVerifyRequest(this.#cookies.cookieOf(hello)));
      this.#port.endFlight('stateless');
      this.#port.transcript.reset();
      return this.#expectClientHello;
    }
    const choice = this.#choose(hello);
    if (choice instanceof HandshakeFailure) return choice;
    this.#record(message);
    this.#choice = choice;
    this.#clientRandom = hello.random;
    this.#sendFirstFlight(hello, choice);
    return this.#expectCertificate;
  }

  #choose(hello: ClientHello): Choice | HandshakeFailure {
    const { options } = this.#port;
    const refused = checkVersion(hello) ?? checkExtensions(hello);
    if (refused !== undefined) return refused;
    // RFC 5246 §7.4.1.2: the list of compression methods must contain null.
    if (!hello.compressionMethods.includes(0)) return illegal('The client insists on compression', 'RFC 5246 §7.4.1.2');
    const { key } = options.certificate;
    const suite = this.#suites.find(each => each.keyType === key.type && hello.cipherSuites.includes(each.code));
    if (suite === undefined) return noCommon('cipher-suite', 'RFC 5246 §7.4.1.3');
    const group = chooseGroup(hello);
    if (group === undefined) return noCommon('group', 'RFC 8422 §5.1');
    const algorithms = hello.extensions.get(ext.SIGNATURE_ALGORITHMS);
    // RFC 5246 §7.4.1.4.1: without the extension a client means SHA-1, which we do not sign with.
    const offered = algorithms === undefined ? [] : ext.readSignatureAlgorithms(algorithms);
    if (offered === undefined) return malformed('signature_algorithms', 'RFC 5246 §7.4.1.4.1');
    const scheme = chooseScheme(key, offered);
    if (scheme === undefined) return noCommon('signature', 'RFC 5246 §7.4.1.4.1');
    const extendedMasterSecret = hello.extensions.has(ext.EXTENDED_MASTER_SECRET);
    if (options.requireExtendedMasterSecret === true && !extendedMasterSecret) {
      return noCommon('extended-master-secret', 'RFC 7627 §5.2');
    }
    const srtp = hello.extensions.get(ext.USE_SRTP);
    const profiles = srtp === undefined ? [] : ext.readUseSrtp(srtp)?.profiles;
    if (profiles === undefined) return malformed('use_srtp', 'RFC 5764 §4.1.1');
    const srtpProfile = (options.srtpProfiles ?? []).find(profile => profiles.includes(profile));
    return { suite, group, scheme, srtpProfile, extendedMasterSecret };
  }

  /** Flight 4. The client has enough to do with the certificate while the others are made. */
  #sendFirstFlight(hello: ClientHello, choice: Choice): void {
    const port = this.#port;
    // Now: if it was made ahead, the next one is made behind this flight.
    this.#keyShare = port.crypto.keyShare(choice.group);
    port.beginFlight();
    port.send(
      hs.SERVER_HELLO,
      writeServerHello({
        version: DTLS_1_2,
        random: this.#random,
        // RFC 5246 §7.4.1.3: empty, for a session that will not be resumed.
        sessionId: NOTHING,
        cipherSuite: choice.suite.code,
        compressionMethod: 0,
        extensions: serverExtensions(hello, choice),
      }),
    );
    port.send(hs.CERTIFICATE, writeCertificate([port.options.certificate.der]));
    port.sendAhead();
  }

  /** The rest of flight 4. */
  resume(): undefined {
    const port = this.#port;
    const { group, scheme } = defined(this.#choice, 'ClientHello came first');
    const { publicKey } = defined(this.#keyShare, 'ClientHello came first');
    const parameters = writeServerParameters(ext.groupCode(group), publicKey);
    const input = serverKeyExchangeInput(this.#clientRandom, this.#random, parameters);
    const signature = port.options.certificate.key.sign(scheme, input);
    port.send(hs.SERVER_KEY_EXCHANGE, writeServerKeyExchange(parameters, { scheme, signature }));
    port.send(hs.CERTIFICATE_REQUEST, CERTIFICATE_REQUEST);
    port.send(hs.SERVER_HELLO_DONE, NOTHING);
    port.endFlight('awaits-answer');
  }

  #expectCertificate(message: hs.HandshakeMessage): Expect | HandshakeFailure {
    if (message.type !== hs.CERTIFICATE) return unexpected(message, 'RFC 5246 §7.4.6');
    const certificate = readPeerCertificate(message, this.#port);
    if (certificate instanceof HandshakeFailure) return certificate;
    this.#record(message);
    this.#clientCertificate = certificate;
    return this.#expectClientKeyExchange;
  }

  #expectClientKeyExchange(message: hs.HandshakeMessage): Expect | HandshakeFailure {
    if (message.type !== hs.CLIENT_KEY_EXCHANGE) return unexpected(message, 'RFC 5246 §7.4.7');
    const publicKey = readClientKeyExchange(message.body);
    if (publicKey === undefined) return malformed('ClientKeyExchange', 'RFC 8422 §5.7');
    const preMasterSecret = defined(this.#keyShare, 'Flight 4 was sent').agree(publicKey);
    this.#keyShare = undefined;
    if (preMasterSecret === undefined) return illegal('The public key of the client is invalid', 'RFC 8422 §5.11');
    this.#record(message);
    const choice = defined(this.#choice, 'ClientHello came first');
    this.#secrets = new Secrets12(
      {
        suite: choice.suite,
        clientRandom: this.#clientRandom,
        serverRandom: this.#random,
        extendedMasterSecret: choice.extendedMasterSecret,
        group: choice.group,
        srtpProfile: choice.srtpProfile,
      },
      preMasterSecret,
      this.#port,
    );
    // While the client signs.
    this.#keys = this.#secrets.keyMaterial();
    return this.#expectCertificateVerify;
  }

  #expectCertificateVerify(message: hs.HandshakeMessage): Expect | HandshakeFailure {
    const section = 'RFC 5246 §7.4.8';
    if (message.type !== hs.CERTIFICATE_VERIFY) return unexpected(message, section);
    const signed = readCertificateVerify(message.body);
    if (signed === undefined) return malformed('CertificateVerify', section);
    const certificate = defined(this.#clientCertificate, 'Certificate came first');
    if (!isSignedBy(certificate, signed.scheme, this.#port.transcript.bytes(), signed.signature)) {
      return badSignature('CertificateVerify', section);
    }
    this.#record(message);
    this.#clientCertificate = undefined;
    // Only now, so that a peer that did not prove its key has nothing decrypted for it.
    const keys = defined(this.#keys, 'ClientKeyExchange came first');
    this.#keys = undefined;
    this.#port.protect(keys.client, keys.server);
    return this.#expectFinished;
  }

  #expectFinished(message: hs.HandshakeMessage): Expect | HandshakeFailure {
    if (message.type !== hs.FINISHED) return unexpected(message, 'RFC 5246 §7.4.9');
    const port = this.#port;
    const secrets = defined(this.#secrets, 'ClientKeyExchange came first');
    if (!port.crypto.equal(message.body, secrets.verifyData('client'))) return wrongFinished();
    this.#record(message);
    port.beginFlight();
    port.sendChangeCipherSpec();
    port.send(hs.FINISHED, secrets.verifyData('server'));
    port.endFlight('last');
    port.established(secrets.session());
    return nothingMore;
  }

  #record(message: hs.HandshakeMessage): void {
    this.#port.transcript.add(message.type, message.messageSeq, message.body);
  }
}

function checkVersion(hello: ClientHello): HandshakeFailure | undefined {
  const versions = hello.extensions.get(ext.SUPPORTED_VERSIONS);
  const offered = versions === undefined ? undefined : ext.readSupportedVersions(versions);
  if (versions !== undefined && offered === undefined) return malformed('supported_versions', 'RFC 8446 §4.2.1');
  // RFC 6347 §4.1: versions count down, so that 1.2 and everything newer is at most 1.2's number.
  const legacy = hello.version >>> 8 === DTLS_1_0 >>> 8 && hello.version <= DTLS_1_2;
  // RFC 8446 §4.2.1: where supported_versions is present it holds all that the client speaks.
  if (legacy && (offered === undefined || offered.includes(DTLS_1_2))) return undefined;
  return new HandshakeFailure(
    alert.PROTOCOL_VERSION,
    'protocol-version',
    'The client does not speak DTLS 1.2',
    'RFC 5246 §7.4.1.2',
  );
}

function checkExtensions(hello: ClientHello): HandshakeFailure | undefined {
  const renegotiation = hello.extensions.get(ext.RENEGOTIATION_INFO);
  // RFC 5746 §3.6: anything but an empty renegotiation_info in a first handshake must end it.
  if (renegotiation !== undefined && !ext.isEmptyRenegotiationInfo(renegotiation)) {
    return new HandshakeFailure(
      alert.HANDSHAKE_FAILURE,
      'renegotiation-info',
      'The client takes this for a renegotiation',
      'RFC 5746 §3.6',
    );
  }
  const extendedMasterSecret = hello.extensions.get(ext.EXTENDED_MASTER_SECRET);
  if (extendedMasterSecret !== undefined && extendedMasterSecret.length !== 0) {
    return malformed('extended_master_secret', 'RFC 7627 §5.1');
  }
  const formats = hello.extensions.get(ext.EC_POINT_FORMATS);
  if (formats !== undefined && ext.readPointFormats(formats) !== true) {
    return illegal('The client cannot do uncompressed points', 'RFC 8422 §5.1.2');
  }
  const groups = hello.extensions.get(ext.SUPPORTED_GROUPS);
  if (groups !== undefined && ext.readSupportedGroups(groups) === undefined) {
    return malformed('supported_groups', 'RFC 8422 §5.1.1');
  }
  return undefined;
}

function chooseGroup(hello: ClientHello): NamedGroup | undefined {
  const extension = hello.extensions.get(ext.SUPPORTED_GROUPS);
  // RFC 8422 §4: a client that sends no list leaves the choice to the server; P-256 is what everybody has.
  if (extension === undefined) return 'secp256r1';
  const offered = ext.readSupportedGroups(extension) ?? [];
  return ext.NAMED_GROUPS.find(group => offered.includes(ext.groupCode(group)));
}

function serverExtensions(hello: ClientHello, choice: Choice): ext.Extensions {
  const extensions = new Map<ext.ExtensionType, Uint8Array>();
  if (choice.extendedMasterSecret) extensions.set(ext.EXTENDED_MASTER_SECRET, NOTHING);
  // RFC 5746 §3.6: answered if the client sent it, or the signaling suite in its place.
  if (hello.extensions.has(ext.RENEGOTIATION_INFO) || hello.cipherSuites.includes(EMPTY_RENEGOTIATION_INFO_SCSV)) {
    extensions.set(ext.RENEGOTIATION_INFO, ext.EMPTY_RENEGOTIATION_INFO);
  }
  if (hello.extensions.has(ext.EC_POINT_FORMATS)) extensions.set(ext.EC_POINT_FORMATS, ext.POINT_FORMATS);
  if (choice.srtpProfile !== undefined) {
    const writer = new ByteWriter(8);
    ext.writeUseSrtp(writer, [choice.srtpProfile]);
    extensions.set(ext.USE_SRTP, writer.finish());
  }
  return extensions;
}

function noCommon(what: string, section: string): HandshakeFailure {
  const text = `The client offers no ${what.replaceAll('-', ' ')} that we can do`;
  return new HandshakeFailure(alert.HANDSHAKE_FAILURE, `no-common-${what}`, text, section);
}
