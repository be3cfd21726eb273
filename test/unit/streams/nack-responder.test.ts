/** What is sent again and what is not. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NackResponder } from '../../../src/streams/nack-responder.ts';
import { RtpHistory } from '../../../src/streams/rtp-history.ts';
import type { SentPacket } from '../../../src/streams/sent-packet.ts';

interface Setup {
  readonly history: RtpHistory;
  readonly responder: NackResponder;
  readonly resent: number[];
  add(sequenceNumber: number, bytes: number): void;
}

function setup(accept: () => boolean = () => true): Setup {
  const history = new RtpHistory();
  const resent: number[] = [];
  const responder = new NackResponder(history, (packet: SentPacket) => {
    if (!accept()) return false;
    resent.push(packet.sequenceNumber);
    return true;
  });
  const add = (sequenceNumber: number, bytes: number): void => {
    history.add({
      sequenceNumber,
      sentAt: 0,
      resentAt: 0,
      resent: 0,
      header: new Uint8Array(12),
      payload: new Uint8Array(bytes),
      transportSequenceAt: 0,
      sendTimeAt: 0,
      transmission: 'first',
      counters: undefined,
      leaves() {},
    });
    responder.sent(bytes);
  };
  return { history, responder, resent, add };
}

describe('NackResponder', () => {
  it('sends again what is asked for and is still there', () => {
    const { responder, resent, add } = setup();
    add(1, 1000);
    add(2, 1000);
    responder.receive([1, 2, 3], 50, 20);
    assert.deepEqual(resent, [1, 2]);
  });

  it('takes a second request within a round trip for the same one', () => {
    const { responder, resent, add } = setup();
    add(1, 1000);
    responder.receive([1], 100, 20);
    responder.receive([1], 100, 80);
    assert.deepEqual(resent, [1]);
    responder.receive([1], 100, 100);
    assert.deepEqual(resent, [1, 1]);
  });

  it('gives a packet up after ten times', () => {
    const { responder, resent, add } = setup();
    add(1, 1000);
    for (let i = 0; i < 100; i++) responder.receive([1], 1, i * 10);
    assert.equal(resent.length, 10);
  });

  it('sends no more again than was sent, but for the initial credit', () => {
    const { responder, resent, add } = setup();
    for (let i = 0; i < 1000; i++) add(i, 1000);
    const all = Array.from({ length: 1000 }, (_, i) => i);
    for (let turn = 1; turn <= 9; turn++) responder.receive(all, 1, turn * 100);
    assert.ok(resent.length <= 1000 + 66, `${resent.length}`);
    assert.ok(resent.length >= 1000, `${resent.length}`);
  });

  it('does not count a packet that could not be queued', () => {
    let open = false;
    const { responder, resent, add } = setup(() => open);
    add(1, 1000);
    responder.receive([1], 100, 10);
    open = true;
    responder.receive([1], 100, 11);
    assert.deepEqual(resent, [1]);
  });
});
