/**
 * What SRTP costs: packets of 1,200 bytes protected and opened in each profile, beside the bare cipher, and what a
 * datagram costs that carries one.
 *
 *     node dist-test/bench/micro/srtp.js
 */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { NEVER } from '../../src/base/instant.ts';
import { nodeCrypto } from '../../src/node/crypto.ts';
import { openDatagram } from '../../src/node/datagram.ts';
import { exportedLength, SRTP_PROFILES, type SrtpProfile, SrtpSession, srtpKeys } from '../../src/srtp/index.ts';

const PAYLOAD = new Uint8Array(1200).fill(7);
/** Fixed header and one-byte extensions: mid, abs-send-time, transport-cc. */
const HEADER_LENGTH = 28;
const COUNT = 20_000;
const ROUNDS = 5;

function report(name: string, micros: number): void {
  console.log(`${name.padEnd(44)} ${micros.toFixed(2).padStart(8)} µs`);
}

/** The best of several rounds: `step` is told how many came before it. */
function measure(name: string, step: (count: number) => void): void {
  let best = NEVER;
  for (let round = 0; round <= ROUNDS; round++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < COUNT; i++) step(round * COUNT + i);
    const micros = Number(process.hrtime.bigint() - start) / COUNT / 1000;
    if (round > 0) best = Math.min(best, micros);
  }
  report(name, best);
}

function sessions(profile: SrtpProfile): [SrtpSession, SrtpSession] {
  const exported = nodeCrypto.randomBytes(exportedLength(profile));
  return [
    new SrtpSession(profile, srtpKeys(exported, profile, 'client'), nodeCrypto),
    new SrtpSession(profile, srtpKeys(exported, profile, 'server'), nodeCrypto),
  ];
}

function protect(session: SrtpSession, header: Uint8Array, sequenceNumber: number): Uint8Array {
  header[2] = sequenceNumber >>> 8;
  header[3] = sequenceNumber;
  const packet = session.protectRtp(header, PAYLOAD);
  if (packet === undefined) throw new Error('refused');
  return packet;
}

function profiles(): void {
  for (const profile of SRTP_PROFILES) {
    const header = new Uint8Array(HEADER_LENGTH);
    header[0] = 0x90;
    header[15] = (HEADER_LENGTH - 16) / 4;
    const [alone] = sessions(profile);
    measure(`${profile.name} protect`, count => void protect(alone, header, count));
    const [sender, receiver] = sessions(profile);
    measure(`${profile.name} protect and unprotect`, count => {
      const packet = protect(sender, header, count);
      if (receiver.unprotectRtp(packet) === undefined) throw new Error('refused');
    });
  }
}

function ciphers(): void {
  const nonce = new Uint8Array(12);
  const header = new Uint8Array(HEADER_LENGTH);
  for (const algorithm of ['aes-128-gcm', 'aes-256-gcm'] as const) {
    const aead = nodeCrypto.aead(algorithm, nodeCrypto.randomBytes(algorithm === 'aes-128-gcm' ? 16 : 32));
    measure(`${algorithm} bare seal`, () => void aead.seal(nonce, header, PAYLOAD, HEADER_LENGTH));
    const sealed = aead.seal(nonce, header, PAYLOAD, 0);
    measure(`${algorithm} bare open`, () => void aead.open(nonce, header, sealed, 0, sealed.length));
  }
  const key = nodeCrypto.randomBytes(20);
  measure('hmac-sha1 of 1,232 bytes', () => void nodeCrypto.hmac('sha1', key, new Uint8Array(1232)));
}

async function datagrams(): Promise<void> {
  const sink = createSocket('udp4');
  sink.bind(0, '127.0.0.1');
  await once(sink, 'listening');
  const to = { address: '127.0.0.1', port: sink.address().port, family: 4 } as const;
  const packet = new Uint8Array(HEADER_LENGTH + PAYLOAD.length + 16);
  const plain = createSocket('udp4');
  plain.bind(0, '127.0.0.1');
  await once(plain, 'listening');
  measure('dgram send, as it comes', () => plain.send(packet, to.port, to.address));
  plain.close();
  await new Promise<void>(resolve => {
    const socket = openDatagram('127.0.0.1', {
      opened: () => {
        measure('our socket, send', () => socket.send(packet, to));
        socket.close();
        resolve();
      },
      failed: reason => console.log(reason),
      datagram: () => {},
    });
  });
  sink.close();
}

ciphers();
profiles();
await datagrams();
