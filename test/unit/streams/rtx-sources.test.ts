/** Whom an RTX stream repairs. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NEVER } from '../../../src/base/instant.ts';
import type { ReceiveFeedback } from '../../../src/streams/receive-feedback.ts';
import type { Heard } from './receive-support.ts';
import {
  createReceiver,
  feedback,
  IDS,
  packet,
  receiveParameters,
  rtxOf,
  rtxProbe,
  text,
  vp8Frames,
} from './receive-support.ts';

const nackOf = (all: readonly ReceiveFeedback[]): number[] =>
  all.flatMap(one => (one.type === 'nack' ? one.sequenceNumbers : []));

function recovered(heard: Heard): [ssrc: number, sequenceNumber: number][] {
  return heard.packets
    .filter(one => one.recovered)
    .map(({ packet: { ssrc, sequenceNumber } }) => [ssrc, sequenceNumber]);
}

describe('RtxSources', () => {
  it('goes by what was announced', () => {
    const sources = [
      { ssrc: 1000, rtxSsrc: 2000, cname: undefined },
      { ssrc: 1001, rtxSsrc: 2001, cname: undefined },
    ];
    const { receiver, heard } = createReceiver(receiveParameters({ sources }));
    receiver.receive(packet(1), 0);
    receiver.receive(packet(1, { ssrc: 1001 }), 0);
    receiver.receive(packet(3), 0);
    receiver.receive(packet(3, { ssrc: 1001 }), 0);
    receiver.receive(rtxOf(packet(2), 500, { ssrc: 2001 }), 10);
    receiver.receive(rtxOf(packet(2), 500), 10);
    assert.deepEqual(recovered(heard), [
      [1001, 2],
      [1000, 2],
    ]);
    assert.deepEqual(
      receiver.statistics.map(({ rtxSsrc }) => rtxSsrc),
      [2000, 2001],
    );
  });

  it('goes by the repaired rid', () => {
    const { receiver, heard } = createReceiver(receiveParameters({ rids: ['q', 'f'] }));
    receiver.receive(packet(1, { extensions: [text(IDS.rid, 'q')] }), 0);
    receiver.receive(packet(1, { ssrc: 1001, extensions: [text(IDS.rid, 'f')] }), 0);
    const repaired = { extensions: [text(IDS.repairedRid, 'f')] };
    receiver.receive(packet(3, { ssrc: 1001 }), 0);
    receiver.receive(rtxOf(packet(2), 500, repaired), 0);
    receiver.receive(rtxOf(packet(0), 501), 0);
    assert.deepEqual(recovered(heard), [
      [1001, 2],
      [1001, 0],
    ]);
    assert.equal(heard.packets.at(-1)?.rid, 'f');
  });

  it('goes by the only request that is outstanding for the number', () => {
    const { receiver, heard } = createReceiver();
    receiver.receive(packet(1), 0);
    receiver.receive(packet(1, { ssrc: 1001 }), 0);
    receiver.receive(packet(3, { ssrc: 1001 }), 0);
    receiver.receive(rtxOf(packet(2), 500), 1);
    assert.equal(receiver.drops.count('unpaired-rtx'), 1);
    assert.deepEqual(nackOf(feedback(receiver, 1)), [2]);
    receiver.receive(rtxOf(packet(2), 501), 100);
    assert.deepEqual(recovered(heard), [[1001, 2]]);
    // Now that is known, and the other one is alone.
    receiver.receive(packet(3), 200);
    receiver.receive(rtxOf(packet(2), 7, { ssrc: 2002 }), 300);
    assert.deepEqual(recovered(heard).at(-1), [1000, 2]);
  });

  it('cannot tell two requests for the same number apart', () => {
    const { receiver, heard } = createReceiver();
    for (const ssrc of [1000, 1001]) {
      receiver.receive(packet(1, { ssrc }), 0);
      receiver.receive(packet(3, { ssrc }), 0);
    }
    feedback(receiver, 0);
    receiver.receive(rtxOf(packet(2), 500), 100);
    assert.equal(recovered(heard).length, 0);
    assert.equal(receiver.drops.count('unpaired-rtx'), 1);
  });

  it('counts retransmissions, and drops what is not new', () => {
    const { receiver, heard } = createReceiver();
    receiver.receive(packet(1), 0);
    receiver.receive(packet(3), 0);
    const size = rtxOf(packet(2), 0).payloadLength;
    receiver.receive(rtxOf(packet(2), 500), 10);
    receiver.receive(rtxOf(packet(2), 500), 10);
    receiver.receive(rtxOf(packet(2), 501), 10);
    receiver.receive(rtxProbe(502), 12);
    receiver.receive(packet(2), 20);
    const [statistics] = receiver.statistics;
    assert.equal(statistics?.packetsReceived, 7);
    assert.equal(statistics.retransmittedPacketsReceived, 2);
    assert.equal(statistics.retransmittedBytesReceived, 2 * size);
    assert.equal(statistics.packetsDiscarded, 2);
    assert.equal(statistics.rtxSsrc, 2000);
    assert.deepEqual(heard.sequenceNumbers, [1, 3, 2]);
    assert.equal(receiver.drops.count('duplicate'), 2);
  });

  it('undoes the retransmission of a packet that was padding alone, so that frames go on at once', () => {
    const { receiver, heard } = createReceiver();
    receiver.wantFrames(true);
    const [key, next] = vp8Frames(2, { packets: 1 });
    assert.ok(key !== undefined && next !== undefined);
    receiver.receive(key, 0);
    const padding = packet(101, { payload: new Uint8Array(0), padding: 50 });
    receiver.receive(packet(102, { timestamp: 3000, marker: true, payload: next.payload }), 20);
    assert.deepEqual(nackOf(feedback(receiver, 20)), [101]);
    receiver.receive(rtxOf(padding, 500), 120);
    assert.equal(heard.frames.length, 2);
    assert.equal(receiver.nextTimeout(), NEVER);
  });

  it('does not undo what was retransmitted in a payload type that was not negotiated', () => {
    const { receiver } = createReceiver();
    receiver.receive(packet(1), 0);
    receiver.receive(rtxOf(packet(0), 500), 0);
    receiver.configure(
      receiveParameters({
        codecs: receiveParameters().codecs.map(codec =>
          codec.payloadType === 97 ? { ...codec, sdpFmtpLine: 'apt=50' } : codec,
        ),
      }),
      0,
    );
    receiver.receive(rtxOf(packet(2), 501), 0);
    assert.equal(receiver.drops.count('malformed-rtx'), 1);
  });

  it('keeps a bounded number of sources, and forgets one at its BYE', () => {
    const { receiver } = createReceiver();
    receiver.receive(packet(1), 0);
    for (let ssrc = 3000; ssrc < 3100; ssrc++) receiver.receive(rtxOf(packet(0), 1, { ssrc }), 0);
    assert.equal(receiver.drops.count('too-many-streams'), 84);
    receiver.bye(3000, 0);
    receiver.receive(rtxOf(packet(0), 1, { ssrc: 3100 }), 0);
    assert.equal(receiver.drops.count('too-many-streams'), 84);
    receiver.receive(rtxOf(packet(0), 1, { ssrc: 3101 }), 5000);
    assert.equal(receiver.drops.count('too-many-streams'), 84);
  });
});
