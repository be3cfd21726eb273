/** An open connection under attack: hostile datagrams at its sockets, while it must go on carrying every byte and frame. */

import { SeededRandom } from '../../src/base/random.ts';
import type { RTCDataChannel } from '../../src/index.ts';
import { nodeRuntime, RTCPeerConnection } from '../../src/index.ts';
import { HostileNetwork } from './hostile-network.ts';
import { MediaEcho } from './media-echo.ts';

export interface HostileReport {
  readonly injected: number;
  readonly messages: number;
  readonly restarts: number;
  /** Frames sent, and those that came back as they were sent. */
  readonly video: { readonly sent: number; readonly returned: number };
  readonly audio: { readonly sent: number; readonly returned: number };
  /** Bytes of heap after a collection, once warm and at the end; NaN without `--expose-gc`. */
  readonly heapStart: number;
  readonly heapEnd: number;
}

export interface HostileOptions {
  readonly seed: number;
  readonly milliseconds: number;
  /** Frames of each kind to be sent before it ends, however long that takes a process that is held up. None by default. */
  readonly frames?: number;
  /** Hostile datagrams per real one. */
  readonly rate: number;
  readonly progress?: (report: Omit<HostileReport, 'heapEnd'>) => void;
}

/** Nothing hostile may delay an answer for longer. */
const PATIENCE = 20_000;

/** Connects two peers through hostile sockets and plays numbered echo over them; throws at the first thing amiss. */
export async function hostileSoak(options: HostileOptions): Promise<HostileReport> {
  const network = new HostileNetwork(nodeRuntime.network, new SeededRandom(options.seed), options.rate);
  const runtime = { ...nodeRuntime, network };
  const random = new SeededRandom(options.seed + 1);
  const [a, b] = [new RTCPeerConnection({}, { runtime }), new RTCPeerConnection({}, { runtime })];
  const media = new MediaEcho(a, b, options.seed + 2);
  try {
    a.onicecandidate = ({ candidate }) => void b.addIceCandidate(candidate);
    b.onicecandidate = ({ candidate }) => void a.addIceCandidate(candidate);
    b.ondatachannel = ({ channel }) => {
      channel.onmessage = ({ data }) => channel.send(data as ArrayBuffer);
    };
    const channel = a.createDataChannel('echo');
    await within(negotiate(a, b), 'negotiation');
    await within(opened(channel), 'opening the channel');
    network.spoofs = true;
    media.start();

    const end = performance.now() + options.milliseconds;
    let messages = 0;
    let restarts = 0;
    let heapStart = Number.NaN;
    const { frames = 0 } = options;
    while (performance.now() < end || media.video.sent < frames || media.audio.sent < frames) {
      const sent = random.bytes(random.below(20_000));
      const back = await within(echo(channel, sent), `echo ${messages}`);
      if (Buffer.compare(sent, back) !== 0) throw new Error(`echo ${messages} came back changed`);
      messages++;
      media.check();
      if (messages === 500) heapStart = heap();
      if (messages % 500 !== 0) continue;
      options.progress?.({ injected: network.injected, messages, restarts, ...returned(media), heapStart });
      // The checks of a restart are to be attacked too, not only the quiet after them.
      a.restartIce();
      await within(negotiate(a, b), 'restart');
      restarts++;
    }
    return { injected: network.injected, messages, restarts, ...returned(media), heapStart, heapEnd: heap() };
  } finally {
    media.stop();
    a.close();
    b.close();
  }
}

function returned({ video, audio }: MediaEcho): Pick<HostileReport, 'video' | 'audio'> {
  const count = ({ sent, returned }: { sent: number; returned: number }) => ({ sent, returned });
  return { video: count(video), audio: count(audio) };
}

async function negotiate(offerer: RTCPeerConnection, answerer: RTCPeerConnection): Promise<void> {
  await offerer.setLocalDescription();
  await answerer.setRemoteDescription(offerer.localDescription as NonNullable<typeof offerer.localDescription>);
  await answerer.setLocalDescription();
  await offerer.setRemoteDescription(answerer.localDescription as NonNullable<typeof answerer.localDescription>);
}

function opened(channel: RTCDataChannel): Promise<void> {
  return new Promise((resolve, reject) => {
    channel.onopen = () => resolve();
    channel.onclose = () => reject(new Error('the channel closed'));
  });
}

function echo(channel: RTCDataChannel, sent: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    channel.onmessage = ({ data }) => resolve(new Uint8Array(data as ArrayBuffer));
    channel.onclose = () => reject(new Error('the channel closed'));
    channel.send(sent as Uint8Array<ArrayBuffer>);
  });
}

async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${PATIENCE} ms`)), PATIENCE);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function heap(): number {
  if (globalThis.gc === undefined) return Number.NaN;
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
