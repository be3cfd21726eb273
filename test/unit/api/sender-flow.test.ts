/** What goes from a track to the transport: by direction, encoding, layer, and only while the track may. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RTCRtpSender, senderSlots } from '../../../src/api/rtc-rtp-sender.ts';
import { createTrack, setMuted, subscribe } from '../../../src/media/media-stream-track.ts';
import { encodeMosaic } from '../../../src/media/mosaic-encoder.ts';
import { testPattern } from '../../../src/media/pattern-source.ts';
import { SinkList } from '../../../src/media/sink-list.ts';
import type { TrackSink, TrackSource } from '../../../src/media/track-source.ts';
import type { SenderHandle } from '../../../src/transport/index.ts';
import { Pair } from './connections.ts';
import {
  audioSource,
  connected,
  onlyTransceiver,
  received,
  videoPair,
  videoSource,
  writeAudio,
  writeKeyFrame,
} from './media.ts';

const sent = (sender: RTCRtpSender): number[] =>
  (senderSlots(sender).flow.handle?.statistics ?? []).map(({ packetsSent }) => packetsSent);

test('nothing before the answer, nothing while disabled, muted, inactive or stopped', async () => {
  const pair = new Pair();
  const source = audioSource(pair.a);
  const sender = pair.a.connection.addTrack(source.track);
  writeAudio(source);
  assert.deepEqual(sent(sender), []);
  await connected(pair);
  const counts = (): boolean => {
    const [before = 0] = sent(sender);
    writeAudio(source, before * 20_000);
    return sent(sender)[0] === before + 1;
  };
  assert.ok(counts());
  source.track.enabled = false;
  assert.ok(!counts());
  source.track.enabled = true;
  setMuted(source.track, true);
  assert.ok(!counts());
  setMuted(source.track, false);
  const parameters = sender.getParameters();
  parameters.encodings[0] = { active: false };
  await pair.wait(sender.setParameters(parameters));
  assert.ok(!counts());
  const again = sender.getParameters();
  again.encodings[0] = { active: true };
  await pair.wait(sender.setParameters(again));
  assert.ok(counts());
  onlyTransceiver(pair.a.connection).direction = 'inactive';
  await pair.negotiate();
  assert.ok(!counts());
  onlyTransceiver(pair.a.connection).direction = 'sendrecv';
  await pair.negotiate();
  assert.ok(counts());
  onlyTransceiver(pair.a.connection).stop();
  assert.ok(!counts());
  await pair.close();
});

test('a sender begins with a key frame', async () => {
  const pair = new Pair();
  const source = videoSource(pair.a, ['q', 'f']);
  const rids: unknown[] = [];
  source.onkeyframerequest = ({ rid }) => void rids.push(rid);
  pair.a.connection.addTransceiver(source.track, { sendEncodings: [{ rid: 'q' }, { rid: 'f' }] });
  await connected(pair);
  await pair.world.pass(10);
  assert.deepEqual(new Set(rids), new Set(['q', 'f']));
  await pair.close();
});

test('layers go to the encodings of their rids', async () => {
  const pair = new Pair();
  const source = videoSource(pair.a, ['q', 'f', 'x']);
  const { sender } = pair.a.connection.addTransceiver(source.track, { sendEncodings: [{ rid: 'f' }, { rid: 'q' }] });
  await connected(pair);
  const data = new Uint8Array(20);
  for (const rid of ['q', 'q', 'f', 'x']) source.write({ data, timestamp: 0, type: 'key' }, { rid });
  assert.deepEqual(sent(sender), [1, 2]);
  await pair.close();
});

/** A source that has RTP packets, in layers. */
class LayeredSource extends SinkList implements TrackSource {
  readonly kind = 'video';
  readonly rids: readonly string[];
  readonly settings = {};
  readonly capabilities = {};

  constructor(rids: readonly string[]) {
    super();
    this.rids = rids;
  }

  subscribe(sink: Parameters<SinkList['add']>[0]): void {
    this.add(sink);
  }

  unsubscribe(sink: Parameters<SinkList['add']>[0]): void {
    this.remove(sink);
  }

  requestKeyFrame(): void {}
  stop(): void {}
}

test('of a source with layers, a sender without sends the first', async () => {
  const { pair } = await videoPair();
  const { sender } = onlyTransceiver(pair.a.connection);
  const source = new LayeredSource(['low', 'high']);
  await pair.wait(sender.replaceTrack(createTrack({ source, runtime: pair.a.runtime })));
  const forwarded: unknown[] = [];
  const handle = senderSlots(sender).flow.handle as SenderHandle;
  handle.sendPacket = (encoding, { rid }) => forwarded.push([encoding, rid]) > 0;
  for (const rid of ['high', 'low', undefined, 'other', 'low']) source.packet(received(rid));
  assert.deepEqual(forwarded, [
    [0, 'low'],
    [0, undefined],
    [0, 'low'],
  ]);
  await pair.close();
});

test('raw audio is encoded with a codec that was negotiated', async () => {
  const pair = new Pair();
  const source = new LayeredSource([]);
  const track = createTrack({ source: Object.assign(source, { kind: 'audio' as never }), runtime: pair.a.runtime });
  const sender = pair.a.connection.addTrack(track);
  await connected(pair);
  const data = new Int16Array(960);
  for (let i = 0; i < 5; i++) source.samplesToAll({ data, sampleRate: 48_000, channels: 1, timestamp: i * 20_000 });
  await pair.world.pass(10);
  assert.ok((sent(sender)[0] ?? 0) >= 4);
  const codec = senderSlots(sender).sendCodecs.find(
    one => one.payloadType === senderSlots(sender).flow.handle?.statistics[0]?.payloadType,
  );
  assert.match(codec?.mimeType ?? '', /pcm|g722/i);
  await pair.close();
});

test('with the codec of its encoding', async () => {
  const { pair, source } = await videoPair();
  const { sender } = onlyTransceiver(pair.a.connection);
  const parameters = sender.getParameters();
  const h264 = parameters.codecs.find(({ mimeType }) => mimeType === 'video/H264');
  assert.ok(h264 !== undefined);
  const { payloadType, ...codec } = h264;
  parameters.encodings[0] = { codec };
  const configured: (number | undefined)[] = [];
  const handle = senderSlots(sender).flow.handle as SenderHandle;
  handle.configure = ({ encodings }) => void configured.push(encodings[0]?.payloadType);
  await pair.wait(sender.setParameters(parameters));
  assert.deepEqual(configured, [payloadType]);
  writeKeyFrame(source);
  await pair.close();
});

test('a source that makes layers is told how much smaller they are to be, and what it delivers is measured', async () => {
  const pair = new Pair();
  const source = new CountingSource();
  const track = createTrack({ source, label: '' });
  const { sender } = pair.a.connection.addTransceiver(track, { sendEncodings: [{ scaleResolutionDownBy: 2 }] });
  await connected(pair);
  const [sink] = source.sinks;
  assert.deepEqual(sink?.scales, [2]);
  const { flow } = senderSlots(sender);
  const data = encodeMosaic(testPattern(32, 16, 0));
  const key = { kind: 'video', type: 'key', data, duration: undefined, rtpTimestamp: undefined } as const;
  for (let i = 0; i < 3; i++) sink?.frame({ ...key, timestamp: i * 40_000, mimeType: 'video/VP8' }, 0);
  sink?.frame({ ...key, timestamp: 0, mimeType: 'video/VP8' }, 1);
  const expected = { frames: 3, framesPerSecond: 3, sound: undefined, width: 32, height: 16 };
  assert.deepEqual(flow.sourceStatistics, expected);
  await pair.close();
});

test('a track that follows after none goes on in time, whatever its own clock says', async () => {
  const pair = new Pair();
  const [first, second] = [audioSource(pair.a), audioSource(pair.a)];
  const sender = pair.a.connection.addTrack(first.track);
  await connected(pair);
  const timestamps: number[] = [];
  const sink: TrackSink = {
    wants: 'any',
    packet: ({ packet }) => void timestamps.push(packet.timestamp),
    frame() {},
    samples() {},
  };
  subscribe(onlyTransceiver(pair.b.connection).receiver.track, sink);
  const play = async (source: typeof first): Promise<void> => {
    for (let i = 0; i < 50; i++) {
      writeAudio(source, i * 20_000);
      await pair.world.pass(20);
    }
  };
  await play(first);
  await pair.wait(sender.replaceTrack(null));
  await pair.world.pass(200);
  await pair.wait(sender.replaceTrack(second.track));
  await play(second);
  assert.equal(timestamps.length, 100);
  const steps = timestamps.slice(1).map((timestamp, i) => (timestamp - (timestamps[i] as number)) | 0);
  assert.deepEqual(new Set(steps), new Set([160, 160 + 200 * 8]));
  await pair.close();
});

class CountingSource implements TrackSource {
  readonly kind = 'video';
  readonly rids: readonly string[] = [];
  readonly settings = {};
  readonly capabilities = {};
  readonly sinks: Set<TrackSink> = new Set();

  subscribe(sink: TrackSink): void {
    this.sinks.add(sink);
  }

  unsubscribe(sink: TrackSink): void {
    this.sinks.delete(sink);
  }

  requestKeyFrame(): void {
    void this.sinks;
  }

  stop(): void {
    this.sinks.clear();
  }
}
