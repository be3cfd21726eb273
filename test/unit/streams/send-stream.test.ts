/** One outgoing SSRC: forwarding, frames, retransmission, configuration. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NTP_TO_UNIX, ntpMilliseconds } from '../../../src/base/ntp.ts';
import { encodeMosaic } from '../../../src/media/mosaic-encoder.ts';
import { ABS_CAPTURE_TIME } from '../../../src/rtp/extensions.ts';
import { SendStream } from '../../../src/streams/send-stream.ts';
import {
  codec,
  EXTENSIONS,
  encoding,
  frame,
  OPUS,
  Outbox,
  receivedPacket,
  rtp,
  SOURCE_VP8,
  sendEnv,
  sendParameters,
  VP8,
  WALL_TIME,
} from './send-support.ts';

interface Setup {
  readonly outbox: Outbox;
  readonly stream: SendStream;
}

function setup(parameters = sendParameters()): Setup {
  const outbox = new Outbox();
  const first = parameters.encodings[0] ?? encoding(1000);
  return { outbox, stream: new SendStream(parameters, first, sendEnv(outbox)) };
}

const report = {
  ssrc: 1000,
  fractionLost: 0,
  packetsLost: 0,
  extendedHighestSequenceNumber: 0,
  jitter: 0,
  lastSenderReport: 0,
  delaySinceLastSenderReport: 0,
};

describe('SendStream forwarding', () => {
  it('writes a header of its own and copies no payload', () => {
    const { outbox, stream } = setup();
    const source = receivedPacket(5, 100, 9000, { marker: true });
    assert.equal(stream.sendPacket(source, 10), true);
    const out = outbox.packets[0];
    assert.equal(out?.payload.buffer, source.packet.bytes.buffer);
    const packet = outbox.read()[0];
    assert.equal(packet?.ssrc, 1000);
    assert.equal(packet?.payloadType, 96);
    assert.equal(packet?.marker, true);
    assert.deepEqual(packet?.extension(13), Uint8Array.of(1));
    assert.deepEqual(packet?.extension(4), Uint8Array.of(0x30));
    assert.deepEqual(packet?.payload, source.packet.payload);
  });

  it('continues numbers and times when the source changes, and keeps the gaps within one', () => {
    const { outbox, stream } = setup();
    stream.sendPacket(receivedPacket(5, 100, 9000), 0);
    stream.sendPacket(receivedPacket(5, 103, 12_000), 33);
    stream.sendPacket(receivedPacket(6, 50_000, 777), 66);
    stream.sendPacket(receivedPacket(6, 50_001, 3777), 100);
    const [a, b, c, d] = outbox.read();
    assert.ok(a !== undefined && b !== undefined && c !== undefined && d !== undefined);
    assert.deepEqual(
      [b, c, d].map(packet => (packet.sequenceNumber - a.sequenceNumber) & 0xffff),
      [3, 4, 5],
    );
    assert.deepEqual(
      [b, c, d].map(packet => (packet.timestamp - a.timestamp) >>> 0),
      [3000, 5970, 8970],
    );
  });

  it('continues times and PictureIDs when the source restarts under its SSRC', () => {
    const { outbox, stream } = setup();
    const send = (sequenceNumber: number, timestamp: number, pictureId: number, now: number): boolean => {
      const received = receivedPacket(5, sequenceNumber, timestamp);
      const payload = Uint8Array.of(0x90, 0x80, 0x80 | (pictureId >> 8), pictureId & 0xff, 0x01, 0, 0);
      const header = received.packet.bytes.slice(0, received.packet.payloadStart);
      return stream.sendPacket({ ...received, packet: rtp(header, payload) }, now);
    };
    send(100, 900_000_000, 500, 0);
    assert.equal(send(30_000, 5000, 7, 960), false);
    send(30_001, 8000, 8, 1000);
    send(30_002, 11_000, 9, 1033);
    const [first, ...rest] = outbox.read();
    assert.ok(first !== undefined);
    assert.deepEqual(
      rest.map(({ timestamp }) => (timestamp - first.timestamp) | 0),
      [90_000, 93_000],
    );
    assert.deepEqual(
      rest.map(({ payload }) => (((payload[2] ?? 0) & 0x7f) << 8) | (payload[3] ?? 0)),
      [501, 502],
    );
    // RFC 3550 §6.4.1: a sender report goes by the new timeline.
    const reported = ((stream.senderReport(2033)?.rtpTimestamp ?? 0) - first.timestamp) | 0;
    assert.ok(Math.abs(reported - 183_000) < 200, `${reported}`);
  });

  it('forwards nothing twice, and nothing whose codec was not negotiated', () => {
    const { outbox, stream } = setup();
    assert.equal(stream.sendPacket(receivedPacket(5, 100, 0), 0), true);
    assert.equal(stream.sendPacket(receivedPacket(5, 100, 0), 1), false);
    assert.equal(stream.sendPacket(receivedPacket(5, 101, 0, { codec: codec(45, 'video/AV1') }), 2), false);
    assert.equal(outbox.packets.length, 1);
  });

  it('leaves MID out once the peer has reported on the SSRC', () => {
    const { outbox, stream } = setup();
    stream.sendPacket(receivedPacket(5, 100, 0), 0);
    stream.report(report, 0, 1);
    stream.sendPacket(receivedPacket(5, 101, 0), 2);
    const [before, after] = outbox.read();
    assert.ok(before?.extension(4) !== undefined);
    assert.equal(after?.extension(4), undefined);
  });

  it('counts packets, bytes, frames and key frames', () => {
    const { stream } = setup();
    stream.sendPacket(receivedPacket(5, 100, 0), 0);
    stream.sendPacket(receivedPacket(5, 101, 0, { delta: true, marker: true }), 0);
    stream.sendPacket(receivedPacket(5, 102, 3000, { delta: true, marker: true }), 33);
    const numbers = stream.statistics(0);
    assert.equal(numbers.packetsSent, 3);
    assert.equal(numbers.bytesSent, 33);
    assert.equal(numbers.framesSent, 2);
    assert.equal(numbers.keyFramesSent, 1);
    assert.equal(numbers.lastPacketSentAt, 33);
    assert.equal(numbers.payloadType, 96);
    assert.ok(numbers.headerBytesSent > 3 * 12);
  });

  it('has no sender report before its first packet, and a true one after', () => {
    const { outbox, stream } = setup();
    assert.equal(stream.senderReport(0), undefined);
    stream.sendPacket(receivedPacket(5, 100, 0), 1000);
    const info = stream.senderReport(1100);
    assert.equal(info?.packetCount, 1);
    assert.equal(info?.octetCount, 11);
    assert.equal(info?.rtpTimestamp, ((outbox.read()[0]?.timestamp ?? 0) + 9000) >>> 0);
  });
});

describe('SendStream with frames', () => {
  const picture = (size: number): Uint8Array => {
    const data = new Uint8Array(size);
    data.set([0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xf0, 0x00]);
    return data;
  };

  it('divides a frame into packets that fit, with room for RTX, all of one timestamp', () => {
    const { outbox, stream } = setup();
    assert.equal(stream.sendFrame(frame('video', picture(5000), { timestamp: 0 }), 0), true);
    const packets = outbox.read();
    assert.ok(packets.length >= 5);
    assert.equal(new Set(packets.map(packet => packet.timestamp)).size, 1);
    assert.deepEqual(
      packets.map(packet => packet.marker),
      packets.map((_, index) => index === packets.length - 1),
    );
    for (const packet of packets) assert.ok(packet.bytes.length <= 1198, `${packet.bytes.length}`);
    const numbers = stream.statistics(0);
    assert.equal(numbers.framesSent, 1);
    assert.equal(numbers.keyFramesSent, 1);
    assert.equal(numbers.frameWidth, 320);
    assert.equal(numbers.frameHeight, 240);
  });

  it('follows the timestamps of frames, by microseconds or in units', () => {
    const { outbox, stream } = setup();
    stream.sendFrame(frame('video', picture(50), { timestamp: 1_000_000 }), 0);
    stream.sendFrame(frame('video', picture(50), { timestamp: 1_033_333, type: 'delta' }), 33);
    stream.sendFrame(frame('video', picture(50), { rtpTimestamp: 90_000 + 6000, type: 'delta' }), 66);
    const [a, b, c] = outbox.read().map(packet => packet.timestamp);
    assert.equal(((b ?? 0) - (a ?? 0)) >>> 0, 3000);
    assert.equal(((c ?? 0) - (a ?? 0)) >>> 0, 6000);
  });

  it('says how loud a frame of audio is, if that is negotiated, and whether it may be a voice', () => {
    const headerExtensions = [...EXTENSIONS, { id: 1, uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level' }];
    const audio = { kind: 'audio' as const, codecs: [OPUS], encodings: [encoding(1000)] };
    const { outbox, stream } = setup(sendParameters({ ...audio, headerExtensions }));
    const levels = [undefined, 0, 30.4, 100, 500];
    levels.forEach((audioLevel, i) => {
      stream.sendFrame(frame('audio', Uint8Array.of(0x78, 1), { timestamp: i * 20_000, audioLevel }), i * 20);
    });
    stream.report(report, 0, 200);
    stream.sendFrame(frame('audio', Uint8Array.of(0x78, 1), { timestamp: 100_000, audioLevel: 54 }), 100);
    const read = outbox.read();
    const expected = [undefined, 0x80, 0x80 | 30, 100, 127, 0x80 | 54].map(byte => byte && Uint8Array.of(byte));
    assert.deepEqual(
      read.map(packet => packet.extension(1)),
      expected,
    );
    assert.deepEqual(
      read.map(packet => packet.extension(4)?.length),
      [1, 1, 1, 1, 1, undefined],
    );
    const without = setup(sendParameters(audio));
    without.stream.sendFrame(frame('audio', Uint8Array.of(0x78, 1), { timestamp: 0, audioLevel: 3 }), 0);
    assert.equal(without.outbox.read()[0]?.extension(1), undefined);
  });

  it('refuses frames of codecs that were not negotiated, and what is no frame', () => {
    const { outbox, stream } = setup();
    assert.equal(stream.sendFrame(frame('video', picture(50), { mimeType: 'video/AV1' }), 0), false);
    assert.equal(stream.sendFrame(frame('video', new Uint8Array(0)), 0), false);
    assert.equal(outbox.packets.length, 0);
  });

  it('goes over to another negotiated codec with the frame that names it', () => {
    const codecs = [OPUS, codec(0, 'audio/PCMU', { clockRate: 8000 })];
    const { outbox, stream } = setup(sendParameters({ kind: 'audio', codecs, encodings: [encoding(1000)] }));
    assert.equal(stream.sendFrame(frame('audio', new Uint8Array(60).fill(0x78), { timestamp: 0 }), 0), true);
    const samples = frame('audio', new Uint8Array(160), { timestamp: 20_000, mimeType: 'audio/pcmu' });
    assert.equal(stream.sendFrame(samples, 20), true);
    assert.deepEqual(
      outbox.read().map(packet => packet.payloadType),
      [111, 0],
    );
    assert.equal(stream.statistics(0).framesSent, 0);
  });

  it('continues after a frame with a forwarded packet, and after that with a frame', () => {
    const { outbox, stream } = setup();
    stream.sendFrame(frame('video', picture(50), { timestamp: 0 }), 0);
    stream.sendPacket(receivedPacket(5, 60_000, 1, { marker: true }), 40);
    stream.sourceChanged();
    stream.sendFrame(frame('video', picture(50), { timestamp: 7e9 }), 80);
    const [a, b, c] = outbox.read();
    assert.ok(a !== undefined && b !== undefined && c !== undefined);
    assert.deepEqual(
      [b, c].map(packet => (packet.sequenceNumber - a.sequenceNumber) & 0xffff),
      [1, 2],
    );
    assert.deepEqual(
      [b, c].map(packet => (packet.timestamp - a.timestamp) >>> 0),
      [3600, 7200],
    );
  });
});

describe('SendStream measures', () => {
  it('finds frames that are much larger than others, its own and forwarded ones', () => {
    const { stream } = setup();
    for (let i = 0; i < 3; i++)
      stream.sendFrame(frame('video', new Uint8Array(100), { timestamp: i * 33_000 }), i * 33);
    stream.sendFrame(frame('video', new Uint8Array(5000), { timestamp: 99_000 }), 99);
    assert.equal(stream.counters.numbers().hugeFramesSent, 1);
    const forwarding = setup().stream;
    const pictures = [1, 1, 1, 4, 1];
    let sequence = 0;
    pictures.forEach((packets, i) => {
      for (let n = 0; n < packets; n++) forwarding.sendPacket(receivedPacket(5, sequence++, i * 3000), i * 33);
    });
    assert.equal(forwarding.counters.numbers().hugeFramesSent, 1);
  });

  it('adds up quantizers where all frames tell them', () => {
    const { stream } = setup();
    const plane = new Uint8Array(1);
    const data = encodeMosaic({ width: 16, height: 16, y: plane, u: plane, v: plane });
    stream.sendFrame(frame('video', data, { timestamp: 0, encodeTime: 4 }), 0);
    const { quantizerSum, totalEncodeTime } = stream.counters.numbers();
    assert.deepEqual([quantizerSum, totalEncodeTime], [0, 4]);
    stream.sendPacket(receivedPacket(5, 1, 3000), 33);
    assert.equal(stream.counters.numbers().quantizerSum, undefined);
  });
});

describe('SendStream with abs-capture-time', () => {
  const CAPTURE = { id: 12, uri: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time' };

  /** Of each packet: milliseconds on the wall clock, and the offset. */
  function said(outbox: Outbox): ([at: number, offset: number | undefined] | undefined)[] {
    return outbox.read().map(packet => {
      const data = packet.extension(CAPTURE.id);
      const read = data && ABS_CAPTURE_TIME.read(data);
      return read && [Math.round(ntpMilliseconds(read.captureTime) - NTP_TO_UNIX - WALL_TIME), read.clockOffset];
    });
  }

  it('says it in the first packet of a frame, and again after a second', () => {
    const { outbox, stream } = setup(sendParameters({ headerExtensions: [...EXTENSIONS, CAPTURE] }));
    for (const at of [0, 500, 1000]) {
      stream.sendFrame(frame('video', new Uint8Array(2000), { timestamp: at * 1000 }), at);
    }
    assert.deepEqual(said(outbox), [[0, 0], undefined, undefined, undefined, [1000, 0], undefined]);
    assert.ok(outbox.packets.every(({ header, payload }) => header.length + payload.length <= 1200));
  });

  it('is that of the timestamp, not of the sending, and holds for one source', () => {
    const { outbox, stream } = setup(sendParameters({ headerExtensions: [...EXTENSIONS, CAPTURE] }));
    stream.sendFrame(frame('video', Uint8Array.of(1), { timestamp: 0 }), 0);
    stream.sendFrame(frame('video', Uint8Array.of(1), { timestamp: 1_000_000 }), 1040);
    stream.sourceChanged();
    stream.sendFrame(frame('video', Uint8Array.of(1), { timestamp: 7 }), 1080);
    const times = said(outbox).map(one => one?.[0] ?? Number.NaN);
    assert.equal(times[0], 0);
    assert.ok(Math.abs((times[1] ?? 0) - 1000) <= 1, `${times[1]}`);
    assert.ok(Math.abs((times[2] ?? 0) - 1080) <= 1, `${times[2]}`);
  });

  it('stands beside the audio level', () => {
    const headerExtensions = [CAPTURE, { id: 1, uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level' }];
    const { outbox, stream } = setup(sendParameters({ kind: 'audio', codecs: [OPUS], headerExtensions }));
    stream.sendFrame(frame('audio', Uint8Array.of(0x78, 1), { timestamp: 0, audioLevel: 60 }), 0);
    stream.sendFrame(frame('audio', Uint8Array.of(0x78, 1), { timestamp: 1_000_000 }), 1000);
    const packets = outbox.read();
    assert.deepEqual([packets[0]?.extension(1), packets[1]?.extension(1)], [Uint8Array.of(60), undefined]);
    assert.deepEqual(said(outbox), [
      [0, 0],
      [1000, 0],
    ]);
  });
});

describe('SendStream retransmission', () => {
  it('answers a NACK by RTX: another SSRC, the original number before the payload', () => {
    const { outbox, stream } = setup();
    const source = receivedPacket(5, 100, 9000, { marker: true });
    stream.sendPacket(source, 0);
    const original = outbox.read()[0];
    assert.ok(original !== undefined);
    stream.nack([original.sequenceNumber], 50);
    const again = outbox.read()[1];
    assert.equal(again?.ssrc, 1001);
    assert.equal(again?.payloadType, 97);
    assert.equal(again?.marker, true);
    assert.equal(again?.timestamp, original.timestamp);
    assert.deepEqual(again?.extension(13), Uint8Array.of(1));
    const payload = again?.payload ?? new Uint8Array(2);
    assert.equal(((payload[0] ?? 0) << 8) | (payload[1] ?? 0), original.sequenceNumber);
    assert.deepEqual(payload.slice(2), source.packet.payload.slice());
    assert.equal(outbox.packets[1]?.transmission, 'rtx');
    const numbers = stream.statistics(0);
    assert.equal(numbers.nackCount, 1);
    assert.equal(numbers.retransmittedPacketsSent, 1);
    assert.equal(numbers.retransmittedBytesSent, 11);
    assert.equal(numbers.packetsSent, 2);
    assert.equal(stream.senderReport(60)?.packetCount, 1);
  });

  it('sends the very same bytes again without RTX, stamps and all', () => {
    const { outbox, stream } = setup(sendParameters({ codecs: [VP8], encodings: [encoding(1000)] }));
    stream.sendPacket(receivedPacket(5, 100, 9000), 0);
    const original = outbox.packets[0];
    assert.ok(original !== undefined);
    original.header[original.transportSequenceAt] = 0xaa;
    stream.nack([outbox.read()[0]?.sequenceNumber ?? 0], 50);
    const again = outbox.packets[1];
    assert.equal(again?.transmission, 'repeated');
    assert.equal(again?.transportSequenceAt, 0);
    assert.deepEqual(again?.header, original.header);
    assert.equal(again?.payload, original.payload);
  });

  it('keeps nothing unless NACK was negotiated', () => {
    const plain = { ...VP8, rtcpFeedback: [] };
    const { outbox, stream } = setup(sendParameters({ codecs: [plain], encodings: [encoding(1000)] }));
    stream.sendPacket(receivedPacket(5, 100, 9000), 0);
    stream.nack([outbox.read()[0]?.sequenceNumber ?? 0], 50);
    assert.equal(outbox.packets.length, 1);
  });

  it('does not count what found no room', () => {
    const { outbox, stream } = setup();
    outbox.room = 0;
    assert.equal(stream.sendPacket(receivedPacket(5, 100, 9000), 0), false);
    assert.equal(stream.statistics(0).packetsSent, 0);
  });
});

describe('SendStream configuration', () => {
  it('continues its numbers when it is paused and taken up again', () => {
    const { outbox, stream } = setup();
    stream.sendPacket(receivedPacket(5, 100, 9000), 0);
    stream.configure(sendParameters(), encoding(1000, { rtxSsrc: 1001, active: false }));
    assert.equal(stream.active, false);
    stream.configure(sendParameters(), encoding(1000, { rtxSsrc: 1001 }));
    stream.sendPacket(receivedPacket(5, 900, 99_000), 1000);
    const [a, b] = outbox.read();
    assert.equal(((b?.sequenceNumber ?? 0) - (a?.sequenceNumber ?? 0)) & 0xffff, 1);
    assert.equal(((b?.timestamp ?? 0) - (a?.timestamp ?? 0)) >>> 0, 90_000);
  });

  it('goes on counting pictures of a codec that is not the first, whatever is negotiated anew', () => {
    const codecs = [VP8, codec(98, 'video/VP9')];
    const { outbox, stream } = setup(sendParameters({ codecs }));
    const send = (now: number): void => {
      const data = Uint8Array.of(0x86, 0, 0, 0, 1, 2, 3);
      stream.sendFrame(frame('video', data, { type: 'delta', timestamp: now * 1000, mimeType: 'video/VP9' }), now);
    };
    send(0);
    stream.configure(sendParameters({ codecs: codecs.map(one => ({ ...one })) }), encoding(1000));
    send(33);
    const [first, second] = outbox.read().map(({ payload }) => (((payload[1] ?? 0) & 0x7f) << 8) | (payload[2] ?? 0));
    assert.equal(((second ?? 0) - (first ?? 0)) & 0x7fff, 1);
    stream.configure(sendParameters({ codecs }), encoding(1000));
    assert.equal(stream.statistics(0).payloadType, 98);
    stream.configure(sendParameters({ codecs }), encoding(1000, { payloadType: 96 }));
    assert.equal(stream.statistics(0).payloadType, 96);
    stream.configure(sendParameters({ codecs: codecs.slice(0, 1) }), encoding(1000));
    assert.equal(stream.statistics(0).payloadType, 96);
  });

  it('tells MID again after a pause, until the next report', () => {
    const { outbox, stream } = setup();
    stream.report(report, 0, 0);
    stream.sendPacket(receivedPacket(5, 100, 9000), 0);
    stream.configure(sendParameters(), encoding(1000, { rtxSsrc: 1001, active: false }));
    stream.configure(sendParameters(), encoding(1000, { rtxSsrc: 1001 }));
    stream.sendPacket(receivedPacket(5, 101, 9000), 0);
    stream.report(report, 0, 0);
    stream.sendPacket(receivedPacket(5, 102, 9000), 0);
    assert.deepEqual(
      outbox.read().map(packet => packet.extension(4)?.length),
      [undefined, 1, undefined],
    );
  });

  it('uses new payload types and extension ids at once', () => {
    const { outbox, stream } = setup();
    stream.sendPacket(receivedPacket(5, 100, 9000), 0);
    const headerExtensions = EXTENSIONS.map(({ id, uri }) => ({ id: id - 1, uri }));
    const codecs = [codec(77, 'video/VP8')];
    stream.configure(sendParameters({ codecs, headerExtensions }), encoding(1000));
    stream.sendPacket(receivedPacket(5, 101, 9000, { codec: SOURCE_VP8 }), 1);
    const packet = outbox.read()[1];
    assert.equal(packet?.payloadType, 77);
    assert.deepEqual(packet?.extension(12), Uint8Array.of(1));
    assert.deepEqual(packet?.extension(3), Uint8Array.of(0x30));
  });

  it('asks for a key frame once in 200 ms, and takes a repeated FIR for one', () => {
    const { stream } = setup();
    assert.equal(stream.takeKeyFrameRequest(0), true);
    assert.equal(stream.takeKeyFrameRequest(100), false);
    assert.equal(stream.takeKeyFrameRequest(200), true);
    assert.equal(stream.takeFullIntraRequest(3, 400), true);
    assert.equal(stream.takeFullIntraRequest(3, 600), false);
    assert.equal(stream.takeFullIntraRequest(4, 600), true);
  });
});
