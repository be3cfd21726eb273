/** Receiver, jitter buffer and frame assembly over any network: order, decodability, bounded waits, repair. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SeededRandom } from '../../src/base/random.ts';
import type { RtpPacket } from '../../src/rtp/packet.ts';
import { createReceiver, feedback, packet, rtxOf, vp8Payload } from '../unit/streams/receive-support.ts';

const FRAMES = 200;
const INTERVAL = 33;

interface Sent {
  readonly at: number;
  readonly frame: number;
  readonly key: boolean;
  /** Each arrival needs bytes of its own. */
  readonly make: () => RtpPacket;
}

function stream(random: SeededRandom, first: number, keyEvery: number): Sent[] {
  const all: Sent[] = [];
  for (let frame = 0; frame < FRAMES; frame++) {
    const parts = 1 + random.below(5);
    const key = frame % keyEvery === 0;
    for (let part = 0; part < parts; part++) {
      const sequence = first + all.length;
      const init = {
        timestamp: frame * 3000,
        marker: part === parts - 1,
        payload: vp8Payload({ start: part === 0, key }),
      };
      all.push({ at: frame * INTERVAL, frame, key, make: () => packet(sequence, init) });
    }
  }
  return all;
}

interface Network {
  readonly loss: number;
  readonly disorder: number;
  readonly duplicates: number;
  readonly delay: number;
  readonly repairs: boolean;
}

interface Outcome {
  readonly frames: number[];
  readonly keys: Set<number>;
  readonly delays: number[];
  readonly numbers: number[];
  readonly asked: number;
  readonly lost: number;
}

/** Plays a stream through a lossy network; NACKs are answered by RTX after a round trip, through the same loss. */
function play(seed: number, first: number, network: Network, keyEvery: number): Outcome {
  const random = new SeededRandom(seed);
  const { receiver, heard } = createReceiver();
  receiver.wantFrames(true);
  receiver.setRoundTripTime(2 * network.delay);
  const sent = stream(random, first, keyEvery);
  const arrivals: { at: number; make: () => RtpPacket }[] = [];
  const bySequence = new Map<number, () => RtpPacket>();
  let lost = 0;
  for (const [index, one] of sent.entries()) {
    bySequence.set((first + index) & 0xffff, one.make);
    // The first packet is there, so that all know where the stream begins.
    if (index > 0 && random.unit() < network.loss) {
      lost++;
      continue;
    }
    const copies = random.unit() < network.duplicates ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const late = index === 0 ? 0 : random.below(network.disorder + 1);
      arrivals.push({ at: one.at + network.delay + late, make: one.make });
    }
  }
  let rtx = 0;
  let asked = 0;
  const seenAt: number[] = [];
  for (let now = 0; now < FRAMES * INTERVAL + 5000; now++) {
    for (const arrival of arrivals) if (arrival.at === now) receiver.receive(arrival.make(), now);
    if (receiver.nextTimeout() <= now) receiver.handleTimeout(now);
    for (const told of feedback(receiver, now)) {
      if (told.type !== 'nack') continue;
      for (const number of told.sequenceNumbers) {
        asked++;
        const make = bySequence.get(number);
        assert.ok(make !== undefined, 'asked for what was never sent');
        if (!network.repairs || random.unit() < network.loss) continue;
        const wrapped = rtx++;
        arrivals.push({ at: now + 2 * network.delay, make: () => rtxOf(make(), wrapped) });
      }
    }
    while (seenAt.length < heard.frames.length) seenAt.push(now);
  }
  const frames = heard.frames.map(frame => frame.rtpTimestamp / 3000);
  return {
    frames,
    keys: new Set(heard.frames.filter(frame => frame.type === 'key').map(frame => frame.rtpTimestamp / 3000)),
    delays: frames.map((frame, index) => (seenAt[index] as number) - frame * INTERVAL),
    numbers: heard.sequenceNumbers,
    asked,
    lost,
  };
}

const anyNetwork = fc.record({
  loss: fc.double({ min: 0, max: 0.3, noNaN: true }),
  disorder: fc.nat(60),
  duplicates: fc.double({ min: 0, max: 0.3, noNaN: true }),
  delay: fc.integer({ min: 1, max: 150 }),
  repairs: fc.boolean(),
});

describe('the receive side, whatever the network does', () => {
  it('hands out frames in order, each once, and none without the one before it or a key frame', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(65_535), anyNetwork, (seed, first, network) => {
        const { frames, keys, delays, numbers } = play(seed, first, network, 30);
        for (const [index, frame] of frames.entries()) {
          const before = frames[index - 1] ?? -1;
          assert.ok(frame > before);
          assert.ok(keys.has(frame) || frame === before + 1, `${frame} after ${before}`);
        }
        assert.equal(new Set(numbers).size, numbers.length);
        // No wait is longer than a second.
        for (const delay of delays) assert.ok(delay <= network.delay + network.disorder + 1000, `${delay}`);
      }),
      { seed: 7, numRuns: 40 },
    );
  });

  it('hands out every frame if nothing is lost, in whatever order packets come', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(65_535), fc.nat(90), (seed, first, disorder) => {
        const network = { loss: 0, disorder, duplicates: 0.1, delay: 30, repairs: true };
        assert.equal(play(seed, first, network, FRAMES).frames.length, FRAMES);
      }),
      { seed: 7, numRuns: 15 },
    );
  });

  it('repairs one packet in twenty so that no frame is missing, and none waits for a second', () => {
    const network = { loss: 0.05, disorder: 0, duplicates: 0, delay: 50, repairs: true };
    for (let seed = 1; seed <= 10; seed++) {
      const { frames, delays, asked, lost } = play(seed, 65_500, network, FRAMES);
      assert.ok(frames.length >= FRAMES - 1, `${frames.length}`);
      assert.ok(Math.max(...delays) < 1000);
      assert.ok(asked < 1.3 * lost + 10);
    }
  });
});
