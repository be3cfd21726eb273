/** A program that opens n pairs of connections at once, uses each, closes all, and must then end by itself. */

import { nodePeer } from '../harness/node-peer.ts';
import { connect } from '../harness/peer.ts';
import { same } from '../harness/suite.ts';

const count = Number(process.argv[2]);
const pairs = Array.from({ length: count }, (_, index) => [nodePeer(`a${index}`), nodePeer(`b${index}`)] as const);

await Promise.all(pairs.map(([a, b]) => Promise.all([a.open({}), b.open({})])));
await Promise.all(pairs.map(([a, b]) => connect(a, b, { trickle: true })));
console.log(`${count} pairs open at once`);
await Promise.all(pairs.map(([a, b], index) => same(a, b, 'first', { kind: 'binary', size: 20_000, seed: index + 1 })));
await Promise.all(pairs.flatMap(([a, b]) => [a.close(), b.close()]));
