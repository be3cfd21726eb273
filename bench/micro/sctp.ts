/**
 * Two associations, directly connected: microseconds per packet and megabytes per second of SCTP alone.
 *
 *     node dist-test/bench/micro/sctp.js [seconds]
 */

import { createHmac, randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { SILENT } from '../../src/base/log.ts';
import { allocate } from '../../src/node/allocate.ts';
import { release } from '../../src/node/release.ts';
import { type AssociationEvents, SctpAssociation } from '../../src/sctp/index.ts';

/** Datagrams that a driver sends in one turn. */
const BURST = 64;
const RELIABLE = { ordered: true } as const;

class Sink implements AssociationEvents {
  messages = 0;
  bytes = 0;
  pending: number[] = [];
  connected(): void {}
  message(_streamId: number, _ppid: number, data: Uint8Array): void {
    this.messages++;
    this.bytes += data.length;
    this.pending.push(data.length);
  }
  bufferedAmountLow(): void {}
  incomingStreamsReset(): void {}
  outgoingStreamsReset(): void {}
  restarted(): void {}
  closed(): void {}
}

function associate(sink: Sink): SctpAssociation {
  return new SctpAssociation({}, sink, {
    random: { bytes: length => randomBytes(length) },
    hmac: (key, data) => createHmac('sha256', key).update(data).digest(),
    allocate,
    release,
    log: SILENT,
  });
}

function carry(from: SctpAssociation, to: SctpAssociation, now: number): number {
  let packets = 0;
  while (packets < BURST) {
    const packet = from.pollTransmit(now);
    if (packet === undefined) break;
    to.receive(packet, now);
    packets++;
  }
  return packets;
}

function run(size: number, seconds: number): void {
  const sinkA = new Sink();
  const sinkB = new Sink();
  const a = associate(sinkA);
  const b = associate(sinkB);
  const start = performance.now();
  a.connect(start);
  b.connect(start);
  for (let i = 0; i < 6; i++) {
    carry(a, b, start);
    carry(b, a, start);
  }
  const message = new Uint8Array(size).fill(7);
  let packets = 0;
  let now = performance.now();
  const begin = now;
  while (now - begin < seconds * 1000) {
    while (a.totalBufferedAmount < 262_144) a.send(1, 53, message, RELIABLE, now);
    packets += carry(a, b, now);
    for (const length of sinkB.pending) b.consumed(length);
    sinkB.pending.length = 0;
    packets += carry(b, a, now);
    now = performance.now();
    if (a.nextTimeout() <= now) a.handleTimeout(now);
    if (b.nextTimeout() <= now) b.handleTimeout(now);
  }
  const elapsed = now - begin;
  const rate = (sinkB.bytes / elapsed / 1000).toFixed(0);
  const perPacket = ((elapsed * 1000) / packets).toFixed(2);
  const perMessage = Math.round((sinkB.messages / elapsed) * 1000);
  console.log(
    `${size} B: ${rate} MB/s, ${perPacket} µs per packet (both sides), ${perMessage} messages/s, cwnd ${a.cwnd}`,
  );
}

const seconds = Number(process.argv[2] ?? 2);
for (const size of [16_384, 100, 1_048_576]) run(size, seconds);
