/** The client's handshake: what it offers, what it accepts, what it refuses and with which alert. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certificateFingerprint } from '../../../src/crypto/fingerprint.ts';
import * as alert from '../../../src/dtls/alert.ts';
import { readClientHello } from '../../../src/dtls/handshake/client-hello.ts';
import * as ext from '../../../src/dtls/handshake/extensions.ts';
import * as hs from '../../../src/dtls/handshake/header.ts';
import {
  readServerHello,
  type ServerHello,
  writeHelloVerifyRequest,
  writeServerHello,
} from '../../../src/dtls/handshake/server-hello.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { change, exchange, flip, type Hand } from './messages.ts';
import { ecdsa, ecdsaOther, fromHex, rsa } from './support.ts';

function editHello(edit: (hello: ServerHello) => Partial<ServerHello>): Hand {
  return change('server', hs.SERVER_HELLO, body => {
    const hello = readServerHello(body) as ServerHello;
    return writeServerHello({ ...hello, ...edit(hello) });
  });
}

function answer(type: number, data: string): Hand {
  return editHello(hello => ({ extensions: new Map([...hello.extensions, [type, fromHex(data)]]) }));
}

function refuses(hand: Hand, description: number, code: string, options = {}): void {
  const { client } = exchange(hand, options);
  assert.equal(client.failure?.code, code);
  assert.equal(client.failure?.alert, description);
  assert.equal(client.session, undefined);
}

test('both sides end with the same secrets', () => {
  const { client, server } = exchange();
  assert.deepEqual([client.failure, server.failure], [undefined, undefined]);
  assert.deepEqual(client.session, server.session);
  assert.equal(client.session?.extendedMasterSecret, true);
  assert.equal(client.session?.group, 'x25519');
  assert.deepEqual(
    [client.flights, server.flights],
    [
      ['awaits-answer', 'awaits-answer'],
      ['awaits-answer', 'last'],
    ],
  );
});

test('offers its suites, groups and extensions, and no session to resume', () => {
  let hello: ReturnType<typeof readClientHello>;
  exchange(
    change('client', hs.CLIENT_HELLO, body => {
      hello = readClientHello(body);
      return body;
    }),
    { srtpProfiles: [7, 1] },
  );
  assert.ok(hello !== undefined);
  assert.deepEqual(hello.cipherSuites, [0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8]);
  assert.deepEqual([hello.sessionId.length, hello.cookie.length], [0, 0]);
  assert.deepEqual([...hello.extensions.keys()], [23, 0xff01, 10, 11, 13, 14]);
  assert.deepEqual(ext.readUseSrtp(hello.extensions.get(14) as Uint8Array)?.profiles, [7, 1]);
});

test('a cookie comes back in a second hello with the same random, and the first is in no transcript', () => {
  const hellos: Uint8Array[] = [];
  const { client, server } = exchange(
    change('client', hs.CLIENT_HELLO, body => {
      hellos.push(body);
      return body;
    }),
    {},
    { cookieExchange: true },
  );
  assert.deepEqual(client.session, server.session);
  const [first, second] = hellos.map(body => readClientHello(body));
  assert.equal(second?.cookie.length, 32);
  assert.deepEqual(second?.random, first?.random);
});

test('cookies without end are refused', () => {
  const lone = exchange(() => undefined).client;
  const verify = { type: hs.HELLO_VERIFY_REQUEST, epoch: 0, body: writeHelloVerifyRequest(Uint8Array.of(1)) };
  for (let messageSeq = 0; messageSeq < 3; messageSeq++) {
    assert.equal(lone.handshake.receive({ ...verify, messageSeq }), undefined);
  }
  assert.equal(lone.handshake.receive({ ...verify, messageSeq: 3 })?.alert, alert.UNEXPECTED_MESSAGE);
});

test('a version other than 1.2 is refused', () => {
  for (const version of [0xfeff, 0xfefc, 0x0303]) {
    refuses(
      editHello(() => ({ version })),
      alert.PROTOCOL_VERSION,
      'protocol-version',
    );
  }
});

test('a suite or compression that was not offered is refused', () => {
  refuses(
    editHello(() => ({ cipherSuite: 0xc02c })),
    alert.ILLEGAL_PARAMETER,
    'illegal-parameter',
    { cipherSuites: [0xc02b] },
  );
  refuses(
    editHello(() => ({ cipherSuite: 0x1301 })),
    alert.ILLEGAL_PARAMETER,
    'illegal-parameter',
  );
  refuses(
    editHello(() => ({ compressionMethod: 1 })),
    alert.ILLEGAL_PARAMETER,
    'illegal-parameter',
  );
});

test('an extension that was not offered is refused', () => {
  refuses(answer(16, ''), alert.UNSUPPORTED_EXTENSION, 'unsupported-extension');
  refuses(answer(14, '0002000100'), alert.UNSUPPORTED_EXTENSION, 'unsupported-extension');
});

test('answers to extensions have to be right', () => {
  const srtp = { srtpProfiles: [1] };
  refuses(answer(14, '0002000700'), alert.ILLEGAL_PARAMETER, 'illegal-parameter', srtp);
  refuses(answer(14, '000400010007 00'), alert.ILLEGAL_PARAMETER, 'illegal-parameter', srtp);
  refuses(answer(14, '00020001 01aa'), alert.ILLEGAL_PARAMETER, 'illegal-parameter', srtp);
  refuses(answer(14, '00'), alert.DECODE_ERROR, 'malformed-message', srtp);
  refuses(answer(23, '00'), alert.DECODE_ERROR, 'malformed-message');
  refuses(answer(0xff01, '01aa'), alert.HANDSHAKE_FAILURE, 'renegotiation-info');
  refuses(answer(11, '0101'), alert.ILLEGAL_PARAMETER, 'illegal-parameter');
});

test('extended master secret is required if told so', () => {
  const without = editHello(hello => ({ extensions: new Map([...hello.extensions].filter(([type]) => type !== 23)) }));
  refuses(without, alert.HANDSHAKE_FAILURE, 'no-extended-master-secret', { requireExtendedMasterSecret: true });
});

test('use_srtp is negotiated, by the order of the server', () => {
  const { client, server } = exchange(undefined, { srtpProfiles: [1, 7] }, { srtpProfiles: [8, 7, 1] });
  assert.deepEqual([client.session?.srtpProfile, server.session?.srtpProfile], [7, 7]);
  const none = exchange(undefined, { srtpProfiles: [1] }, { srtpProfiles: [8] });
  assert.equal(none.client.session?.srtpProfile, undefined);
  assert.ok(none.client.session !== undefined);
});

test('a certificate that no fingerprint announces is refused before anything is signed or computed', () => {
  const remoteFingerprints = [certificateFingerprint(ecdsa.der, 'sha-256', nodeCrypto)];
  const { client, server } = exchange(undefined, { remoteFingerprints });
  assert.deepEqual([client.failure?.code, client.failure?.alert], ['fingerprint-mismatch', alert.BAD_CERTIFICATE]);
  assert.equal(client.outbox.length, 0);
  assert.equal(server.session, undefined);
});

test('a certificate that does not fit the suite is refused', () => {
  const hand = editHello(() => ({ cipherSuite: 0xc02f }));
  refuses(hand, alert.UNSUPPORTED_CERTIFICATE, 'unsupported-certificate');
});

test('a signature that does not hold is refused', () => {
  refuses(
    change('server', hs.SERVER_KEY_EXCHANGE, body => flip(body, -1)),
    alert.DECRYPT_ERROR,
    'bad-signature',
  );
  refuses(
    change('server', hs.SERVER_KEY_EXCHANGE, body => flip(body, 10)),
    alert.DECRYPT_ERROR,
    'bad-signature',
  );
  // The scheme says RSA, the key is ECDSA.
  const scheme = change('server', hs.SERVER_KEY_EXCHANGE, body => {
    body[4 + 32] = 0x04;
    body[4 + 33] = 0x01;
    return body;
  });
  refuses(scheme, alert.DECRYPT_ERROR, 'bad-signature');
});

test('a random of the server that was changed breaks its signature', () => {
  refuses(
    editHello(hello => ({ random: flip(hello.random, 0) })),
    alert.DECRYPT_ERROR,
    'bad-signature',
  );
});

test('a group that was not offered is refused', () => {
  const hand = change('server', hs.SERVER_KEY_EXCHANGE, body => {
    body[2] = 25;
    return body;
  });
  refuses(hand, alert.ILLEGAL_PARAMETER, 'illegal-parameter');
});

test('malformed messages are refused with decode_error', () => {
  for (const type of [hs.SERVER_HELLO, hs.CERTIFICATE, hs.SERVER_KEY_EXCHANGE, hs.CERTIFICATE_REQUEST]) {
    refuses(
      change('server', type, body => body.subarray(0, -1)),
      alert.DECODE_ERROR,
      'malformed-message',
    );
  }
  refuses(
    change('server', hs.SERVER_HELLO_DONE, () => Uint8Array.of(0)),
    alert.DECODE_ERROR,
    'malformed-message',
  );
});

test('a missing message makes the next one unexpected', () => {
  for (const type of [hs.SERVER_HELLO, hs.CERTIFICATE, hs.SERVER_KEY_EXCHANGE]) {
    refuses(
      change('server', type, () => undefined),
      alert.UNEXPECTED_MESSAGE,
      'unexpected-message',
    );
  }
});

test('a server that asks for no certificate gets none', () => {
  const { client, server } = exchange(change('server', hs.CERTIFICATE_REQUEST, () => undefined));
  assert.equal(client.failure, undefined);
  // Ours always asks, and so misses it.
  assert.equal(server.failure?.alert, alert.UNEXPECTED_MESSAGE);
});

test('a server that accepts no signature of our key is told so', () => {
  const hand = change('server', hs.CERTIFICATE_REQUEST, () => fromHex('0101 00020401 0000'));
  refuses(hand, alert.HANDSHAKE_FAILURE, 'no-common-signature');
  const { client } = exchange(hand, { certificate: rsa });
  assert.equal(client.failure, undefined);
});

test('a wrong Finished is refused, and nothing is established', () => {
  refuses(
    change('server', hs.FINISHED, body => flip(body, 0)),
    alert.DECRYPT_ERROR,
    'wrong-finished',
  );
  refuses(
    change('server', hs.FINISHED, body => body.subarray(1)),
    alert.DECRYPT_ERROR,
    'wrong-finished',
  );
});

test('after Finished nothing more is expected', () => {
  const { client } = exchange();
  const message = { type: hs.SERVER_HELLO, messageSeq: 9, epoch: 0, body: new Uint8Array(0) };
  assert.equal(client.handshake.receive(message)?.alert, alert.UNEXPECTED_MESSAGE);
});

test('a server certificate of each key type is accepted', () => {
  for (const certificate of [ecdsaOther, rsa]) {
    const { client } = exchange(undefined, {}, { certificate });
    assert.equal(client.session?.suite.keyType, certificate.key.type);
  }
});
