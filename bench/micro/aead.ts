/**
 * What sealing and opening a packet costs, in processor time with the collector's: `node:crypto`'s AEADs beside AES-GCM
 * with GHASH in WebAssembly, by length; variants by turns, so that a busy machine is equally unjust to all.
 *
 *     node dist-test/bench/micro/aead.js
 */

import { sealedPackets } from '../../src/base/slab.ts';
import { gcmEngine, MAX_TEXT } from '../../src/crypto/gcm/gcm-engine.ts';
import { StreamGcm } from '../../src/crypto/gcm/stream-gcm.ts';
import type { Aead } from '../../src/crypto/provider.ts';
import { NodeAead } from '../../src/node/aead.ts';
import { NodeBlockCipher } from '../../src/node/block-cipher.ts';

const LENGTHS = [64, 200, 600, 1_200, 2_400, 4_096, 8_192, 12_000, 16_384];
const ROUNDS = 5;
const HEADROOM = 21;
/** Time for each round, roughly: bytes and packets cost alike. */
const packetsOf = (length: number): number => Math.ceil(120_000_000 / (3_000 + length));

const additionalData = new Uint8Array(13);
const nonce = new Uint8Array(12);

function number(i: number): void {
  nonce[9] = i >>> 16;
  nonce[10] = i >>> 8;
  nonce[11] = i;
}

/** Micros of processor time for each step. */
function measure(count: number, step: (i: number) => void): number {
  for (let i = 0; i < count / 20; i++) step(i);
  const before = process.cpuUsage();
  for (let i = 0; i < count; i++) step(i);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] as number;

function variants(): Map<string, Aead> {
  const key = new Uint8Array(16).fill(3);
  const aeads = new Map<string, Aead>([
    ['aes-128-gcm, node', new NodeAead('aes-128-gcm', key)],
    ['chacha20-poly1305, node', new NodeAead('chacha20-poly1305', new Uint8Array(32))],
  ]);
  const engine = gcmEngine();
  if (engine !== undefined) {
    aeads.set('aes-128-gcm, WebAssembly', new StreamGcm(new NodeBlockCipher(key), engine, undefined));
  }
  return aeads;
}

console.log(
  `${'µs a packet: seal / seal, copy and open'.padEnd(44)}${LENGTHS.map(each => String(each).padStart(15)).join('')}`,
);
const aeads = variants();
const results = new Map<string, string[]>([...aeads.keys()].map(name => [name, []]));
for (const length of LENGTHS) {
  const plaintext = new Uint8Array(length).fill(7);
  const times = new Map<string, [number[], number[]]>([...aeads.keys()].map(name => [name, [[], []]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, aead] of aeads) {
      if (aead instanceof StreamGcm && length > MAX_TEXT) continue;
      const [seals, opens] = times.get(name) as [number[], number[]];
      const seal = (i: number): Uint8Array => {
        number(i);
        const sealed = aead.seal(nonce, additionalData, plaintext, HEADROOM);
        sealedPackets.giveBack(sealed);
        return sealed;
      };
      seals.push(measure(packetsOf(length), i => void seal(i)));
      opens.push(
        measure(packetsOf(length), i => {
          const received = seal(i).slice();
          if (aead.open(nonce, additionalData, received, HEADROOM, received.length) === undefined) throw new Error('!');
        }),
      );
    }
  }
  for (const [name, [seals, opens]] of times) {
    const text = seals.length === 0 ? '' : `${median(seals).toFixed(2)} / ${median(opens).toFixed(2)}`;
    results.get(name)?.push(text.padStart(15));
  }
}
for (const [name, columns] of results) console.log(name.padEnd(44) + columns.join(''));
