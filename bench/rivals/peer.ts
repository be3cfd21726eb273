/**
 * One end of a measurement, a process of its own: `node peer.js IMPLEMENTATION FOLDER offer|answer`. Its parent carries
 * the signalling and says what to measure.
 */

import { performance } from 'node:perf_hooks';
import process from 'node:process';
import {
  type Channel,
  type Connection,
  connectionMaker,
  type Description,
  type Implementation,
} from './implementations.ts';

export type Task =
  | { readonly kind: 'stream'; readonly size: number; readonly seconds: number; readonly high: number }
  | { readonly kind: 'ping'; readonly size: number; readonly seconds: number }
  | { readonly kind: 'echo' }
  | { readonly kind: 'count' };

export type ToPeer =
  | { readonly connect: number }
  | { readonly connection: number; readonly description: Description }
  | { readonly connection: number; readonly candidate: unknown }
  | { readonly close: number }
  | { readonly task: Task };

export type FromPeer =
  | { readonly ready: true }
  | { readonly connection: number; readonly description: Description }
  | { readonly connection: number; readonly candidate: unknown }
  | { readonly open: number; readonly milliseconds: number }
  | { readonly result: Readonly<Record<string, number>> };

interface Link {
  readonly connection: Connection;
  readonly startedAt: number;
  channel: Channel | undefined;
  /** Candidates may overtake the description. */
  described: Promise<void>;
}

const WARM_UP = 1000;
/** For implementations that do not tell that the buffer has drained. */
const POLL = 5;

const [implementation, folder, role] = process.argv.slice(2) as [Implementation, string, 'offer' | 'answer'];
const connect = await connectionMaker(implementation, folder);
const links = new Map<number, Link>();
const tell = (message: FromPeer): void => void process.send?.(message);

function open(id: number): Link {
  const connection = connect();
  const link: Link = { connection, startedAt: performance.now(), channel: undefined, described: Promise.resolve() };
  links.set(id, link);
  connection.onicecandidate = ({ candidate }) => {
    const json = (candidate as { toJSON?: () => unknown } | null)?.toJSON?.() ?? candidate;
    if (json) tell({ connection: id, candidate: json });
  };
  connection.ondatachannel = ({ channel }) => adopt(id, link, channel);
  return link;
}

function adopt(id: number, link: Link, channel: Channel): void {
  link.channel = channel;
  channel.binaryType = 'arraybuffer';
  const opened = (): void => tell({ open: id, milliseconds: performance.now() - link.startedAt });
  if (channel.readyState === 'open') opened();
  else channel.onopen = opened;
}

async function offer(id: number): Promise<void> {
  const link = open(id);
  adopt(id, link, link.connection.createDataChannel('bench', { ordered: true }));
  await link.connection.setLocalDescription(await link.connection.createOffer());
  const { type, sdp } = link.connection.localDescription;
  tell({ connection: id, description: { type, sdp } });
}

async function describe(id: number, description: Description): Promise<void> {
  const link = links.get(id) ?? open(id);
  link.described = link.connection.setRemoteDescription(description);
  await link.described;
  if (role === 'offer') return;
  await link.connection.setLocalDescription(await link.connection.createAnswer());
  const { type, sdp } = link.connection.localDescription;
  tell({ connection: id, description: { type, sdp } });
}

/** Keeps the channel's buffer filled for a while. */
async function stream(channel: Channel, { size, seconds, high }: Task & { kind: 'stream' }): Promise<void> {
  const message = new Uint8Array(size).fill(7);
  channel.bufferedAmountLowThreshold = high / 4;
  const end = performance.now() + WARM_UP + seconds * 1000 + WARM_UP / 2;
  while (performance.now() < end) {
    for (let sent = 0; sent < high && channel.bufferedAmount + size <= high; sent += size) channel.send(message);
    await drained(channel, high / 4);
  }
}

function drained(channel: Channel, low: number): Promise<void> {
  return new Promise(resolve => {
    const timer = setInterval(() => {
      if (channel.bufferedAmount <= low) done();
    }, POLL);
    const done = (): void => {
      clearInterval(timer);
      resolve();
    };
    channel.onbufferedamountlow = done;
    if (channel.bufferedAmount <= low) setImmediate(done);
  });
}

/** Counts from `WARM_UP` after the first message on, until a second after the last. */
function count(channel: Channel): void {
  let messages = 0;
  let bytes = 0;
  let from = 0;
  let last = 0;
  let cpu = process.cpuUsage();
  channel.onmessage = ({ data }) => {
    const now = performance.now();
    if (from === 0) {
      from = now + WARM_UP;
      report();
    }
    if (now < from) return;
    if (messages === 0) cpu = process.cpuUsage();
    messages++;
    bytes += data.byteLength;
    last = now;
  };
  const report = (): void => {
    const timer = setInterval(() => {
      if (last === 0 || performance.now() - last < WARM_UP) return;
      clearInterval(timer);
      const { user, system } = process.cpuUsage(cpu);
      const seconds = (last - from) / 1000;
      tell({ result: { messages: messages / seconds, bytes: bytes / seconds, cpu: (user + system) / 1e6 / seconds } });
    }, WARM_UP / 4);
  };
}

/** Round trips one after another. */
function ping(channel: Channel, { size, seconds }: Task & { kind: 'ping' }): void {
  const message = new Uint8Array(size);
  const micros: number[] = [];
  const begin = performance.now();
  let sent = begin;
  channel.onmessage = () => {
    const now = performance.now();
    if (now - begin > WARM_UP) micros.push((now - sent) * 1000);
    if (now - begin > WARM_UP + seconds * 1000) {
      micros.sort((a, b) => a - b);
      const at = (share: number): number => micros[Math.floor(micros.length * share)] ?? Number.NaN;
      tell({ result: { median: at(0.5), p99: at(0.99) } });
      return;
    }
    sent = performance.now();
    channel.send(message);
  };
  channel.send(message);
}

function perform(task: Task): void {
  const channel = [...links.values()].at(-1)?.channel as Channel;
  switch (task.kind) {
    case 'stream':
      void stream(channel, task);
      return;
    case 'count':
      count(channel);
      return;
    case 'ping':
      ping(channel, task);
      return;
    case 'echo':
      channel.onmessage = ({ data }) => channel.send(new Uint8Array(data as unknown as ArrayBuffer));
  }
}

async function obey(order: ToPeer): Promise<void> {
  if ('connect' in order) {
    await offer(order.connect);
  } else if ('description' in order) {
    await describe(order.connection, order.description);
  } else if ('candidate' in order) {
    const link = links.get(order.connection);
    await link?.described;
    await link?.connection.addIceCandidate(order.candidate);
  } else if ('close' in order) {
    await links.get(order.close)?.connection.close();
    links.delete(order.close);
  } else {
    perform(order.task);
  }
}

process.on('message', order => {
  obey(order as ToPeer).catch((error: unknown) => console.error(implementation, role, error));
});
process.on('disconnect', () => process.exit());
tell({ ready: true });
