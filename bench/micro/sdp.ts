/**
 * What descriptions cost: parsing, applying an offer, a whole exchange.
 *
 *     node dist-test/bench/micro/sdp.js
 */

import { performance } from 'node:perf_hooks';
import { parse } from '../../src/sdp/index.ts';
import { exchange, Party } from '../../test/unit/jsep/party.ts';
import { BROWSERS } from '../../test/unit/sdp/browser-vectors.ts';

function measure(name: string, count: number, step: () => void): void {
  for (let i = 0; i < count; i++) step();
  const start = performance.now();
  for (let i = 0; i < count; i++) step();
  const each = ((performance.now() - start) / count) * 1_000;
  console.log(`${name.padEnd(44)} ${each.toFixed(1).padStart(9)} µs/op`);
}

const offerer = new Party(1);
offerer.offer();
const { sdp } = offerer;

measure('parse a data section', 5_000, () => parse(sdp));
measure('apply a remote offer', 5_000, () => new Party(2).remote('offer', sdp));
measure('negotiate both sides', 2_000, () => exchange(new Party(1), new Party(2)));
for (const { name, offer } of BROWSERS) measure(`parse an offer of ${name} with media`, 500, () => parse(offer));
