/** Two connections of ours in this process, with a data channel and a tone between them, and what came through. */

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import {
  mediaDevices,
  type RTCConfiguration,
  type RTCDataChannel,
  RTCPeerConnection,
  type RTCPeerConnectionIceErrorEvent,
  type ServerOptions,
} from '../../../src/index.ts';
import { within } from './peer.ts';

export interface End {
  readonly connection: RTCPeerConnection;
  readonly channel: RTCDataChannel;
  readonly errors: RTCPeerConnectionIceErrorEvent[];
}

export interface EndOptions {
  readonly configuration: RTCConfiguration;
  readonly options?: ServerOptions;
}

export interface Call {
  readonly a: End;
  readonly b: End;
  close(): void;
}

export async function call(a: EndOptions, b: EndOptions): Promise<Call> {
  const ends = [open(a), open(b)] as const;
  const [one, other] = ends;
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.connection.onicecandidate = ({ candidate }) => void to.connection.addIceCandidate(candidate).catch(() => {});
    const [track] = (await mediaDevices.getUserMedia({ audio: true })).getTracks();
    if (track !== undefined) from.connection.addTrack(track);
  }
  const close = (): void => ends.forEach(({ connection }) => connection.close());
  try {
    await within(negotiate(one.connection, other.connection), 5_000, 'negotiating');
    await within(Promise.all(ends.map(({ channel }) => opened(channel))), 20_000, 'opening the channel');
  } catch (error) {
    const told = ends.map(end => end.errors.map(({ url, errorCode, errorText }) => `${url} ${errorCode} ${errorText}`));
    close();
    throw new Error(`not connected; errors: ${JSON.stringify(told)}`, { cause: error });
  }
  return { a: one, b: other, close };
}

function open({ configuration, options }: EndOptions): End {
  const connection = new RTCPeerConnection(configuration, options);
  const errors: RTCPeerConnectionIceErrorEvent[] = [];
  connection.onicecandidateerror = event => void errors.push(event);
  return { connection, channel: connection.createDataChannel('data', { negotiated: true, id: 0 }), errors };
}

async function negotiate(offerer: RTCPeerConnection, answerer: RTCPeerConnection): Promise<void> {
  await offerer.setLocalDescription();
  await answerer.setRemoteDescription(offerer.localDescription as never);
  await answerer.setLocalDescription();
  await offerer.setRemoteDescription(answerer.localDescription as never);
}

function opened(channel: RTCDataChannel): Promise<void> {
  if (channel.readyState === 'open') return Promise.resolve();
  return new Promise(resolve => channel.addEventListener('open', () => resolve()));
}

/** 256 messages of 4 KiB each way arrive whole and in order, and the tone goes on. */
export async function carries({ a, b }: Call): Promise<void> {
  const before = await Promise.all([heard(a), heard(b)]);
  await Promise.all([sends(a, b), sends(b, a)]);
  await within(
    (async () => {
      for (;;) {
        const after = await Promise.all([heard(a), heard(b)]);
        if (after.every((count, index) => count >= (before[index] as number) + 5)) return;
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    })(),
    10_000,
    'hearing the tone',
  );
}

/** RTP packets of the tone that have come. */
async function heard({ connection }: End): Promise<number> {
  let count = 0;
  for (const stats of (await connection.getStats()).values()) {
    if (stats.type === 'inbound-rtp') count += (stats as { packetsReceived?: number }).packetsReceived ?? 0;
  }
  return count;
}

async function sends(from: End, to: End): Promise<void> {
  const sent = createHash('sha256');
  const received = createHash('sha256');
  const messages = Array.from({ length: 256 }, () => randomBytes(4096));
  let left = messages.length;
  const all = new Promise<void>(resolve => {
    to.channel.binaryType = 'arraybuffer';
    to.channel.onmessage = ({ data }) => {
      received.update(new Uint8Array(data as ArrayBuffer));
      if (--left === 0) resolve();
    };
  });
  for (const message of messages) {
    sent.update(message);
    from.channel.send(message);
  }
  await within(all, 60_000, 'the messages');
  assert.equal(received.digest('hex'), sent.digest('hex'));
}

/** The local candidate of the selected pair, from statistics. */
export async function localCandidate({ connection }: End): Promise<Readonly<Record<string, unknown>>> {
  const stats = await connection.getStats();
  for (const transport of stats.values()) {
    if (transport.type !== 'transport') continue;
    const pair = stats.get((transport as { selectedCandidatePairId?: string }).selectedCandidatePairId ?? '');
    const candidate = stats.get((pair as { localCandidateId?: string } | undefined)?.localCandidateId ?? '');
    if (candidate !== undefined) return candidate as unknown as Record<string, unknown>;
  }
  throw new Error('no selected pair');
}
