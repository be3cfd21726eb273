/** Attributes of the transport. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isCandidateShaped,
  isTlsId,
  parseFingerprint,
  parseIceOptions,
  parseMaxMessageSize,
  parseSctpInit,
  parseSctpMap,
  parseSctpPort,
  parseSetup,
  serializeFingerprint,
  serializeMaxMessageSize,
} from '../../../../src/sdp/attributes/transport.ts';

test('a fingerprint has a hash and bytes', () => {
  const fingerprint = parseFingerprint('SHA-256 AB:cd:01');
  assert.deepEqual(fingerprint, { algorithm: 'sha-256', value: 'AB:cd:01' });
  assert.equal(serializeFingerprint({ algorithm: 'sha-512', value: 'AB:CD' }), 'sha-512 AB:CD');
  for (const text of ['sha-256', 'sha-256 ABCD', 'sha-256 AB:', ' AB', 'sha-256  AB']) {
    assert.equal(parseFingerprint(text), undefined, text);
  }
});

test('setup knows four roles', () => {
  assert.equal(parseSetup('ACTPASS'), 'actpass');
  assert.equal(parseSetup('holdconn'), 'holdconn');
  assert.equal(parseSetup('client'), undefined);
});

test('the largest message: zero is no limit', () => {
  assert.equal(parseMaxMessageSize('0'), Number.POSITIVE_INFINITY);
  assert.equal(parseMaxMessageSize('1073741823'), 1_073_741_823);
  assert.equal(parseMaxMessageSize(''), undefined);
  assert.equal(parseMaxMessageSize('-1'), undefined);
  assert.equal(parseMaxMessageSize('9007199254740991'), Number.MAX_SAFE_INTEGER);
  assert.equal(parseMaxMessageSize('18446744073709551615'), Number.POSITIVE_INFINITY);
  assert.equal(serializeMaxMessageSize(Number.POSITIVE_INFINITY), '0');
  assert.equal(serializeMaxMessageSize(262_144), '262144');
});

test('an INIT chunk in base64, and what is none', () => {
  const chunk = Uint8Array.from({ length: 20 }, (_, i) => i + 1);
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  assert.deepEqual(parseSctpInit(text(chunk)), chunk);
  for (const value of ['', '*', text(chunk.subarray(0, 19)), text(chunk.map(byte => byte + 1))]) {
    assert.equal(parseSctpInit(value), undefined, value);
  }
});

test('SCTP ports, now and in old drafts', () => {
  assert.equal(parseSctpPort('5000'), 5_000);
  assert.deepEqual(parseSctpMap('5000 webrtc-datachannel 1024'), {
    port: 5_000,
    application: 'webrtc-datachannel',
    streams: 1_024,
  });
  assert.equal(parseSctpMap('5000 webrtc-datachannel')?.streams, undefined);
  for (const text of ['', '5000', 'x webrtc-datachannel', '5000 a b', '5000 a 1 2']) {
    assert.equal(parseSctpMap(text), undefined, text);
  }
});

test('tls-id has 20 to 255 characters, ice-options are words', () => {
  assert.ok(isTlsId('a'.repeat(20)));
  assert.ok(!isTlsId('a'.repeat(19)) && !isTlsId('a'.repeat(256)) && !isTlsId(`${'a'.repeat(20)}=`));
  assert.deepEqual(parseIceOptions('trickle ice2'), ['trickle', 'ice2']);
  assert.equal(parseIceOptions('trickle '), undefined);
});

test('candidates of any transport have the shape of candidates', () => {
  for (const text of [
    '1 1 udp 2113929471 203.0.113.100 10100 typ host',
    '1 1 ssltcp 1 a.local 443 typ fancy raddr :: rport 0 generation 0 ufrag x',
    '4 2 TCP 2105458942 c24.local 9 typ host tcptype active',
  ]) {
    assert.ok(isCandidateShaped(text), text);
  }
  for (const text of ['', '1 1 udp 1 a 1 host', '1 x udp 1 a 1 typ host', '1 1 udp 1 a 1 typ host generation']) {
    assert.ok(!isCandidateShaped(text), text);
  }
});

test('a long text that is nearly a candidate costs no more than reading it', () => {
  const near = `1 1 udp 1 192.0.2.1 1 typ host${' a b'.repeat(15_000)}`;
  assert.ok(isCandidateShaped(near));
  assert.ok(!isCandidateShaped(`${near} c`));
  assert.ok(!isCandidateShaped(`1 1 udp 1 192.0.2.1 1 typ host${' '.repeat(60_000)}a`));
});
