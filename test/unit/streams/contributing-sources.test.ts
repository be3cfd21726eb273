/** Who is mixed into the packets. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CaptureClock } from '../../../src/streams/capture-clock.ts';
import { ContributingSources } from '../../../src/streams/contributing-sources.ts';
import type { ReceivedSource } from '../../../src/streams/receive-statistics.ts';
import { IDS, packet } from './receive-support.ts';

const clock = new CaptureClock();

function collect(sources: ContributingSources, now: number): ReceivedSource[] {
  const into: ReceivedSource[] = [];
  sources.collect(into, now);
  return into;
}

describe('ContributingSources', () => {
  it('remembers who was in the last packets, with levels as far as they go', () => {
    const sources = new ContributingSources();
    const extensions = [{ id: IDS.csrcAudioLevel, data: Uint8Array.of(0x80 | 30) }];
    sources.receive(packet(1, { csrcs: [7, 8], timestamp: 160, extensions }), IDS.csrcAudioLevel, clock, 5);
    assert.deepEqual(collect(sources, 6), [
      { source: 7, kind: 'contributing', receivedAt: 5, rtpTimestamp: 160, audioLevel: 30, capture: undefined },
      { source: 8, kind: 'contributing', receivedAt: 5, rtpTimestamp: 160, audioLevel: undefined, capture: undefined },
    ]);
  });

  it('forgets after ten seconds', () => {
    const sources = new ContributingSources();
    sources.receive(packet(1, { csrcs: [7] }), 0, clock, 0);
    sources.receive(packet(2, { csrcs: [8] }), 0, clock, 5000);
    assert.deepEqual(
      collect(sources, 10_001).map(({ source }) => source),
      [8],
    );
  });

  it('keeps 64 of them', () => {
    const sources = new ContributingSources();
    for (let i = 0; i < 1000; i++) sources.receive(packet(i, { csrcs: [i, i + 1] }), 0, clock, 0);
    const kept = collect(sources, 0);
    assert.equal(kept.length, 64);
    assert.equal(kept.at(-1)?.source, 1000);
  });
});
