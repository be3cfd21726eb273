/** The secrets of a handshake, with and without extended master secret. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CIPHER_SUITES } from '../../../src/dtls/cipher-suite.ts';
import { unpackSecret } from '../../../src/dtls/exporter.ts';
import { Transcript } from '../../../src/dtls/handshake/transcript.ts';
import type { HandshakePort } from '../../../src/dtls/handshake-port.ts';
import { extendedMasterSecret, masterSecret, verifyData } from '../../../src/dtls/key-schedule12.ts';
import { APPLICATION_DATA } from '../../../src/dtls/record/header.ts';
import { Secrets12 } from '../../../src/dtls/secrets12.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { bytes } from './support.ts';

const suite = CIPHER_SUITES[0] as (typeof CIPHER_SUITES)[number];
const clientRandom = new Uint8Array(32).fill(1);
const serverRandom = new Uint8Array(32).fill(2);

function masterOf(secrets: Secrets12): Uint8Array {
  return unpackSecret('sha256', secrets.session().secret).masterSecret;
}

function make(extended: boolean) {
  const transcript = new Transcript();
  transcript.add(1, 0, bytes('everything through ClientKeyExchange'));
  const sessionHash = transcript.hash('sha256', nodeCrypto);
  const logged: Uint8Array[][] = [];
  const port = {
    crypto: nodeCrypto,
    transcript,
    keyLog: (random: Uint8Array, master: Uint8Array) => logged.push([random, master]),
  } as unknown as HandshakePort;
  const negotiated = { suite, clientRandom, serverRandom, extendedMasterSecret: extended, group: 'x25519' } as const;
  const secrets = new Secrets12({ ...negotiated, srtpProfile: undefined }, bytes('agreed'), port);
  return { secrets, transcript, sessionHash, logged };
}

test('the master secret is bound to the transcript, or to the randoms', () => {
  const extended = make(true);
  const wanted = extendedMasterSecret(suite, bytes('agreed'), extended.sessionHash, nodeCrypto);
  assert.deepEqual(masterOf(extended.secrets), wanted);
  assert.deepEqual(unpackSecret('sha256', extended.secrets.session().secret).serverRandom, serverRandom);
  assert.deepEqual(extended.logged, [[clientRandom, wanted]]);
  const plain = masterOf(make(false).secrets);
  assert.deepEqual(plain, masterSecret(suite, bytes('agreed'), clientRandom, serverRandom, nodeCrypto));
  assert.notDeepEqual(plain, wanted);
});

test('verify_data follows the transcript, the master secret does not', () => {
  const { secrets, transcript } = make(true);
  const master = masterOf(secrets);
  const before = secrets.verifyData('client');
  transcript.add(15, 1, bytes('CertificateVerify'));
  const after = secrets.verifyData('client');
  assert.notDeepEqual(before, after);
  const hash = transcript.hash('sha256', nodeCrypto);
  assert.deepEqual(after, verifyData(suite, master, 'client', hash, nodeCrypto));
  assert.deepEqual(masterOf(secrets), master);
});

test('keys differ by direction', () => {
  const { client, server } = make(true).secrets.keyMaterial();
  const sealed = client.seal(APPLICATION_DATA, 1, 0, bytes('data'));
  assert.equal(server.open(sealed, 0, sealed.length), undefined);
  assert.deepEqual(client.open(sealed, 0, sealed.length), bytes('data'));
});
