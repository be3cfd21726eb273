/** SRTP: whatever a network does to protected packets, each comes through once or not at all, and unchanged. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SRTP_PROFILES } from '../../src/srtp/index.ts';
import { rtcpPacket, rtpHeader, sessions } from '../unit/srtp/support.ts';

const seed = 20_261_121;
const SSRCS = [0, 1, 0xffff_ffff];

interface Sent {
  readonly ssrc: number;
  /** Counted from the first packet of its SSRC. */
  readonly number: number;
  readonly plain: Uint8Array;
  readonly packet: Uint8Array;
}

for (const profile of SRTP_PROFILES) {
  test(`${profile.name}: reordering, loss, repetition and rollover`, () => {
    const step = fc.record({
      ssrc: fc.constantFrom(...SSRCS),
      // How far the sequence number goes on: gaps, and now and then a long one.
      advance: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 20_000 })),
      size: fc.integer({ min: 0, max: 40 }),
      lost: fc.boolean(),
      delay: fc.integer({ min: 0, max: 8 }),
      copies: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(fc.nat({ max: 0x7fff }), fc.array(step, { maxLength: 60 }), (initial, steps) => {
        const { client, server } = sessions(profile);
        const numbers = new Map(SSRCS.map(ssrc => [ssrc, initial]));
        const deliveries: { at: number; sent: Sent }[] = [];
        for (const [i, { ssrc, advance, size, lost, delay, copies }] of steps.entries()) {
          const number = (numbers.get(ssrc) ?? 0) + advance;
          numbers.set(ssrc, number);
          const header = rtpHeader(number & 0xffff, ssrc);
          const payload = new Uint8Array(size).fill(i);
          const packet = client.protectRtp(header, payload);
          assert.ok(packet !== undefined);
          if (lost) continue;
          const sent = { ssrc, number, plain: new Uint8Array([...header, ...payload]), packet };
          for (let copy = 0; copy < copies; copy++) deliveries.push({ at: i + delay * (copy + 1), sent });
        }
        deliveries.sort((a, b) => a.at - b.at);
        const seen = new Map(SSRCS.map(ssrc => [ssrc, new Set<number>()]));
        for (const { sent } of deliveries) {
          const of = seen.get(sent.ssrc) as Set<number>;
          const opened = server.unprotectRtp(sent.packet.slice());
          const highest = of.size === 0 ? undefined : Math.max(...of);
          // Certain to pass: new, and near enough to what came last that its rollover counter is no question.
          const near = highest === undefined ? sent.number < 65_536 : Math.abs(sent.number - highest) < 1000;
          if (near && !of.has(sent.number)) assert.ok(opened !== undefined);
          if (opened === undefined) continue;
          assert.ok(!of.has(sent.number), 'opened twice');
          assert.deepEqual(opened, sent.plain);
          of.add(sent.number);
        }
      }),
      { seed, numRuns: 150 },
    );
  });

  test(`${profile.name}: any change of a packet is noticed, and costs nothing`, () => {
    const change = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(change, fc.boolean(), fc.uint8Array({ maxLength: 60 }), (changes, rtcp, payload) => {
        const { client, server } = sessions(profile);
        const packet = rtcp ? client.protectRtcp(rtcpPacket(9, payload)) : client.protectRtp(rtpHeader(9), payload);
        assert.ok(packet !== undefined);
        const open = (bytes: Uint8Array): Uint8Array | undefined =>
          rtcp ? server.unprotectRtcp(bytes) : server.unprotectRtp(bytes);
        const changed = packet.slice();
        for (const [at, bits] of changes)
          changed[at % changed.length] = (changed[at % changed.length] as number) ^ bits;
        // Two changes may undo one another.
        if (Buffer.compare(changed, packet) !== 0) {
          const before = changed.slice();
          assert.equal(open(changed), undefined);
          assert.deepEqual(changed, before);
        }
        assert.ok(open(packet) !== undefined);
      }),
      { seed, numRuns: 150 },
    );
  });
}
