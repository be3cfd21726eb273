/** A sender and its encodings. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RtpCodecParameters } from '../../../src/rtp/parameters.ts';
import type { SendParameters } from '../../../src/streams/ports.ts';
import { RtpSender } from '../../../src/streams/rtp-sender.ts';
import type { SendStream } from '../../../src/streams/send-stream.ts';
import {
  codec,
  encoding,
  frame,
  OPUS,
  Outbox,
  receivedPacket,
  sendEnv,
  sendParameters,
  TONES,
} from './send-support.ts';

interface Setup {
  readonly sender: RtpSender;
  readonly outbox: Outbox;
  readonly requested: number[];
}

function setup(parameters: SendParameters | 'none' = sendParameters()): Setup {
  const outbox = new Outbox();
  const requested: number[] = [];
  const sender = new RtpSender({ keyFrameRequested: index => void requested.push(index) }, sendEnv(outbox));
  if (parameters !== 'none') sender.configure(parameters, 0);
  return { sender, outbox, requested };
}

function stream(sender: RtpSender, index: number): SendStream {
  const found = sender.streams[index];
  assert.ok(found !== undefined);
  return found;
}

const threeRids = sendParameters({
  encodings: ['q', 'h', 'f'].map((rid, index) => encoding(1000 + index, { rid, rtxSsrc: 2000 + index })),
});

describe('RtpSender', () => {
  it('sends nothing before it is configured, on an encoding it has not, or on an inactive one', () => {
    const { sender, outbox } = setup('none');
    assert.equal(sender.sendPacket(0, receivedPacket(5, 1, 0), 0), false);
    sender.configure(sendParameters({ encodings: [encoding(1), encoding(2, { active: false })] }), 0);
    assert.equal(sender.sendPacket(2, receivedPacket(5, 1, 0), 0), false);
    assert.equal(sender.sendPacket(1, receivedPacket(5, 1, 0), 0), false);
    assert.equal(sender.sendPacket(0, receivedPacket(5, 1, 0), 0), true);
    assert.equal(outbox.packets.length, 1);
  });

  it('sends every encoding of simulcast with its own SSRC and numbers', () => {
    const { sender, outbox } = setup(threeRids);
    for (let index = 0; index < 3; index++) sender.sendPacket(index, receivedPacket(5 + index, 1, 0), 0);
    assert.deepEqual(
      outbox.read().map(packet => packet.ssrc),
      [1000, 1001, 1002],
    );
    assert.deepEqual(
      sender.statistics.map(({ rid, encoding: index, packetsSent }) => [rid, index, packetsSent]),
      [
        ['q', 0, 1],
        ['h', 1, 1],
        ['f', 2, 1],
      ],
    );
  });

  it('passes PLI and FIR of an encoding on as requests for a key frame', () => {
    const { sender, requested } = setup(threeRids);
    sender.pictureLost(stream(sender, 2), 0);
    sender.pictureLost(stream(sender, 2), 100);
    sender.fullIntraRequested(stream(sender, 1), 9, 100);
    sender.fullIntraRequested(stream(sender, 1), 9, 900);
    assert.deepEqual(requested, [2, 1]);
    assert.equal(sender.statistics[2]?.pliCount, 2);
    assert.equal(sender.statistics[1]?.firCount, 2);
  });

  it('answers the repetition of a FIR that came too soon after another request', () => {
    const { sender, requested } = setup();
    sender.pictureLost(stream(sender, 0), 0);
    sender.fullIntraRequested(stream(sender, 0), 5, 150);
    assert.deepEqual(requested, [0]);
    sender.fullIntraRequested(stream(sender, 0), 5, 450);
    assert.deepEqual(requested, [0, 0]);
    sender.fullIntraRequested(stream(sender, 0), 5, 750);
    assert.deepEqual(requested, [0, 0]);
  });

  it('asks for a key frame once the transport opens, if it had to discard', () => {
    const { sender, outbox, requested } = setup();
    sender.opened(0);
    assert.deepEqual(requested, []);
    outbox.open = false;
    assert.equal(sender.sendPacket(0, receivedPacket(5, 1, 0), 10), false);
    outbox.open = true;
    sender.opened(20);
    sender.opened(400);
    assert.deepEqual(requested, [0]);
  });

  it('asks for a key frame of an encoding that becomes active again', () => {
    const { sender, requested } = setup();
    sender.configure(sendParameters({ encodings: [encoding(1000, { rtxSsrc: 1001, active: false })] }), 10);
    assert.deepEqual(requested, []);
    sender.configure(sendParameters(), 300);
    assert.deepEqual(requested, [0]);
  });

  it('asks after a pause or a discarded frame though the peer has just asked', () => {
    const { sender, outbox, requested } = setup();
    sender.pictureLost(stream(sender, 0), 0);
    sender.configure(sendParameters({ encodings: [encoding(1000, { rtxSsrc: 1001, active: false })] }), 40);
    sender.configure(sendParameters(), 80);
    assert.deepEqual(requested, [0, 0]);
    outbox.open = false;
    sender.sendPacket(0, receivedPacket(5, 1, 0), 120);
    outbox.open = true;
    sender.opened(160);
    assert.deepEqual(requested, [0, 0, 0]);
    sender.pictureLost(stream(sender, 0), 200);
    assert.deepEqual(requested, [0, 0, 0]);
  });

  it('asks nobody for key frames of audio', () => {
    const { sender, requested } = setup(sendParameters({ kind: 'audio', codecs: [OPUS] }));
    sender.pictureLost(stream(sender, 0), 0);
    assert.deepEqual(requested, []);
  });

  it('continues the numbers of an encoding that was left out for a while', () => {
    const { sender, outbox } = setup();
    sender.sendPacket(0, receivedPacket(5, 1, 0), 0);
    sender.configure(sendParameters({ encodings: [encoding(3000)] }), 0);
    sender.configure(sendParameters(), 0);
    sender.sourceChanged();
    sender.sendPacket(0, receivedPacket(5, 1, 0), 0);
    const [a, b] = outbox.read();
    assert.equal(((b?.sequenceNumber ?? 0) - (a?.sequenceNumber ?? 0)) & 0xffff, 1);
  });

  it('sends a telephone event beside its audio', () => {
    const { sender, outbox } = setup(sendParameters({ kind: 'audio', codecs: [OPUS, TONES] }));
    assert.equal(sender.sendTone('x', 100, 0), false);
    assert.equal(sender.sendTone('#', 100, 0), true);
    assert.equal(sender.sendTone('1', 100, 0), false);
    for (let now = sender.nextTimeout(); now < 1000; now = sender.nextTimeout()) sender.handleTimeout(now);
    assert.equal(outbox.packets.length, 7);
    assert.deepEqual(new Set(outbox.read().map(packet => packet.payloadType)), new Set([110]));
    assert.equal(sender.sendTone('1', 100, 1000), true);
  });

  it('sends a telephone event at the clock rate of what is sent now, not of what was forwarded before', () => {
    const pcmu = codec(0, 'audio/PCMU', { clockRate: 8000 });
    const slow = codec(126, 'audio/telephone-event', { clockRate: 8000 });
    const { sender, outbox } = setup(sendParameters({ kind: 'audio', codecs: [OPUS, pcmu, TONES, slow] }));
    sender.sendPacket(0, receivedPacket(5, 1, 0, { codec: OPUS }), 0);
    sender.sourceChanged();
    sender.sendFrame(0, frame('audio', new Uint8Array(160), { timestamp: 0, mimeType: 'audio/PCMU' }), 20);
    assert.equal(sender.statistics[0]?.payloadType, 0);
    sender.sendTone('1', 40, 40);
    sender.handleTimeout(60);
    assert.equal(outbox.read().at(-1)?.payloadType, 126);
    sender.sendPacket(0, receivedPacket(5, 2, 960, { codec: OPUS }), 100);
    assert.equal(sender.statistics[0]?.payloadType, 111);
  });

  it('forwards telephone events of another clock rate between the audio, all of one at its beginning', () => {
    const slow = codec(126, 'audio/telephone-event', { clockRate: 8000 });
    const { sender, outbox } = setup(sendParameters({ kind: 'audio', codecs: [OPUS, slow] }));
    const sent: readonly (readonly [RtpCodecParameters, number])[] = [
      [OPUS, 0],
      [slow, 960],
      [OPUS, 1920],
      [slow, 960],
      [OPUS, 2880],
    ];
    for (const [i, [source, timestamp]] of sent.entries()) {
      sender.sendPacket(0, receivedPacket(5, i, timestamp, { codec: source }), 20 * i);
    }
    const timestamps = outbox.read().map(({ timestamp }) => timestamp);
    assert.deepEqual(
      timestamps.map(timestamp => (timestamp - (timestamps[0] ?? 0)) >>> 0),
      sent.map(([, timestamp]) => timestamp),
    );
  });

  it('ends a telephone event with its encoding', () => {
    const parameters = sendParameters({ kind: 'audio', codecs: [OPUS, TONES] });
    const { sender, outbox } = setup(parameters);
    sender.sendTone('1', 100, 0);
    sender.handleTimeout(20);
    sender.configure({ ...parameters, encodings: [encoding(1000, { rtxSsrc: 1001, active: false })] }, 30);
    assert.equal(sender.nextTimeout(), Number.POSITIVE_INFINITY);
    assert.equal(outbox.packets.length, 1);
  });

  it('sends telephone events of another clock rate if there are no others, with the timestamps of the audio', () => {
    const codecs = [OPUS, { ...TONES, clockRate: 16_000 }, { ...TONES, payloadType: 126, clockRate: 8000 }];
    const { sender, outbox } = setup(sendParameters({ kind: 'audio', codecs }));
    for (const [tone, begin] of [
      ['1', 0],
      ['2', 200],
    ] as const) {
      assert.equal(sender.sendTone(tone, 100, begin), true);
      for (let now = sender.nextTimeout(); now < begin + 200; now = sender.nextTimeout()) sender.handleTimeout(now);
    }
    const packets = outbox.read();
    assert.deepEqual(new Set(packets.map(({ payloadType }) => payloadType)), new Set([126]));
    const [first, last] = [packets[0], packets.at(-1)];
    assert.equal(((last?.timestamp ?? 0) - (first?.timestamp ?? 0)) >>> 0, 200 * 48);
    assert.deepEqual([...(last?.payload ?? [])], [2, 0x8a, (100 * 8) >> 8, (100 * 8) & 0xff]);
  });
});
