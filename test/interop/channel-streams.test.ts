/** 100 MB through a data channel both ways at once, by Node streams over its web streams, on real sockets. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { test } from 'node:test';
import { type ChannelStreams, channelStreams, RTCPeerConnection } from '../../src/index.ts';

const CHUNK = 65_536;
const CHUNKS = 1600;
const MOST_BUFFERED = 2 * 1024 * 1024;

test('100 MB go through a channel both ways at once', { timeout: 120_000 }, async t => {
  const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()];
  t.after(() => {
    a.close();
    b.close();
  });
  trickle(a, b);
  trickle(b, a);
  const channel = a.createDataChannel('pipe');
  const here = channelStreams(channel);
  const there = new Promise<ChannelStreams>(resolve => {
    b.ondatachannel = event => resolve(channelStreams(event.channel));
  });
  await a.setLocalDescription();
  await b.setRemoteDescription(a.localDescription as never);
  await b.setLocalDescription();
  await a.setRemoteDescription(b.localDescription as never);

  let buffered = 0;
  const watch = (): void => {
    buffered = Math.max(buffered, channel.bufferedAmount);
  };
  const [up, down] = [here, await there];
  const digests = await Promise.all([
    digest(up.readable),
    digest(down.readable),
    pump(up, 1, watch),
    pump(down, 2, watch),
  ]);
  assert.equal(digests[0], expected(2));
  assert.equal(digests[1], expected(1));
  assert.ok(buffered <= MOST_BUFFERED, `${buffered} bytes were buffered`);
});

function trickle(from: RTCPeerConnection, to: RTCPeerConnection): void {
  from.onicecandidate = ({ candidate }) => {
    if (candidate !== null) void to.addIceCandidate(candidate);
  };
}

function* pieces(seed: number): Generator<Buffer> {
  for (let i = 0; i < CHUNKS; i++) yield Buffer.alloc(CHUNK, i * 7 + seed);
}

async function pump(streams: ChannelStreams, seed: number, watch: () => void): Promise<void> {
  const watched = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of source) {
      watch();
      yield piece;
    }
  };
  await pipeline(Readable.from(pieces(seed)), watched, Writable.fromWeb(streams.writable as never), { end: false });
}

async function digest(readable: ChannelStreams['readable']): Promise<string> {
  const hash = createHash('sha256');
  // Not `for await`: leaving it would close the channel, whose other direction may not be done.
  const reader = Readable.fromWeb(readable as never)[Symbol.asyncIterator]();
  for (let length = 0; length < CHUNK * CHUNKS; ) {
    const { value } = (await reader.next()) as IteratorResult<Buffer, Buffer>;
    hash.update(value);
    length += value.length;
  }
  return hash.digest('hex');
}

function expected(seed: number): string {
  const hash = createHash('sha256');
  for (const piece of pieces(seed)) hash.update(piece);
  return hash.digest('hex');
}
