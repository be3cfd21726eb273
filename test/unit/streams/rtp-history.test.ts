/** The packets that can be asked for again, within bounds. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RtpHistory } from '../../../src/streams/rtp-history.ts';
import type { SentPacket } from '../../../src/streams/sent-packet.ts';

function packet(sequenceNumber: number, sentAt: number): SentPacket {
  return {
    sequenceNumber,
    sentAt,
    resentAt: sentAt,
    resent: 0,
    header: new Uint8Array(12),
    payload: new Uint8Array(10),
    transportSequenceAt: 0,
    sendTimeAt: 0,
    transmission: 'first',
    counters: undefined,
    leaves() {},
  };
}

describe('RtpHistory', () => {
  it('finds what was added, by number', () => {
    const history = new RtpHistory();
    assert.equal(history.find(5, 0), undefined);
    history.add(packet(5, 0));
    assert.equal(history.find(5, 10)?.sequenceNumber, 5);
    assert.equal(history.find(69, 10), undefined);
  });

  it('holds a second of a fast stream, over the wrap', () => {
    const history = new RtpHistory();
    for (let i = 0; i < 2000; i++) history.add(packet((65_000 + i) & 0xffff, i));
    for (let i = 1001; i < 2000; i++) assert.ok(history.find((65_000 + i) & 0xffff, 2000), `${i}`);
  });

  it('never holds more than 4,096 packets', () => {
    const history = new RtpHistory();
    for (let i = 0; i < 20_000; i++) history.add(packet(i & 0xffff, 0));
    assert.equal(history.length, 4096);
  });

  it('replaces old packets of a slow stream instead of growing', () => {
    const history = new RtpHistory();
    for (let i = 0; i < 1000; i++) history.add(packet(i, i * 100));
    assert.equal(history.length, 64);
  });

  it('holds nothing that nobody waits for any more', () => {
    const history = new RtpHistory();
    history.add(packet(5, 0));
    assert.equal(history.find(5, 5001), undefined);
    history.clear();
    assert.equal(history.length, 0);
    assert.equal(history.find(5, 1), undefined);
  });
});
