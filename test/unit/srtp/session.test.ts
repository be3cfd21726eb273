/** A session: what passes, what is refused and counted, and that a refused packet changes nothing. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AEAD_AES_128_GCM, SRTP_PROFILES, type SrtpSession } from '../../../src/srtp/index.ts';
import { GENERATION, MAX_REMOTE_SOURCES } from '../../../src/srtp/sources.ts';
import { hex, rtcpPacket, rtpHeader, sessions } from './support.ts';

const payload = Uint8Array.from({ length: 100 }, (_, i) => i);

function protect(session: SrtpSession, sequenceNumber: number, ssrc?: number): Uint8Array {
  const packet = session.protectRtp(rtpHeader(sequenceNumber, ssrc), payload);
  assert.ok(packet !== undefined);
  return packet;
}

function passes(session: SrtpSession, packet: Uint8Array): boolean {
  return session.unprotectRtp(packet.slice()) !== undefined;
}

for (const profile of SRTP_PROFILES) {
  test(`${profile.name}: what one side protects, the other opens, and only once`, () => {
    const { client, server } = sessions(profile);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      // CSRCs and a header extension belong to the header.
      const header = hex('9261 0007 00000bb8 12345678 00000001 00000002 bede0001 10aa0000');
      const packet = from.protectRtp(header, payload);
      assert.ok(packet !== undefined);
      assert.equal(passes(from, packet), false, 'the sender holds other keys for what it receives');
      const again = packet.slice();
      const opened = to.unprotectRtp(packet);
      assert.deepEqual(opened, new Uint8Array([...header, ...payload]));
      assert.equal(opened?.buffer, packet.buffer, 'in place');
      assert.equal(to.unprotectRtp(again), undefined);
      assert.equal(to.drops.count('replayed'), 1);

      const report = rtcpPacket(5, payload);
      const protectedReport = from.protectRtcp(report);
      assert.ok(protectedReport !== undefined);
      const replay = protectedReport.slice();
      assert.deepEqual(to.unprotectRtcp(protectedReport), report);
      assert.equal(to.unprotectRtcp(replay), undefined);
      assert.equal(to.drops.count('replayed'), 2);
    }
  });

  test(`${profile.name}: sequence numbers roll over, also when packets around it are lost or late`, () => {
    const { client, server } = sessions(profile);
    const early = [65_530, 65_533, 65_535].map(number => protect(client, number));
    const late = protect(client, 65_534);
    const wrapped = [2, 0].map(number => protect(client, number));
    for (const packet of [...early, ...wrapped, late]) assert.ok(passes(server, packet));
    // A second cycle, and one more.
    for (let number = 20_000; number < 3 * 65_536; number += 20_000) {
      assert.ok(passes(server, protect(client, number & 0xffff)));
    }
    assert.equal(server.drops.total, 0);
    assert.ok(!passes(server, late));
  });

  test(`${profile.name}: a packet that is cut or no RTP is malformed`, () => {
    const { client, server } = sessions(profile);
    const packet = protect(client, 1);
    const overhead = packet.length - payload.length - 12;
    const shortest = client.protectRtp(rtpHeader(2), new Uint8Array(0));
    assert.equal(shortest?.length, 12 + overhead);
    for (let length = 0; length < 12 + overhead; length++) {
      assert.equal(server.unprotectRtp(packet.slice(0, length)), undefined);
    }
    assert.equal(server.drops.count('malformed'), 12 + overhead);
    for (const first of [0x40, 0xc0, 0x00])
      assert.equal(passes(server, Uint8Array.of(first, ...packet.slice(1))), false);
    // Fifteen CSRCs, or an extension, past the end.
    assert.equal(server.unprotectRtp(Uint8Array.of(0x8f, ...packet.slice(1, 60))), undefined);
    assert.equal(
      server.unprotectRtp(Uint8Array.of(0x90, ...packet.slice(1, 12), 0xbe, 0xde, 0, 200, ...payload)),
      undefined,
    );
    assert.equal(server.unprotectRtp(Uint8Array.of(0x93, ...packet.slice(1, 26))), undefined);
    assert.equal(server.drops.total, server.drops.count('malformed'));
    const report = client.protectRtcp(rtcpPacket());
    assert.ok(report !== undefined);
    const malformed = server.drops.count('malformed');
    for (let length = 0; length < report.length; length++) server.unprotectRtcp(report.slice(0, length));
    server.unprotectRtcp(Uint8Array.of(0x40, ...report.slice(1)));
    assert.equal(server.drops.count('malformed') - malformed, report.length + 1);
    assert.ok(passes(server, packet));
  });

  test(`${profile.name}: a forged packet changes neither window nor rollover counter nor sources`, () => {
    const { client, server } = sessions(profile);
    const first = protect(client, 40_000);
    const second = protect(client, 40_001);
    assert.ok(passes(server, first));
    for (const number of [39_000, 60_000, 0, 7000, 40_001]) {
      const forged = second.slice();
      new DataView(forged.buffer).setUint16(2, number);
      forged[50] = (forged[50] as number) ^ 0x80;
      const before = forged.slice();
      assert.equal(server.unprotectRtp(forged), undefined);
      assert.deepEqual(forged, before);
    }
    for (let ssrc = 0; ssrc < 10; ssrc++) {
      const forged = second.slice();
      new DataView(forged.buffer).setUint32(8, ssrc);
      assert.equal(server.unprotectRtp(forged), undefined);
    }
    assert.equal(server.drops.count('not-authentic') + server.drops.count('replayed'), 15);
    assert.ok(passes(server, second));
    const report = client.protectRtcp(rtcpPacket());
    assert.ok(report !== undefined);
    const forged = report.slice();
    forged[forged.length - 1] = (forged[forged.length - 1] as number) ^ 1;
    assert.equal(server.unprotectRtcp(forged), undefined);
    assert.ok(server.unprotectRtcp(report) !== undefined);
  });

  test(`${profile.name}: SRTCP that says it is not encrypted is refused`, () => {
    const { client, server } = sessions(profile);
    const report = client.protectRtcp(rtcpPacket());
    assert.ok(report !== undefined);
    const at = report.length - (profile.transform === 'gcm' ? 4 : 14);
    report[at] = (report[at] as number) & 0x7f;
    assert.equal(server.unprotectRtcp(report), undefined);
    assert.equal(server.drops.count('not-encrypted'), 1);
  });
}

test('no index protects two packets, unless the caller says that they are the same', () => {
  const { client, server } = sessions(AEAD_AES_128_GCM);
  const first = protect(client, 100);
  protect(client, 3000);
  assert.equal(client.protectRtp(rtpHeader(100), payload), undefined);
  assert.equal(client.protectRtp(rtpHeader(3000), payload), undefined);
  assert.equal(client.protectRtp(rtpHeader(1000), payload), undefined, 'too old to know');
  assert.equal(client.drops.count('index-reused'), 3);
  const again = client.protectRtp(rtpHeader(100), payload, true);
  assert.deepEqual(again, first);
  assert.ok(passes(server, first));
  assert.ok(client.protectRtp(rtpHeader(2999), payload) !== undefined, 'late, but new');
});

test('a number before the first one of an SSRC has no index', () => {
  const { client, server } = sessions(AEAD_AES_128_GCM);
  const packet = protect(client, 2);
  assert.equal(client.protectRtp(rtpHeader(65_535), payload), undefined);
  assert.equal(client.drops.count('key-exhausted'), 1);
  assert.ok(passes(server, packet));
  const older = packet.slice();
  new DataView(older.buffer).setUint16(2, 65_535);
  assert.ok(!passes(server, older));
  assert.equal(server.drops.count('replayed'), 1);
});

test('a packet that was lost and is sent again a thousand packets later still passes', () => {
  const { client, server } = sessions(AEAD_AES_128_GCM);
  const lost = protect(client, 10);
  for (let number = 11; number < 1030; number++) assert.ok(passes(server, protect(client, number)));
  assert.ok(passes(server, lost));
  assert.ok(!passes(server, lost));
});

test('SSRCs come and go by the thousand, and none of their packets passes twice', () => {
  const { client, server } = sessions(AEAD_AES_128_GCM);
  const first = protect(client, 1, 0);
  const skipped = protect(client, 2, 0);
  assert.ok(passes(server, first));
  for (let ssrc = 1; ssrc < 3 * GENERATION; ssrc++) {
    assert.ok(passes(server, protect(client, 1, ssrc)));
    if (ssrc === 10) assert.ok(passes(server, protect(client, 3, 0)));
  }
  assert.ok(!passes(server, first));
  assert.ok(!passes(server, skipped));
  assert.ok(passes(server, protect(client, 4, 0)));
  assert.equal(server.drops.count('replayed'), 2);
});

test('the peer cannot make more sources than are kept, and those it has go on', () => {
  const { client, server } = sessions(AEAD_AES_128_GCM);
  for (let ssrc = 0; ssrc < MAX_REMOTE_SOURCES; ssrc++) assert.ok(passes(server, protect(client, 1, ssrc)));
  assert.ok(!passes(server, protect(client, 1, MAX_REMOTE_SOURCES)));
  const report = client.protectRtcp(rtcpPacket(MAX_REMOTE_SOURCES + 1));
  assert.ok(report !== undefined);
  assert.equal(server.unprotectRtcp(report), undefined);
  assert.equal(server.drops.count('too-many-sources'), 2);
  assert.ok(passes(server, protect(client, 2, 7)));
});

test('sources are apart: sequence numbers and SRTCP indices are counted for each', () => {
  const { client, server } = sessions(AEAD_AES_128_GCM);
  for (const ssrc of [1, 2, 1, 3]) {
    const report = client.protectRtcp(rtcpPacket(ssrc));
    assert.ok(report !== undefined);
    assert.ok(server.unprotectRtcp(report) !== undefined);
  }
  assert.ok(passes(server, protect(client, 65_535, 1)));
  assert.ok(passes(server, protect(client, 0, 2)));
  assert.ok(passes(server, protect(client, 0, 1)));
  assert.ok(passes(server, protect(client, 1, 2)));
});
