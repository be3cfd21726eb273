/** The server's handshake: what it chooses, what it refuses and with which alert. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certificateFingerprint } from '../../../src/crypto/fingerprint.ts';
import * as alert from '../../../src/dtls/alert.ts';
import { type ClientHello, readClientHello, writeClientHello } from '../../../src/dtls/handshake/client-hello.ts';
import * as hs from '../../../src/dtls/handshake/header.ts';
import { readServerHello } from '../../../src/dtls/handshake/server-hello.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { change, exchange, flip, type Hand } from './messages.ts';
import { ecdsa384, ecdsaOther, fromHex, rsa } from './support.ts';

function editHello(edit: (hello: ClientHello) => Partial<ClientHello>): Hand {
  return change('client', hs.CLIENT_HELLO, body => {
    const hello = readClientHello(body) as ClientHello;
    return writeClientHello({ ...hello, ...edit(hello) });
  });
}

function offer(type: number, data: string | undefined): Hand {
  return editHello(hello => {
    const extensions = new Map(hello.extensions);
    if (data === undefined) extensions.delete(type);
    else extensions.set(type, fromHex(data));
    return { extensions };
  });
}

function refuses(hand: Hand, description: number, code: string, options = {}): void {
  const { server } = exchange(hand, {}, options);
  assert.equal(server.failure?.code, code);
  assert.equal(server.failure?.alert, description);
  assert.equal(server.session, undefined);
}

/** The ServerHello that answers a changed ClientHello. */
function serverHello(hand: Hand, options = {}): ReturnType<typeof readServerHello> {
  let hello: ReturnType<typeof readServerHello>;
  const result = exchange(
    (message, from) => {
      if (from === 'server' && message.type === hs.SERVER_HELLO) hello = readServerHello(message.body);
      return hand(message, from);
    },
    {},
    options,
  );
  assert.equal(result.server.failure?.code === 'protocol-version', false);
  return hello;
}

test('the suite is the first of ours that the client has and the certificate fits', () => {
  assert.equal(serverHello(message => message)?.cipherSuite, 0xc02b);
  assert.equal(serverHello(message => message, { certificate: rsa })?.cipherSuite, 0xc02f);
  assert.equal(serverHello(message => message, { cipherSuites: [0xcca9, 0xc02b] })?.cipherSuite, 0xcca9);
  assert.equal(serverHello(editHello(() => ({ cipherSuites: [0x1301, 0xcca9, 0x3a3a] })))?.cipherSuite, 0xcca9);
});

test('no common suite, group or signature is a handshake_failure', () => {
  const failure = alert.HANDSHAKE_FAILURE;
  refuses(
    editHello(() => ({ cipherSuites: [0xc02f, 0x1301] })),
    failure,
    'no-common-cipher-suite',
  );
  refuses(offer(10, '0004 11ec 0019'), failure, 'no-common-group');
  refuses(offer(13, '0004 0201 0203'), failure, 'no-common-signature');
  refuses(offer(13, '0002 0401'), failure, 'no-common-signature');
  refuses(offer(13, undefined), failure, 'no-common-signature');
});

test('the group is the first of ours that the client has, or P-256 if it says nothing', () => {
  const groupOf = (hand: Hand): number | undefined => {
    let group: number | undefined;
    exchange((message, from) => {
      if (message.type === hs.SERVER_KEY_EXCHANGE) group = ((message.body[1] ?? 0) << 8) | (message.body[2] ?? 0);
      return hand(message, from);
    });
    return group;
  };
  assert.equal(groupOf(offer(10, '0006 11ec 0018 0017')), 23);
  assert.equal(groupOf(offer(10, '0006 4a4a 0018 001d')), 29);
  assert.equal(groupOf(offer(10, undefined)), 23);
});

test('only what the client offered is answered', () => {
  const extensions = (hand: Hand): number[] => [...(serverHello(hand)?.extensions.keys() ?? [])];
  assert.deepEqual(
    extensions(message => message),
    [23, 0xff01, 11],
  );
  assert.deepEqual(extensions(editHello(() => ({ extensions: new Map([[13, fromHex('00020403')]]) }))), []);
  const signal = editHello(() => ({
    cipherSuites: [0xc02b, 0x00ff],
    extensions: new Map([[13, fromHex('00020403')]]),
  }));
  assert.deepEqual(extensions(signal), [0xff01]);
});

test('versions: 1.2 or newer, and 1.2 among them where they are listed', () => {
  for (const version of [0xfeff, 0x0303, 0xffff, 0xff00]) {
    refuses(
      editHello(() => ({ version })),
      alert.PROTOCOL_VERSION,
      'protocol-version',
    );
  }
  assert.ok(serverHello(editHello(() => ({ version: 0xfefc }))) !== undefined);
  assert.ok(serverHello(offer(43, '06 2a2a fefc fefd')) !== undefined);
  refuses(offer(43, '04 2a2a fefc'), alert.PROTOCOL_VERSION, 'protocol-version');
  refuses(offer(43, '03 fefdfe'), alert.DECODE_ERROR, 'malformed-message');
});

test('what does not make sense in a hello is refused', () => {
  refuses(
    editHello(() => ({ compressionMethods: Uint8Array.of(1) })),
    alert.ILLEGAL_PARAMETER,
    'illegal-parameter',
  );
  refuses(offer(11, '0101'), alert.ILLEGAL_PARAMETER, 'illegal-parameter');
  refuses(offer(23, '00'), alert.DECODE_ERROR, 'malformed-message');
  refuses(offer(10, '0000'), alert.DECODE_ERROR, 'malformed-message');
  refuses(offer(13, '0001'), alert.DECODE_ERROR, 'malformed-message');
  refuses(offer(14, '0001'), alert.DECODE_ERROR, 'malformed-message', { srtpProfiles: [1] });
  refuses(offer(0xff01, '0caabbccddeeff001122334455'), alert.HANDSHAKE_FAILURE, 'renegotiation-info');
  refuses(offer(23, undefined), alert.HANDSHAKE_FAILURE, 'no-common-extended-master-secret', {
    requireExtendedMasterSecret: true,
  });
  refuses(
    change('client', hs.CLIENT_HELLO, body => body.subarray(0, 30)),
    alert.DECODE_ERROR,
    'malformed-message',
  );
});

test('a client with a wrong cookie is asked again, and refused if it never has the right one', () => {
  const options = { cookieExchange: true };
  const stateless = (hand: Hand): number =>
    exchange(hand, {}, options).server.flights.filter(flight => flight === 'stateless').length;
  const wrong = editHello(hello => (hello.cookie.length > 0 ? { cookie: flip(hello.cookie, 3) } : {}));
  refuses(wrong, alert.ILLEGAL_PARAMETER, 'illegal-parameter', options);
  assert.equal(stateless(wrong), 3);
  // A cookie is of one hello: with another random it is none, until that one was told its own.
  const other = editHello(hello => (hello.cookie.length > 0 ? { random: flip(hello.random, 0) } : {}));
  assert.equal(stateless(other), 2);
});

test('a client without a certificate is refused', () => {
  const hand = change('client', hs.CERTIFICATE, () => fromHex('000000'));
  refuses(hand, alert.HANDSHAKE_FAILURE, 'no-certificate');
});

test('a certificate that no fingerprint announces is refused', () => {
  const remoteFingerprints = [certificateFingerprint(ecdsaOther.der, 'sha-256', nodeCrypto)];
  refuses(message => message, alert.BAD_CERTIFICATE, 'fingerprint-mismatch', { remoteFingerprints });
});

test('CertificateVerify has to hold: over this transcript, with this key', () => {
  refuses(
    change('client', hs.CERTIFICATE_VERIFY, body => flip(body, -1)),
    alert.DECRYPT_ERROR,
    'bad-signature',
  );
  const mismatched = change('client', hs.CERTIFICATE_VERIFY, body => Uint8Array.of(4, 1, ...body.subarray(2)));
  refuses(mismatched, alert.DECRYPT_ERROR, 'bad-signature');
  // A byte of the hello that decides nothing: the server goes on, but the transcripts differ.
  refuses(
    editHello(() => ({ sessionId: Uint8Array.of(1) })),
    alert.DECRYPT_ERROR,
    'bad-signature',
  );
  refuses(
    change('server', hs.CERTIFICATE_REQUEST, body => flip(body, 1)),
    alert.DECRYPT_ERROR,
    'bad-signature',
  );
});

test('a wrong Finished is refused', () => {
  refuses(
    change('client', hs.FINISHED, body => flip(body, 11)),
    alert.DECRYPT_ERROR,
    'wrong-finished',
  );
});

test('a public key that is no point is refused', () => {
  const zero = change('client', hs.CLIENT_KEY_EXCHANGE, body => Uint8Array.of(32, ...new Uint8Array(body.length - 1)));
  refuses(zero, alert.ILLEGAL_PARAMETER, 'illegal-parameter');
  const short = change('client', hs.CLIENT_KEY_EXCHANGE, () => Uint8Array.of(1, 4));
  refuses(short, alert.ILLEGAL_PARAMETER, 'illegal-parameter');
});

test('malformed and missing messages are refused', () => {
  for (const type of [hs.CERTIFICATE, hs.CLIENT_KEY_EXCHANGE, hs.CERTIFICATE_VERIFY]) {
    refuses(
      change('client', type, body => body.subarray(0, -1)),
      alert.DECODE_ERROR,
      'malformed-message',
    );
    refuses(
      change('client', type, () => undefined),
      alert.UNEXPECTED_MESSAGE,
      'unexpected-message',
    );
  }
});

test('a P-384 certificate signs and verifies', () => {
  const { client, server } = exchange(undefined, { certificate: ecdsa384 }, { certificate: ecdsa384 });
  assert.deepEqual(client.session, server.session);
});
