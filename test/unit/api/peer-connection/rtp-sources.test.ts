/** Sources: SSRCs and CSRCs apart, levels as fractions, times on the wall clock. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contributingSources, synchronizationSources } from '../../../../src/api/peer-connection/rtp-sources.ts';
import { receiverSlots } from '../../../../src/api/rtc-rtp-receiver.ts';
import type { ReceiverSlots } from '../../../../src/api/rtp-receiver-slots.ts';
import { Pair } from '../connections.ts';

test('each kind has its list', () => {
  const { a } = new Pair();
  const { connection } = receiverSlots(a.connection.addTransceiver('audio').receiver);
  const source = { kind: 'synchronization', receivedAt: 5, rtpTimestamp: 7 };
  const sources = [
    { ...source, source: 1, audioLevel: 0 },
    { ...source, source: 2, audioLevel: 127 },
    { ...source, source: 3, audioLevel: 20 },
    { ...source, source: 4, audioLevel: undefined },
    { ...source, source: 5, audioLevel: undefined, kind: 'contributing' },
  ];
  const receiver = { connection, flow: { handle: { sources } } } as unknown as ReceiverSlots;
  const timestamp = connection.runtime.clock.wallTime(5);
  assert.deepEqual(synchronizationSources(receiver), [
    { source: 1, timestamp, rtpTimestamp: 7, audioLevel: 1 },
    { source: 2, timestamp, rtpTimestamp: 7, audioLevel: 0 },
    { source: 3, timestamp, rtpTimestamp: 7, audioLevel: 0.1 },
    { source: 4, timestamp, rtpTimestamp: 7 },
  ]);
  assert.deepEqual(contributingSources(receiver), [{ source: 5, timestamp, rtpTimestamp: 7 }]);
});
